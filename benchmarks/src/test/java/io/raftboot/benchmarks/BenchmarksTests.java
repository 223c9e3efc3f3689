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

package io.raftboot.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Benchmarks}.
 */
class BenchmarksTests {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@Test
	void sustainSaysHowItWentAtIntervals(@TempDir Path directory) throws IOException {
		Path table = directory.resolve("table.md");
		try (FakeServer server = FakeServer.lines(FakeServer::result)) {
			int status = execute("sustain", "--targets", target(server), "--every", "50ms", "--duration", "150ms",
					"--in-flight", "10", "--append", table.toString());
			assertThat(status).isZero();
		}
		// the heap is that of this process, which the server is a part of
		assertThat(Files.readString(table).lines().filter((line) -> line.startsWith("| 0 s |"))).hasSize(3)
			.allMatch((line) -> line.matches(".*\\| [0-9.]+ \\| none \\|"));
	}

	@Test
	void theHeapOfEveryCollectorIsUnderstood() {
		assertThat(Heap.used(" def new generation   total 9792K, used 100K [0x1\n tenured generation   total 21888K,"
				+ " used 20K [0x2\n Metaspace       used 35060K, committed"))
			.hasValue(120 * 1024);
		assertThat(Heap.used(" garbage-first heap   total 1048576K, used 2048K [0x")).hasValue(2048 * 1024);
		assertThat(Heap.used(" garbage-first heap   total reserved 6M, committed 1048576K, used 3072K [0x"))
			.hasValue(3072 * 1024);
		assertThat(Heap.used("1234: no such process")).isEmpty();
	}

	@Test
	void runPrintsTheFiguresAndWritesThemAsJson(@TempDir Path directory) throws IOException {
		Path json = directory.resolve("result.json");
		try (FakeServer server = FakeServer.lines(FakeServer::result)) {
			int status = execute("run", "--targets", target(server), "--kind", "local-query", "--in-flight", "10",
					"--warm-up", "10ms", "--duration", "100ms", "--runs", "3", "--json", json.toString());
			assertThat(status).isZero();
		}
		assertThat(this.out.toString()).contains("rate", "p50", "p99.9", "max", "CPU generator", "errors");
		JsonNode result = MAPPER.readTree(Files.readString(json));
		assertThat(result.path("kind").asString()).isEqualTo("LocalQuery");
		assertThat(result.path("rate").asDouble()).isPositive();
		assertThat(result.path("latency").has("p999")).isTrue();
	}

	@Test
	void aRunWithErrorsSaysSoLoudlyAndFails() throws IOException {
		try (FakeServer server = FakeServer.lines((line) -> FakeServer.error(line, 108))) {
			int status = execute("run", "--targets", target(server), "--warm-up", "0ms", "--duration", "50ms");
			assertThat(status).isEqualTo(1);
		}
		assertThat(this.err.toString()).contains("ERROR", "108", "say nothing about speed");
	}

	@Test
	void anOptionThatCannotBeUsedIsNamedWithItsValueAndTheRemedy() {
		assertThat(execute("run", "--targets", "localhost:1", "--in-flight", "4", "--connections", "9")).isEqualTo(1);
		assertThat(this.err.toString()).contains("\"9\"", "--connections", "from 1 to");
		assertThat(execute("run", "--targets", "localhost")).isNotZero();
		assertThat(this.err.toString()).contains("\"localhost\" is not an address");
	}

	@Test
	void verifyAcceptsWhatLoadHasPut() throws IOException {
		Map<String, String> store = new ConcurrentHashMap<>();
		try (FakeServer server = FakeServer.lines((line) -> keyValueService(store, line))) {
			assertThat(execute("load", "--targets", target(server), "--count", "500", "--in-flight", "20")).isZero();
			assertThat(execute("verify", "--targets", target(server), "--count", "500")).isZero();
		}
		assertThat(this.out.toString()).contains("500 keys", "No difference.");
	}

	@Test
	void verifyRefusesAMissingKeyAWrongValueAndAnotherState() throws IOException {
		Map<String, String> store = new ConcurrentHashMap<>();
		Map<String, String> other = new ConcurrentHashMap<>();
		try (FakeServer server = FakeServer.lines((line) -> keyValueService(store, line));
				FakeServer second = FakeServer.lines((line) -> keyValueService(other, line))) {
			execute("load", "--targets", target(server), "--count", "50", "--in-flight", "5");
			other.putAll(store);
			other.replaceAll((key, value) -> "wrong");
			other.remove(Digits.key(LoadCommand.KEY_PREFIX, 7));
			int status = execute("verify", "--targets", target(server) + "," + target(second), "--count", "50");
			assertThat(status).isEqualTo(1);
		}
		assertThat(this.err.toString()).contains("lacks 1 of 50 keys", "49 instead of 50", "\"wrong\"");
	}

	@Test
	void theSuiteAppendsItsTableToTheDocument(@TempDir Path directory) throws IOException {
		Path document = directory.resolve("benchmarks.md");
		Files.writeString(document, "# Benchmarks\n");
		try (FakeServer server = FakeServer.lines(FakeServer::result)) {
			int status = execute("suite", "--targets", target(server), "--only", "LocalQuery", "--runs", "1",
					"--first-warm-up", "20ms", "--warm-up", "10ms", "--duration", "50ms", "--commit", "abc", "--append",
					document.toString());
			assertThat(status).isZero();
		}
		assertThat(Files.readString(document)).startsWith("# Benchmarks\n\n## ")
			.contains("commit abc", "fdatasync of 256 B", "| LocalQuery, all nodes | 1000 |",
					"| LocalQuery, all nodes | 1 |", "| none |");
	}

	@Test
	void suiteMeasuresSeveralEnginesInTurnsAndPutsThemSideBySide(@TempDir Path directory) throws IOException {
		Path document = directory.resolve("benchmarks.md");
		try (FakeServer one = FakeServer.lines(FakeServer::result);
				FakeServer other = FakeServer.lines(FakeServer::result)) {
			execute("suite", "--engine-targets", "native=" + target(one), "--engine-targets", "ratis=" + target(other),
					"--only", "LocalQuery", "--runs", "2", "--first-warm-up", "20ms", "--warm-up", "10ms", "--duration",
					"50ms", "--append", document.toString());
		}
		assertThat(Files.readString(document)).containsSubsequence("| LocalQuery, all nodes, native | 1000 |",
				"| LocalQuery, all nodes, ratis | 1000 |", "| LocalQuery, all nodes, native | 64 |",
				"| LocalQuery, all nodes, ratis | 64 |");
	}

	private int execute(String... arguments) {
		return Benchmarks.execute(new PrintWriter(this.out, true), new PrintWriter(this.err, true), arguments);
	}

	private static String target(FakeServer server) {
		return "127.0.0.1:" + server.address().getPort();
	}

	private static String keyValueService(Map<String, String> store, String line) {
		JsonNode input = MAPPER.readTree(line).path("params").path("input");
		String result = "null";
		if (input.has("Put")) {
			store.put(input.path("Put").path(0).asString(), input.path("Put").path(1).asString());
		}
		else if (input.has("Get")) {
			String value = store.get(input.path("Get").asString());
			result = (value != null) ? '"' + value + '"' : "null";
		}
		else {
			result = new TreeMap<>(store).keySet()
				.stream()
				.map((key) -> '"' + key + '"')
				.collect(Collectors.joining(",", "[", "]"));
		}
		return "{\"jsonrpc\":\"2.0\",\"id\":" + FakeServer.id(line) + ",\"result\":" + result + "}\n";
	}

}
