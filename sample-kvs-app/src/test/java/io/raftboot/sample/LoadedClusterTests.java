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
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three real processes under load.
 */
@Tag("cluster")
class LoadedClusterTests {

	private static final int COUNT = 100_000;

	@Test
	void aHundredThousandPutsThroughThreeNodesGiveTheSameStateEverywhereAlsoAfterKillingAll(@TempDir Path directory)
			throws IOException, InterruptedException {
		// long enough that a busy machine does not look like a dead leader: no error is
		// expected here
		try (ClusterProcesses cluster = ClusterProcesses.start(directory, 3, "--raft.election-timeout=5s")) {
			PutLoad load = PutLoad.start(cluster.nodes(), 999, COUNT);
			load.join();
			assertThat(load.errors()).isEmpty();
			assertThat(load.acknowledged()).hasSize(COUNT);
			assertSameState(cluster);
			cluster.killAll();
			cluster.startAll();
			assertSameState(cluster);
		}
	}

	private static void assertSameState(ClusterProcesses cluster) throws IOException {
		Set<String> expected = IntStream.range(0, COUNT).mapToObj((i) -> "key-" + i).collect(Collectors.toSet());
		for (NodeProcess node : cluster.nodes()) {
			assertThat(KeyValueState.keys(node).equals(expected)).as("keys of %s", node).isTrue();
			KeyValueState.assertSampledValues(node, COUNT, 1);
		}
	}

	@Test
	void whenTheLeaderIsKilledUnderLoadCommandsGoOnAndNoAcknowledgedOneIsLost(@TempDir Path directory)
			throws IOException, InterruptedException {
		try (ClusterProcesses cluster = ClusterProcesses.start(directory, 3, "--raft.request-timeout=3s")) {
			NodeProcess leader = cluster.leader();
			List<NodeProcess> survivors = cluster.othersThan(leader);
			PutLoad load = PutLoad.start(cluster.nodes(), 300, Integer.MAX_VALUE);
			await().atMost(NodeProcess.PATIENCE).until(() -> load.acknowledged().size() > 5000);
			leader.kill();
			long killedAt = System.nanoTime();
			awaitCommand(survivors);
			System.out.printf("Commands succeed again %d ms after the leader was killed%n",
					(System.nanoTime() - killedAt) / 1_000_000);
			int afterwards = load.acknowledged().size();
			await().atMost(NodeProcess.PATIENCE).until(() -> load.acknowledged().size() > afterwards + 1000);
			load.stop();
			leader.start();
			leader.awaitAnswer();
			cluster.awaitLeader();
			for (NodeProcess node : cluster.nodes()) {
				assertHoldsAll(node, load.acknowledged());
			}
		}
	}

	/**
	 * Try until a command succeeds. The bound only tells recovery from none.
	 */
	private static void awaitCommand(List<NodeProcess> nodes) {
		await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
			for (NodeProcess node : nodes) {
				try (LineClient client = node.connect()) {
					if (client.apply("Command", "{\"Put\":[\"after\",1]}").has("result")) {
						return true;
					}
				}
			}
			return false;
		});
	}

	private static void assertHoldsAll(NodeProcess node, Set<Integer> acknowledged) throws IOException {
		Set<String> keys = KeyValueState.keys(node);
		Set<Integer> missing = new TreeSet<>();
		for (Integer number : acknowledged) {
			if (!keys.contains("key-" + number)) {
				missing.add(number);
			}
		}
		assertThat(missing).as("acknowledged, but not on %s", node).isEmpty();
	}

}
