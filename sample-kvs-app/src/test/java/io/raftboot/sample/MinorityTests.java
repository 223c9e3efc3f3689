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

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One node of three whose companions do not answer.
 */
@Tag("cluster")
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells when a process has stopped")
class MinorityTests {

	@TempDir
	static Path directory;

	private static ClusterProcesses cluster;

	@BeforeAll
	static void start() throws IOException {
		cluster = ClusterProcesses.start(directory, 3, "--raft.request-timeout=1500ms");
		try (LineClient client = cluster.node(1).connect()) {
			assertThat(client.apply("Command", "{\"Put\":[\"foo\",123]}").has("result")).isTrue();
		}
	}

	@AfterAll
	static void stop() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@AfterEach
	void resumeAll() throws IOException, InterruptedException {
		for (NodeProcess node : cluster.nodes()) {
			node.resume();
		}
	}

	@Test
	void aLeaderAloneAnswersNeitherCommandNorQueryWithAValue() throws IOException, InterruptedException {
		cluster.awaitLeader();
		NodeProcess leader = cluster.leader();
		assertMinority(leader);
	}

	@Test
	void aFollowerAloneAnswersNeitherCommandNorQueryWithAValue() throws IOException, InterruptedException {
		cluster.awaitLeader();
		assertMinority(cluster.othersThan(cluster.leader()).get(0));
	}

	private static void assertMinority(NodeProcess node) throws IOException, InterruptedException {
		KeyValueState.keys(node);
		for (NodeProcess other : cluster.othersThan(node)) {
			other.pause();
		}
		try (LineClient client = node.connect()) {
			JsonNode command = client.apply("Command", "{\"Put\":[\"alone\",1]}");
			assertThat(command.path("error").path("code").asInt()).as(command.toString()).isIn(106, 107, 108);
			JsonNode query = client.apply("Query", "{\"Get\":\"foo\"}");
			assertThat(query.path("error").path("code").asInt()).as(query.toString()).isIn(106, 108);
			JsonNode local = client.apply("LocalQuery", "{\"Get\":\"foo\"}");
			assertThat(local.path("result").asInt()).as(local.toString()).isEqualTo(123);
			JsonNode later = client.apply("Command", "{\"Put\":[\"alone\",2]}");
			assertThat(later.path("error").path("code").asInt()).as(later.toString()).isIn(106, 107, 108);
		}
	}

}
