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
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A command in the log of a leader alone, in whose place another leader puts something
 * else.
 */
@Tag("cluster")
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells when a process has stopped")
class OverwrittenCommandTests {

	@Test
	void theCallerIsToldThatItWasSurelyNotApplied(@TempDir Path directory) throws IOException, InterruptedException {
		try (ClusterProcesses cluster = ClusterProcesses.start(directory, 3, "--raft.election-timeout=2s",
				"--raft.request-timeout=2m")) {
			NodeProcess leader = cluster.leader();
			List<NodeProcess> others = cluster.othersThan(leader);
			try (LineClient client = leader.connect()) {
				leader.pause();
				client.send(LineClient.apply("1", "Command", "{\"Put\":[\"overwritten\",1]}"));
				others.forEach(NodeProcess::kill);
				// short enough that it still leads, and nobody is there to take the entry
				leader.resume();
				awaitEntryOfItsOwn(leader);
				leader.pause();
				for (NodeProcess other : others) {
					other.start();
				}
				others.forEach(NodeProcess::awaitAnswer);
				cluster.leaderAmong(others);
				try (LineClient another = others.get(0).connect()) {
					another.apply("Command", "{\"Put\":[\"instead\",1]}");
				}
				leader.resume();
				assertThat(client.receiveLine()).startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":"
						+ "{\"code\":106,\"message\":\"Request rejected due to leader change\"");
			}
			cluster.awaitLeader();
			for (NodeProcess node : cluster.nodes()) {
				assertThat(KeyValueState.keys(node)).doesNotContain("overwritten");
			}
		}
	}

	private static void awaitEntryOfItsOwn(NodeProcess leader) {
		await().atMost(NodeProcess.PATIENCE).until(() -> {
			JsonNode state = leader.actuator("raft");
			return state.path("lastLogIndex").asLong() > state.path("commitIndex").asLong();
		});
	}

}
