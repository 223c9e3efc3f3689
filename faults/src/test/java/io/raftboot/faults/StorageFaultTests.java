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

package io.raftboot.faults;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.raftboot.sample.HttpRpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A node whose disk goes wrong while it runs, or was damaged while it did not. The others
 * are simulated by there being none: what it acknowledges, it alone must keep.
 */
@Tag("faults")
class StorageFaultTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final String LARGE = "v".repeat(200_000);

	@TempDir
	private static Path shared;

	private static Capabilities capabilities;

	private static Program program;

	@TempDir
	private Path directory;

	private Cluster cluster;

	private FaultNode node;

	@BeforeAll
	static void prepare() throws IOException {
		capabilities = Capabilities.find(shared);
		program = Program.sample(shared);
	}

	@BeforeEach
	void start() throws IOException {
		assumeTrue(capabilities.images(), "needs a file system of its own");
		Options options = new Options(1, 1, 0, List.of(), false, 1, 100, "native", this.directory, List.of());
		this.cluster = Cluster.prepare(options, program, true);
		this.node = this.cluster.nodes().get(0);
		this.cluster.start();
		assertThat(put("before", "kept").has("result")).isTrue();
	}

	@AfterEach
	void stop() {
		if (this.cluster != null) {
			this.cluster.close();
		}
	}

	@Test
	void onAFullDiskCommandsAreAnsweredBusyAndReadsGoOnUntilThereIsRoom() throws IOException {
		this.node.disk().fill();
		await().atMost(PATIENCE).until(() -> code(put("large", LARGE)) == 109);
		assertThat(code(put("small", "x"))).isEqualTo(109);
		assertThat(get("before")).isEqualTo("kept");
		assertThat(health().statusCode()).as(health().body()).isEqualTo(200);
		this.node.disk().makeRoom();
		await().atMost(PATIENCE).until(() -> put("after", "kept too").has("result"));
		restart();
		assertThat(get("before")).isEqualTo("kept");
		assertThat(get("after")).isEqualTo("kept too");
	}

	@Test
	void aSyncThatFailsEndsAllAcknowledgementsAndTurnsHealthDown() throws IOException {
		assumeTrue(capabilities.strace(), "needs strace");
		try (Tracer tracer = Tracer.inject(this.node, "error=EIO")) {
			assertThat(tracer.isAttached()).isTrue();
			assertThat(put("lost", "x").has("error")).isTrue();
			assertFailed();
		}
		assertThat(put("later", "x").has("error")).isTrue();
		restart();
		assertThat(get("before")).isEqualTo("kept");
		assertThat(put("after", "x").has("result")).isTrue();
	}

	@Test
	void aDiskThatTurnsReadOnlyEndsAllAcknowledgementsAndTurnsHealthDown() throws IOException {
		this.node.disk().abort();
		assertThat(put("lost", "x").has("error")).isTrue();
		assertFailed();
		this.node.kill();
		int before = this.node.log().length();
		this.node.start();
		assertThat(awaitExit()).isNotZero();
		assertThat(this.node.log().substring(before)).contains(this.node.disk().dataDirectory().toString())
			.contains("Action:");
		this.node.disk().repair();
		this.cluster.start();
		assertThat(get("before")).isEqualTo("kept");
	}

	@Test
	void slowSyncsOnlyTakeLonger() throws IOException {
		assumeTrue(capabilities.strace(), "needs strace");
		try (Tracer tracer = Tracer.inject(this.node, "delay_exit=200000")) {
			assertThat(tracer.isAttached()).isTrue();
			for (int i = 0; i < 5; i++) {
				assertThat(put("slow", "v" + i).has("result")).isTrue();
			}
		}
		assertThat(get("slow")).isEqualTo("v4");
	}

	@Test
	void aDamagedSnapshotStopsTheStartAndIsNamedWithTheOffset() throws IOException {
		for (int i = 0; i < 5; i++) {
			put("key-" + i, LARGE);
		}
		assertThat(this.node.call("TakeSnapshot", "{}").has("result")).isTrue();
		this.node.kill();
		Path snapshot = DataFiles.files(this.node.disk().dataDirectory(), "snapshot").get(0);
		DataFiles.flip(snapshot, 300_000, new Random(1));
		int before = this.node.log().length();
		this.node.start();
		assertThat(awaitExit()).isNotZero();
		assertThat(this.node.log().substring(before)).contains(snapshot.getFileName().toString())
			.containsPattern("offset \"?[0-9]+")
			.contains("Action:");
	}

	private void assertFailed() {
		await().atMost(PATIENCE).until(() -> health().statusCode() == 503);
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(health().body()).contains("\"DOWN\"", "\"reason\""));
	}

	private HttpResponse<String> health() throws IOException {
		return HttpRpc.get(this.node.host(), this.node.httpPort(), "/actuator/health");
	}

	private JsonNode put(String key, String value) throws IOException {
		return this.node.call("Apply",
				"{\"kind\":\"Command\",\"input\":{\"Put\":[\"" + key + "\",\"" + value + "\"]}}");
	}

	private static int code(JsonNode reply) {
		return reply.path("error").path("code").asInt();
	}

	private String get(String key) throws IOException {
		JsonNode reply = this.node.call("Apply", "{\"kind\":\"Query\",\"input\":{\"Get\":\"" + key + "\"}}");
		return reply.path("result").asString(reply.toString());
	}

	private void restart() throws IOException {
		this.node.kill();
		this.cluster.start();
	}

	private int awaitExit() {
		try {
			return this.node.awaitExit();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return -1;
		}
	}

}
