/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.sample;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A system for which Netty brings no native transport, as macOS and Windows are.
 */
@Tag("cluster")
class NoNativeTransportTests {

	@Test
	void aClusterRunsOnNio(@TempDir Path directory) throws IOException {
		try (ClusterProcesses cluster = ClusterProcesses.start(directory, 2, "-Dio.netty.transport.noNative=true")) {
			for (NodeProcess node : cluster.nodes()) {
				try (LineClient client = node.connect()) {
					assertThat(client.apply("Command", "{\"Put\":[\"key\",1]}").has("result")).isTrue();
					assertThat(client.apply("Query", "{\"Get\":\"key\"}").path("result").asInt()).isEqualTo(1);
				}
			}
		}
	}

}
