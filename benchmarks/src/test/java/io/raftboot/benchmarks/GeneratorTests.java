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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link Generator}.
 */
class GeneratorTests {

	private static final Pattern COMMAND = Pattern.compile("\\{\"jsonrpc\".*?}}}|\\{\"jsonrpc\".*?\"}}}");

	@Test
	void aCountedLoadPutsEveryKeyOnceWithTheValueOfItsNumber() throws IOException {
		Set<String> seen = ConcurrentHashMap.newKeySet();
		try (FakeServer server = FakeServer.lines((line) -> {
			seen.add(line.replaceFirst("\"id\":[0-9]+,", ""));
			return FakeServer.result(line);
		})) {
			Result result = Generator.run(counted(server.address(), 64, 1000), nobody());
			assertThat(result.errors()).isEmpty();
			assertThat(result.commands()).isEqualTo(1000);
		}
		assertThat(seen).hasSize(1000)
			.contains("{\"jsonrpc\":\"2.0\",\"method\":\"Apply\",\"params\":{\"kind\":\"Command\","
					+ "\"input\":{\"Put\":[\"n00000999\",\"000000000999vvvv\"]}}}");
	}

	@Test
	void aTimedRunMeasuresAndEnds() throws IOException {
		try (FakeServer server = FakeServer.lines(FakeServer::result)) {
			Result result = Generator.run(timed(server.address(), Protocol.JSONL, Kind.LOCAL_QUERY, 100), nobody());
			assertThat(result.errors()).isEmpty();
			assertThat(result.commands()).isPositive();
			assertThat(result.rate()).isPositive();
			assertThat(result.latency().p50()).isPositive().isLessThanOrEqualTo(result.latency().max());
		}
	}

	@Test
	void repliesInAnyOrderAreMatchedById() throws IOException {
		List<String> waiting = Collections.synchronizedList(new ArrayList<>());
		try (FakeServer server = FakeServer.lines((line) -> {
			waiting.add(FakeServer.result(line));
			if (waiting.size() < 10) {
				return "";
			}
			Collections.reverse(waiting);
			String answer = String.join("", waiting);
			waiting.clear();
			return answer;
		})) {
			Result result = Generator.run(counted(server.address(), 10, 1000), nobody());
			assertThat(result.errors()).isEmpty();
			assertThat(result.commands()).isEqualTo(1000);
		}
	}

	@Test
	void errorsAreCountedByCodeAndTheLoadGoesOn() throws IOException {
		AtomicInteger lines = new AtomicInteger();
		try (FakeServer server = FakeServer.lines((line) -> switch (lines.incrementAndGet() % 10) {
			case 0 -> FakeServer.error(line, 109);
			case 1 -> FakeServer.error(line, -32603);
			default -> FakeServer.result(line);
		})) {
			Result result = Generator.run(counted(server.address(), 16, 1000), nobody());
			assertThat(result.errors()).containsOnlyKeys("109", "-32603").containsEntry("109", 100L);
			assertThat(result.commands()).isEqualTo(800);
		}
	}

	@Test
	void aReplyThatComesInPiecesIsReadWhole() throws IOException {
		try (FakeServer server = FakeServer.raw((in, out) -> {
			for (String line = FakeServer.readLine(in); line != null; line = FakeServer.readLine(in)) {
				byte[] reply = FakeServer.result(line).getBytes(StandardCharsets.UTF_8);
				for (byte b : reply) {
					out.write(b);
					out.flush();
				}
			}
		})) {
			Result result = Generator.run(counted(server.address(), 4, 50), nobody());
			assertThat(result.errors()).isEmpty();
			assertThat(result.commands()).isEqualTo(50);
		}
	}

	@Test
	void aReplyLongerThanTheBufferIsReadWhole() throws IOException {
		String value = "x".repeat(1 << 20);
		try (FakeServer server = FakeServer
			.lines((line) -> FakeServer.result(line).replace("null", '"' + value + '"'))) {
			Result result = Generator.run(counted(server.address(), 4, 20), nobody());
			assertThat(result.errors()).isEmpty();
			assertThat(result.commands()).isEqualTo(20);
		}
	}

	@Test
	void aSecondReplyToTheSameCommandIsReported() throws IOException {
		try (FakeServer server = FakeServer.lines((line) -> FakeServer.result(line) + FakeServer.result(line))) {
			Result result = Generator.run(counted(server.address(), 1, 10), nobody());
			assertThat(result.commands()).isEqualTo(10);
			assertThat(result.errors()).containsOnlyKeys("reply to no command");
		}
	}

	@Test
	void aLostConnectionIsReportedWithWhatWasInFlight() throws IOException {
		AtomicInteger lines = new AtomicInteger();
		try (FakeServer server = FakeServer.raw((in, out) -> {
			for (String line = FakeServer.readLine(in); line != null; line = FakeServer.readLine(in)) {
				if (lines.incrementAndGet() == 20) {
					return;
				}
				out.write(FakeServer.result(line).getBytes(StandardCharsets.UTF_8));
				out.flush();
			}
		})) {
			Result result = Generator.run(counted(server.address(), 5, 1000), nobody());
			assertThat(result.errors()).containsEntry("lost connection", 1L).containsKeys("unanswered", "not sent");
		}
	}

	@Test
	void aServerThatNeverAnswersEndsTheRunWithAnError() throws IOException {
		try (FakeServer server = FakeServer.lines((line) -> "")) {
			Result result = Generator.run(timed(server.address(), Protocol.JSONL, Kind.PUT, 7), nobody());
			assertThat(result.commands()).isZero();
			assertThat(result.errors()).containsEntry("unanswered", 7L);
		}
	}

	@Test
	void aTargetThatCannotBeReachedIsNamed() throws IOException {
		InetSocketAddress nobodyThere;
		try (ServerSocket socket = new ServerSocket(0)) {
			nobodyThere = new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
		}
		assertThatIOException().isThrownBy(() -> Generator.run(counted(nobodyThere, 1, 1), nobody()))
			.withMessageContaining("Cannot connect to")
			.withMessageContaining(Integer.toString(nobodyThere.getPort()));
	}

	@Test
	void speaksHttpWithOneRequestAtATime() throws IOException {
		ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
		try (FakeServer server = FakeServer.http((request) -> {
			requests.add(request);
			return FakeServer.response(FakeServer.result(request).trim());
		})) {
			Result result = Generator.run(timed(server.address(), Protocol.HTTP, Kind.QUERY, 4), nobody());
			assertThat(result.errors()).isEmpty();
			assertThat(result.commands()).isPositive();
		}
		assertThat(requests.peek()).startsWith("/rpc {\"jsonrpc\":\"2.0\",").contains("\"Query\"");
	}

	@Test
	void countsEveryCommandOfABatch() throws IOException {
		try (FakeServer server = FakeServer.http((request) -> {
			List<String> replies = new ArrayList<>();
			Matcher matcher = COMMAND.matcher(request);
			while (matcher.find()) {
				replies.add(0, (replies.size() == 3) ? FakeServer.error(matcher.group(), 106).trim()
						: FakeServer.result(matcher.group()).trim());
			}
			return FakeServer.response(replies.toString());
		})) {
			Plan plan = timed(server.address(), Protocol.HTTP, Kind.PUT, 2).withBatch(10);
			Result result = Generator.run(plan, nobody());
			assertThat(result.commands()).isPositive();
			assertThat(result.errors()).containsOnlyKeys("106");
		}
	}

	@Test
	void readsResponsesInChunks() throws IOException {
		try (FakeServer server = FakeServer.http((request) -> {
			String body = FakeServer.result(request).trim();
			String chunked = Integer.toHexString(10) + "\r\n" + body.substring(0, 10) + "\r\n"
					+ Integer.toHexString(body.length() - 10) + ";x=y\r\n" + body.substring(10) + "\r\n0\r\n\r\n";
			return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked;
		})) {
			Result result = Generator.run(timed(server.address(), Protocol.HTTP, Kind.PUT, 2), nobody());
			assertThat(result.errors()).isEmpty();
			assertThat(result.commands()).isPositive();
		}
	}

	@Test
	void aStatusOtherThan200IsAnError() throws IOException {
		try (FakeServer server = FakeServer
			.http((request) -> "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")) {
			Result result = Generator.run(timed(server.address(), Protocol.HTTP, Kind.PUT, 1), nobody());
			assertThat(result.commands()).isZero();
			assertThat(result.errors()).containsOnlyKeys("HTTP 503");
		}
	}

	@Test
	void speaksToTheGatewayOfEtcd() throws IOException {
		ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
		try (FakeServer server = FakeServer.http((request) -> {
			requests.add(request);
			return FakeServer.response("{\"header\":{\"revision\":\"2\"}}");
		})) {
			Result result = Generator.run(timed(server.address(), Protocol.ETCD, Kind.PUT, 2), nobody());
			assertThat(result.errors()).isEmpty();
			assertThat(result.commands()).isPositive();
		}
		assertThat(requests.peek()).matches("/v3/kv/put \\{\"key\":\"[A-Za-z0-9+/]{12}\",\"value\":\"[^\"]{24}\"}");
	}

	private static Processes nobody() {
		return Processes.of(List.of());
	}

	private static Plan counted(InetSocketAddress target, int inFlight, int count) {
		return new Plan(List.of(target), Protocol.JSONL, Kind.PUT, inFlight, 1, LoadCommand.KEY_PREFIX, count, 16, 1,
				Duration.ZERO, Duration.ofSeconds(20), Duration.ofMillis(500), count);
	}

	private static Plan timed(InetSocketAddress target, Protocol protocol, Kind kind, int inFlight) {
		int connections = (protocol == Protocol.JSONL) ? 1 : inFlight;
		return new Plan(List.of(target), protocol, kind, inFlight, connections, "k", 100, 16, 1, Duration.ofMillis(20),
				Duration.ofMillis(150), Duration.ofMillis(300), 0);
	}

}
