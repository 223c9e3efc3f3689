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
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A cluster that grows from one member and shrinks back to one while clients go on.
 */
@Tag("cluster")
class GrowAndShrinkTests {

	private static final int RATE = 500;

	private static final int SIZE = Scale.of(3, 5);

	/** How many commands pass between two changes. */
	private static final int BETWEEN = Scale.of(200, 1500);

	/** Perhaps done. */
	private static final int UNKNOWN = 107;

	@Test
	void noCommandIsLostOrAppliedTwiceWhileMembersComeAndGoTheLeaderToo(@TempDir Path directory) throws Exception {
		try (ClusterProcesses cluster = ClusterProcesses.startUninitialised(directory, SIZE)) {
			List<NodeProcess> members = new ArrayList<>(List.of(cluster.node(1)));
			try (LineClient client = cluster.node(1).connect()) {
				assertThat(client.call("CreateCluster", "{}").has("result")).isTrue();
			}
			try (CountingLoad load = CountingLoad.start(members, RATE)) {
				awaitMore(load);
				for (NodeProcess joining : cluster.nodes().subList(1, SIZE)) {
					change(members, "AddServer", joining);
					members.add(joining);
					awaitMore(load);
				}
				while (members.size() > 1) {
					// the leader first, then whoever leads after it, and so on
					NodeProcess leader = cluster.leaderAmong(members);
					members.remove(leader);
					change(members, "RemoveServer", leader);
					assertRemoved(leader);
					awaitMore(load);
				}
				Latencies latencies = load.latencies();
				long count = load.stopAndVerify(members);
				Scale.report("1 to %d members and back at %d/s: %d commands, %s", SIZE, RATE, count, latencies);
				if (Scale.isFull()) {
					assertThat(latencies.longestGapMillis()).isLessThan(2000);
				}
			}
		}
	}

	private static void awaitMore(CountingLoad load) {
		int before = load.latencies().count();
		await().atMost(NodeProcess.PATIENCE).until(() -> load.latencies().count() >= before + BETWEEN);
	}

	private static void change(List<NodeProcess> members, String method, NodeProcess node) throws IOException {
		long start = System.nanoTime();
		try (LineClient client = members.get(members.size() - 1).connect()) {
			JsonNode reply = client.call(method, "{\"addr\":\"" + node.address() + "\"}");
			int expected = members.size() + (method.equals("AddServer") ? 1 : 0);
			if (reply.path("error").path("code").asInt() == UNKNOWN) {
				// the leader that was removed has taken its answer with it: look
				await().atMost(NodeProcess.PATIENCE).until(() -> membersOf(client) == expected);
			}
			else {
				assertThat(reply.path("result").path("members").size()).as("%s: %s", method, reply).isEqualTo(expected);
			}
		}
		Scale.report("%s took %d ms", method, (System.nanoTime() - start) / 1_000_000);
	}

	private static int membersOf(LineClient client) throws IOException {
		JsonNode state = client.call("GetServerState", "{}").path("result");
		return state.path("machines").path("system").path("members").size();
	}

	private static void assertRemoved(NodeProcess node) {
		await().atMost(NodeProcess.PATIENCE).untilAsserted(() -> {
			try (LineClient client = node.connect()) {
				JsonNode reply = client.apply("Command", "{\"Put\":[\"removed\",1]}");
				assertThat(reply.path("error").path("code").asInt()).as(reply.toString()).isEqualTo(102);
			}
		});
	}

}
