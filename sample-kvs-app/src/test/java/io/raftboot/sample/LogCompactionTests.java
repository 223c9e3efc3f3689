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
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many entries with automatic snapshots: what stays on the disk and on the heap, and how
 * long a restart takes.
 */
@Tag("cluster")
class LogCompactionTests {

	private static final int COUNT = Scale.of(60_000, 1_000_000);

	private static final int KEYS = 10_000;

	private static final int VALUE_SIZE = Scale.of(200, 1000);

	private static final long MEGABYTE = 1 << 20;

	@Test
	void diskAndMemoryStayBoundedAndARestartIsFast(@TempDir Path directory) throws IOException, InterruptedException {
		int entries = Scale.of(10_000, 100_000);
		try (ClusterProcesses cluster = ClusterProcesses.start(directory, Scale.of(1, 3), "-Xmx256m",
				"--raft.election-timeout=2s", "--raft.snapshot.log-entries=" + entries)) {
			NodeProcess node = cluster.node(1);
			long memoryBefore = node.liveMemory();
			PutLoad load = PutLoad.overwrite(cluster.nodes(), 600, COUNT, KEYS, VALUE_SIZE);
			long mostDisk = 0;
			while (load.isRunning()) {
				mostDisk = Math.max(mostDisk, node.diskUsage());
			}
			load.join();
			assertThat(load.errors()).isEmpty();
			assertThat(load.acknowledged()).hasSize(COUNT);
			long memory = node.liveMemory() - memoryBefore;
			Scale.report(
					"%d entries of %d bytes over %d keys: at most %d MB on disk, %d MB at the end; %d MB of memory",
					COUNT, VALUE_SIZE, KEYS, mostDisk / MEGABYTE, node.diskUsage() / MEGABYTE, memory / MEGABYTE);
			// the snapshot before, the next one, and the log between them with what is
			// kept for those that lag
			long snapshot = (long) KEYS * (VALUE_SIZE + 100);
			long log = (long) entries * 3 * (VALUE_SIZE + 200);
			assertThat(mostDisk).isLessThan(2 * snapshot + log + 2 * 64 * MEGABYTE);
			// the state, the cached log and its overhead, and what is in flight
			assertThat(memory).isLessThan(2 * snapshot + 96 * MEGABYTE);
			restart(cluster, KEYS);
		}
	}

	@Test
	void aLargeStateIsRestoredFast(@TempDir Path directory) throws IOException, InterruptedException {
		try (ClusterProcesses cluster = ClusterProcesses.start(directory, 1, "-Xmx1g",
				"--raft.snapshot.log-entries=" + Scale.of(20_000, 100_000))) {
			PutLoad load = PutLoad.start(cluster.nodes(), 600, COUNT);
			load.join();
			assertThat(load.acknowledged()).hasSize(COUNT);
			restart(cluster, COUNT);
		}
	}

	private static void restart(ClusterProcesses cluster, int keys) throws IOException {
		cluster.killAll();
		long start = System.nanoTime();
		cluster.startAll();
		long millis = (System.nanoTime() - start) / 1_000_000;
		for (NodeProcess node : cluster.nodes()) {
			assertThat(KeyValueState.keys(node)).hasSize(keys);
			List<String> lines = node.log().lines().filter((line) -> line.contains("Started KvsApplication")).toList();
			double empty = seconds(lines.get(0));
			double full = seconds(lines.get(lines.size() - 1));
			Scale.report("start with nothing %.2f s, with all data %.2f s; until a command succeeds on all %d ms",
					empty, full, millis);
			if (Scale.isFull()) {
				assertThat(full - empty).isLessThan(5);
			}
		}
	}

	/** What the application says that it took, without the virtual machine. */
	private static double seconds(String line) {
		return Double.parseDouble(line.replaceAll(".* in ([0-9.]+) seconds.*", "$1"));
	}

}
