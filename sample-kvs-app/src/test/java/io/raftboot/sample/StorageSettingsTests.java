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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What {@code raft.storage} and {@code raft.sync} do, seen from outside.
 */
@Tag("cluster")
class StorageSettingsTests {

	private static final int COMMANDS = 200;

	@Test
	void inMemoryNothingIsWrittenAndNothingIsThereAfterARestart(@TempDir Path directory) throws IOException {
		try (ClusterProcesses cluster = ClusterProcesses.start(directory, 1, "--raft.storage=memory")) {
			NodeProcess node = cluster.node(1);
			try (LineClient client = node.connect()) {
				assertThat(client.apply("Command", "{\"Put\":[\"foo\",1]}").has("result")).isTrue();
				assertThat(client.call("TakeSnapshot", "{}").has("result")).isTrue();
			}
			assertThat(node.directory().resolve("data")).doesNotExist();
			node.kill();
			cluster.startAll();
			assertThat(KeyValueState.keys(node)).isEmpty();
		}
	}

	@Test
	void withSyncEveryCommandIsSyncedBeforeItIsAcknowledged(@TempDir Path directory)
			throws IOException, InterruptedException {
		assertThat(syncs(directory)).isGreaterThanOrEqualTo(COMMANDS);
	}

	@Test
	void withoutSyncNothingIsSyncedAndARestartAfterAKillKeepsAll(@TempDir Path directory)
			throws IOException, InterruptedException {
		TestedEngine.requireNative("raft.sync has no effect with others");
		assertThat(syncs(directory, "--raft.sync=false")).isZero();
	}

	@Test
	void nothingIsSaidBetweenTheWriteOfAnEntryAndItsSync(@TempDir Path directory)
			throws IOException, InterruptedException {
		TestedEngine.requireNative("its calls of the system are known");
		Shell.require("strace");
		try (ClusterProcesses cluster = ClusterProcesses.start(directory, 3)) {
			Map<NodeProcess, Process> traces = new LinkedHashMap<>();
			for (NodeProcess node : cluster.nodes()) {
				traces.put(node, trace(node, "-y -e trace=pwrite64,fdatasync,write,writev,sendto,sendmsg"));
			}
			try (LineClient client = cluster.leader().connect()) {
				for (int i = 0; i < COMMANDS; i++) {
					assertThat(client.apply("Command", "{\"Put\":[\"key-" + i + "\",1]}").has("result")).isTrue();
				}
			}
			for (Map.Entry<NodeProcess, Process> entry : traces.entrySet()) {
				end(entry.getValue());
				SyncOrder order = SyncOrder.of(Files.readAllLines(traceOf(entry.getKey())));
				Scale.report("node %s: %s", entry.getKey(), order);
				assertThat(order.early()).isEmpty();
				assertThat(order.synced()).isGreaterThan(COMMANDS / 2);
				assertThat(order.sent()).isGreaterThan(COMMANDS / 2);
			}
		}
	}

	/** Count the syncs while commands are sent one by one, then kill and start again. */
	private static long syncs(Path directory, String... settings) throws IOException, InterruptedException {
		Shell.require("strace");
		long count;
		try (ClusterProcesses cluster = ClusterProcesses.start(directory, 1, settings)) {
			NodeProcess node = cluster.node(1);
			Process strace = trace(node, "-e trace=fsync,fdatasync");
			try (LineClient client = node.connect()) {
				for (int i = 0; i < COMMANDS; i++) {
					assertThat(client.apply("Command", "{\"Put\":[\"key-" + i + "\",1]}").has("result")).isTrue();
				}
			}
			end(strace);
			count = Files.readAllLines(traceOf(node)).stream().filter((line) -> line.contains("sync(")).count();
			node.kill();
			cluster.startAll();
			assertThat(KeyValueState.keys(node)).hasSize(COMMANDS);
		}
		Scale.report("%d commands one by one%s: %d syncs", COMMANDS, String.join(" ", settings), count);
		return count;
	}

	private static Process trace(NodeProcess node, String options) throws IOException {
		Process strace = Shell.start("strace -f " + options + " -o " + traceOf(node) + " -p " + node.pid());
		await().atMost(NodeProcess.PATIENCE).until(() -> !strace.isAlive() || isTraced(node));
		assumeTrue(strace.isAlive(), "strace may not trace here");
		return strace;
	}

	private static Path traceOf(NodeProcess node) {
		return node.directory().resolve("trace");
	}

	private static void end(Process strace) throws InterruptedException {
		strace.destroy();
		assertThat(strace.waitFor(1, TimeUnit.MINUTES)).isTrue();
	}

	/** Every thread, since any may write. */
	private static boolean isTraced(NodeProcess node) throws IOException {
		try (var threads = Files.list(Path.of("/proc", Long.toString(node.pid()), "task"))) {
			for (Path thread : threads.toList()) {
				if (Files.readString(thread.resolve("status")).contains("TracerPid:\t0")) {
					return false;
				}
			}
			return true;
		}
	}

}
