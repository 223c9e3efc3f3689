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

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A follower that does nothing for long while the others work as fast as they can.
 */
@Tag("cluster")
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells when a process has stopped")
class PausedFollowerTests {

	private static final Duration PAUSE = Duration.ofSeconds(Scale.of(4, 30));

	private static final int KEYS = 20_000;

	private static final int VALUE_SIZE = 500;

	private static final long MEGABYTE = 1 << 20;

	@Test
	void costsTheLeaderABoundedAmountAndCatchesUp(@TempDir Path directory) throws IOException, InterruptedException {
		try (ClusterProcesses cluster = ClusterProcesses.start(directory, 3, "-Xmx384m", "--raft.election-timeout=2s",
				"--raft.snapshot.log-entries=" + Scale.of(20_000, 100_000))) {
			NodeProcess leader = cluster.leader();
			NodeProcess paused = cluster.othersThan(leader).get(0);
			List<NodeProcess> served = cluster.othersThan(paused);
			PutLoad load = PutLoad.overwrite(served, 600, Integer.MAX_VALUE, KEYS, VALUE_SIZE);
			awaitMore(load, 2 * KEYS);
			long before = leader.liveMemory();
			paused.pause();
			long start = load.acknowledged().size();
			long end = System.nanoTime() + PAUSE.toNanos();
			await().atMost(NodeProcess.PATIENCE).until(() -> System.nanoTime() > end);
			long during = leader.liveMemory() - before;
			Scale.report("%d commands in a pause of %s; the leader's memory grew by %d MB, its disk holds %d MB",
					load.acknowledged().size() - start, PAUSE, during / MEGABYTE, leader.diskUsage() / MEGABYTE);
			assertThat(during).isLessThan(128 * MEGABYTE);
			paused.resume();
			long resumed = System.nanoTime();
			long goal = leader.state().path("commit_index").asLong();
			await().atMost(NodeProcess.PATIENCE).until(() -> paused.state().path("last_applied").asLong() >= goal);
			Scale.report("the follower had all of that %d ms later, under load", millisSince(resumed));
			await().atMost(NodeProcess.PATIENCE).until(() -> lag(leader, paused) < 50_000);
			Scale.report("and was close to the leader %d ms after the pause, under load", millisSince(resumed));
			load.stop();
			// at most "busy"
			assertThat(load.errors().keySet()).isSubsetOf("109");
			Scale.report("errors seen by clients: %s", load.errors());
			for (NodeProcess node : cluster.nodes()) {
				assertThat(KeyValueState.keys(node)).hasSize(KEYS);
			}
			await().atMost(NodeProcess.PATIENCE).until(() -> lag(leader, paused) == 0);
		}
	}

	private static void awaitMore(PutLoad load, int count) {
		int before = load.acknowledged().size();
		await().atMost(NodeProcess.PATIENCE).until(() -> load.acknowledged().size() > before + count);
	}

	private static long lag(NodeProcess leader, NodeProcess follower) throws IOException {
		return leader.state().path("last_applied").asLong() - follower.state().path("last_applied").asLong();
	}

	private static long millisSince(long nanos) {
		return (System.nanoTime() - nanos) / 1_000_000;
	}

}
