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

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A fourth node that gets the state of a large machine from a cluster of three at work.
 */
@Tag("cluster")
class SnapshotTransferTests {

	private static final int VALUE_SIZE = 10_000;

	/** 10 MB, or 200. */
	private static final int KEYS = Scale.of(1_000, 20_000);

	/** More entries than are kept of the log before a snapshot. */
	private static final int FILLERS = Scale.of(600, 11_000);

	private static final String[] SETTINGS = { "-Xmx1g", "--raft.request-timeout=2m", "--raft.election-timeout=1s",
			"--raft.snapshot.log-entries=" + Scale.of(1_000, 20_000), "--raft.log.segment-size=1MB" };

	private static final long MEGABYTE = 1 << 20;

	@TempDir
	private Path directory;

	private ClusterProcesses cluster;

	private NodeProcess joining;

	@BeforeEach
	void start() throws IOException, InterruptedException {
		this.cluster = ClusterProcesses.start(this.directory, 3, SETTINGS);
		PutLoad load = PutLoad.overwrite(this.cluster.nodes(), 60, KEYS, KEYS, VALUE_SIZE);
		load.join();
		assertThat(load.errors()).isEmpty();
		try (LineClient client = this.cluster.leader().connect()) {
			for (int i = 0; i < FILLERS; i += 100) {
				for (int j = 0; j < 100; j++) {
					client.send(LineClient.apply("1", "Command", "{\"Put\":[\"filler\"," + i + "]}"));
				}
				for (int j = 0; j < 100; j++) {
					client.receiveLine();
				}
			}
			assertThat(client.call("TakeSnapshot", "{}").has("result")).isTrue();
		}
		this.joining = this.cluster.startAnother(this.directory.resolve("joining"), SETTINGS);
	}

	@AfterEach
	void stop() {
		if (this.cluster != null) {
			this.cluster.close();
		}
	}

	@Test
	void itJoinsAlthoughReceiverAndSenderAreKilledHalfWay() throws IOException {
		CompletableFuture<JsonNode> added = add();
		long size = awaitHalf();
		this.joining.kill();
		Scale.report("receiver killed after %d of %d MB", size / MEGABYTE, KEYS * (long) VALUE_SIZE / MEGABYTE);
		this.joining.start();
		this.joining.awaitAnswer();
		JsonNode reply = added.join();
		assertThat(reply.path("result").path("members").size()).as(reply.toString()).isEqualTo(4);
		assertHasAll();
		replaceJoining();
		NodeProcess leader = this.cluster.leader();
		// whoever asked for it hears nothing of the next leader
		add();
		size = awaitHalf();
		leader.kill();
		Scale.report("sender killed after %d of %d MB", size / MEGABYTE, KEYS * (long) VALUE_SIZE / MEGABYTE);
		await().atMost(NodeProcess.PATIENCE)
			.ignoreExceptions()
			.until(() -> this.joining.state().path("role").asString().equals("Follower")
					&& this.joining.state().path("machines").path("system").path("members").size() == 4);
		assertHasAll();
	}

	/** Remove the fourth node, and let another new one take its place. */
	private void replaceJoining() throws IOException {
		try (LineClient client = this.cluster.leaderAmong(this.cluster.nodes()).connect()) {
			JsonNode reply = client.call("RemoveServer", "{\"addr\":\"" + this.joining + "\"}");
			assertThat(reply.has("result")).as(reply.toString()).isTrue();
		}
		this.joining.kill();
		this.cluster.forget(this.joining);
		this.joining = this.cluster.startAnother(this.directory.resolve("another"), SETTINGS);
	}

	@Test
	@EnabledIfSystemProperty(named = "scale", matches = "full", disabledReason = "measures time")
	void othersNoticeLittleAndTheSenderNeedsLittleMemory() throws IOException, InterruptedException {
		NodeProcess leader = this.cluster.leader();
		try (CountingLoad load = CountingLoad.start(this.cluster.othersThan(this.joining), 200)) {
			awaitSeconds(10);
			load.latencies().reset();
			awaitSeconds(15);
			double quiet = load.latencies().millis(0.99);
			Scale.report("quiet: %s", load.latencies());
			load.latencies().reset();
			long start = System.nanoTime();
			JsonNode reply = add().join();
			assertThat(reply.has("result")).as(reply.toString()).isTrue();
			Scale.report("joined with %d MB in %d ms: %s", KEYS * (long) VALUE_SIZE / MEGABYTE,
					(System.nanoTime() - start) / 1_000_000, load.latencies());
			assertThat(load.latencies().millis(0.99)).isLessThan(5 * quiet);
			assertThat(KeyValueState.keys(this.joining)).contains("key-" + (KEYS - 1));
		}
		replaceJoining();
		long before = leader.liveMemory();
		CompletableFuture<JsonNode> added = add();
		long most = 0;
		while (!added.isDone()) {
			most = Math.max(most, leader.liveMemory() - before);
		}
		assertThat(added.join().has("result")).isTrue();
		Scale.report("the sender's memory grew by at most %.1f MB", most / (double) MEGABYTE);
		assertThat(most).isLessThan(64 * MEGABYTE);
	}

	private CompletableFuture<JsonNode> add() throws IOException {
		NodeProcess asked = this.cluster.othersThan(this.cluster.leader()).get(0);
		return CompletableFuture.supplyAsync(() -> {
			try (LineClient client = new LineClient(asked.raftPort(), Duration.ofMinutes(3))) {
				return client.call("AddServer", "{\"addr\":\"" + this.joining + "\"}");
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		});
	}

	/** Wait until about half of the snapshot is there. */
	private long awaitHalf() {
		return await().atMost(NodeProcess.PATIENCE)
			.pollInterval(Duration.ofMillis(1))
			.until(this::received, (size) -> size > KEYS * (long) VALUE_SIZE / 2);
	}

	private long received() {
		List<File> files = this.joining.dataFiles();
		return files.stream().filter((file) -> file.getName().startsWith("snapshot")).mapToLong(File::length).sum();
	}

	private void assertHasAll() throws IOException {
		assertThat(KeyValueState.keys(this.joining)).hasSize(KEYS + 1);
		assertThat(this.joining.log()).doesNotContain("OutOfMemory");
	}

	private static void awaitSeconds(int seconds) {
		long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
		await().atMost(NodeProcess.PATIENCE).until(() -> System.nanoTime() > end);
	}

}
