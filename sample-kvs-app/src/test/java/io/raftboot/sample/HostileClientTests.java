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

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Clients that send what they must not, to a node with a small heap. Another connection,
 * open all the time, must notice nothing.
 */
@Tag("cluster")
class HostileClientTests {

	@TempDir
	static Path directory;

	private static ClusterProcesses cluster;

	private LineClient innocent;

	@BeforeAll
	static void start() throws IOException {
		cluster = ClusterProcesses.start(directory, 1, "-Xmx128m");
	}

	@AfterAll
	static void stop() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@BeforeEach
	void connect() throws IOException {
		this.innocent = cluster.node(1).connect();
		assertOthersAreServed();
	}

	@AfterEach
	void assertNothingHappened() throws IOException {
		assertOthersAreServed();
		this.innocent.close();
		assertThat(cluster.node(1).log()).doesNotContain("OutOfMemoryError");
	}

	private void assertOthersAreServed() throws IOException {
		assertThat(this.innocent.apply("Command", "{\"Put\":[\"foo\",1]}").has("result")).isTrue();
		assertThat(this.innocent.apply("Query", "{\"Get\":\"foo\"}").path("result").asInt()).isEqualTo(1);
	}

	@Test
	void afterABadLineTheNextGoodLineIsAnswered() throws IOException {
		try (LineClient client = cluster.node(1).connect()) {
			for (String bad : new String[] { "{", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":", "[1,2", "{nonsense}" }) {
				client.send(bad);
				JsonNode reply = client.receive();
				assertThat(reply.path("error").path("code").asInt()).as("%s: %s", bad, reply).isEqualTo(-32700);
				assertThat(reply.get("id").isNull()).isTrue();
				assertThat(client.apply("Query", "{\"Get\":\"foo\"}").path("result").asInt()).isEqualTo(1);
			}
		}
	}

	@Test
	void garbageIsAnsweredWithAParseErrorOrTheConnectionIsClosed() throws IOException {
		Random random = new Random(1);
		for (int i = 0; i < 20; i++) {
			byte[] garbage = new byte[2000];
			random.nextBytes(garbage);
			garbage[garbage.length - 1] = '\n';
			sendToRefuse(garbage);
		}
		sendToRefuse("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
	}

	private static void sendToRefuse(byte[] bytes) throws IOException {
		try (LineClient client = cluster.node(1).connect()) {
			client.sendRaw(bytes);
			client.sendRaw(new byte[] { '\n' });
			String reply = client.receiveLine();
			assertThat(reply).contains("\"error\"").containsPattern("-327?00|-32600");
		}
		catch (EOFException | SocketException ex) {
			// closed, which is as good
		}
	}

	@Test
	void aConnectionThatEndsWithinALineDisturbsNobody() throws IOException {
		byte[] half = "{\"jsonrpc\":\"2.0\",\"id\":1,\"meth".getBytes(StandardCharsets.US_ASCII);
		for (int i = 0; i < 20; i++) {
			LineClient closed = cluster.node(1).connect();
			closed.sendRaw(half);
			closed.close();
			LineClient reset = cluster.node(1).connect();
			reset.sendRaw(half);
			reset.reset();
		}
	}

	@Test
	void aResetWithCommandsInFlightDisturbsNobody() throws IOException {
		for (int i = 0; i < 20; i++) {
			LineClient client = cluster.node(1).connect();
			for (int j = 0; j < 100; j++) {
				client.send(LineClient.apply(Integer.toString(j), "Command", "{\"Put\":[\"reset\"," + j + "]}"));
			}
			client.reset();
		}
	}

	@Test
	void aLineOfAHundredMegabytesIsRefusedWithinBoundedMemory() throws IOException {
		byte[] part = new byte[1 << 20];
		Arrays.fill(part, (byte) 'x');
		try (LineClient client = cluster.node(1).connect()) {
			client.sendRaw("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"".getBytes(StandardCharsets.US_ASCII));
			for (int i = 0; i < 100; i++) {
				client.sendRaw(part);
			}
			client.send("\"}");
			JsonNode reply = client.receive();
			assertThat(reply.path("error").path("code").asInt()).as(reply.toString()).isIn(-32700, -32600, 110);
		}
		catch (EOFException | SocketException ex) {
			// closed, which is as good
		}
	}

	@Test
	void aClientThatNeverReadsIsHeldBackWithinBoundedMemory() throws IOException, InterruptedException {
		String value = "v".repeat(20_000);
		this.innocent.apply("Command", "{\"Put\":[\"large\",\"" + value + "\"]}");
		try (LineClient client = cluster.node(1).connect()) {
			Thread writer = new Thread(() -> {
				try {
					for (int i = 0; i < 20_000; i++) {
						client.send(LineClient.apply(Integer.toString(i), "LocalQuery", "{\"Get\":\"large\"}"));
					}
				}
				catch (IOException ex) {
					// the node need not keep such a client
				}
			}, "never-reads");
			writer.start();
			// either all is taken, or the node reads no more until somebody reads its
			// replies
			writer.join(3000);
			assertOthersAreServed();
			client.reset();
			writer.join();
		}
	}

	@Test
	void tenThousandIdleConnectionsHarmNobody() throws IOException {
		List<Socket> idle = new ArrayList<>();
		byte[] request = (LineClient.apply("1", "Query", "{\"Get\":\"foo\"}") + "\n")
			.getBytes(StandardCharsets.US_ASCII);
		try {
			for (int i = 1; i <= 10_000; i++) {
				Socket socket = openOrSkip(idle.size());
				idle.add(socket);
				// most of them said something once
				if (i % 10 != 0) {
					socket.getOutputStream().write(request);
				}
				if (i % 1000 == 0) {
					assertOthersAreServed();
				}
			}
			try (LineClient late = cluster.node(1).connect()) {
				assertThat(late.apply("Query", "{\"Get\":\"foo\"}").path("result").asInt()).isEqualTo(1);
			}
		}
		finally {
			for (Socket each : idle) {
				each.close();
			}
		}
	}

	private static Socket openOrSkip(int open) throws IOException {
		try {
			return new Socket(InetAddress.getLoopbackAddress(), cluster.node(1).raftPort());
		}
		catch (SocketException ex) {
			assumeThat(ex.getMessage()).as("this process may open only %d files", open)
				.doesNotContain("Too many open files");
			throw ex;
		}
	}

	@Test
	void aPeerOfAnotherVersionIsRefused() throws IOException {
		byte[] header = new byte[16];
		header[0] = (byte) 0xb5;
		header[1] = 99;
		try (LineClient peer = cluster.node(1).connect()) {
			peer.sendRaw(header);
			assertThatExceptionOfType(EOFException.class).isThrownBy(peer::receiveLine);
		}
		assertThat(cluster.node(1).log()).contains("its protocol version is \"99\"");
	}

}
