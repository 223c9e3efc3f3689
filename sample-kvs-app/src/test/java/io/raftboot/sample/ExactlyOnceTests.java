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

/**
 * A command with a session that is sent again and again, to every node, whatever has
 * happened in between. The previous value that a Put returns would tell of a second time.
 */
@Tag("cluster")
class ExactlyOnceTests {

	/** What the cluster keeps of one session, and of how many clients. */
	private static final int KEPT_OUTCOMES = 64;

	private static final int KEPT_CLIENTS = 10_000;

	private static final int COMMANDS = Scale.of(20, 1000);

	@Test
	void aRetryGetsTheFirstAnswerThroughKillsSnapshotsAndRestarts(@TempDir Path directory) throws IOException {
		try (ClusterProcesses cluster = ClusterProcesses.start(directory, 3)) {
			for (int i = 0; i < COMMANDS; i++) {
				assertSameEverywhere(cluster, "client-" + i, 1, put("key-" + i, "first"), "null");
				assertSameEverywhere(cluster, "client-" + i, 2, put("key-" + i, "second"), "\"first\"");
			}
			NodeProcess leader = cluster.leader();
			leader.kill();
			cluster.awaitLeader();
			assertUnchanged(cluster);
			try (LineClient client = cluster.leader().connect()) {
				assertThat(client.call("TakeSnapshot", "{}").has("result")).isTrue();
			}
			assertUnchanged(cluster);
			leader.start();
			leader.awaitAnswer();
			cluster.awaitLeader();
			assertUnchanged(cluster);
			cluster.killAll();
			cluster.startAll();
			assertUnchanged(cluster);
			assertLateRetriesAreRefused(cluster);
		}
	}

	private static void assertUnchanged(ClusterProcesses cluster) throws IOException {
		for (int i = 0; i < COMMANDS; i++) {
			assertSameEverywhere(cluster, "client-" + i, 1, put("key-" + i, "first"), "null");
			assertSameEverywhere(cluster, "client-" + i, 2, put("key-" + i, "second"), "\"first\"");
			assertSameEverywhere(cluster, "client-" + i, 0, "{\"Get\":\"key-" + i + "\"}", "\"second\"");
		}
	}

	/**
	 * Send to all nodes that run at once; sequence 0 stands for a query.
	 */
	private static void assertSameEverywhere(ClusterProcesses cluster, String client, long sequence, String input,
			String result) throws IOException {
		List<LineClient> clients = new ArrayList<>();
		try {
			for (NodeProcess node : cluster.nodes()) {
				if (node.isAlive()) {
					clients.add(node.connect());
				}
			}
			String line = (sequence > 0) ? withSession(client, sequence, input) : LineClient.apply("1", "Query", input);
			for (LineClient each : clients) {
				each.send(line);
			}
			for (LineClient each : clients) {
				assertThat(each.receiveLine()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}");
			}
		}
		finally {
			for (LineClient each : clients) {
				each.close();
			}
		}
	}

	/**
	 * Later sequences push the first out of a session, later clients whole sessions.
	 */
	private static void assertLateRetriesAreRefused(ClusterProcesses cluster) throws IOException {
		try (LineClient client = cluster.node(1).connect()) {
			for (int i = 0; i < KEPT_OUTCOMES; i++) {
				client.send(withSession("client-0", 3 + i, put("key-0", "later")));
			}
			receiveResults(client, KEPT_OUTCOMES);
		}
		assertExpired(cluster, "client-0", 2);
		assertSameEverywhere(cluster, "client-1", 2, put("key-1", "second"), "\"first\"");
		try (LineClient client = cluster.node(2).connect()) {
			for (int sent = 0; sent < KEPT_CLIENTS; sent += 500) {
				for (int i = sent; i < sent + 500; i++) {
					client.send(withSession("other-" + i, 1, put("others", "x")));
				}
				receiveResults(client, 500);
			}
		}
		assertExpired(cluster, "client-1", 1);
		assertSameEverywhere(cluster, "client-1", 3, put("key-1", "third"), "\"second\"");
	}

	private static void receiveResults(LineClient client, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			JsonNode reply = client.receive();
			assertThat(reply.has("result")).as(reply.toString()).isTrue();
		}
	}

	private static void assertExpired(ClusterProcesses cluster, String client, long sequence) throws IOException {
		for (NodeProcess node : cluster.nodes()) {
			try (LineClient connection = node.connect()) {
				connection.send(withSession(client, sequence, put("key-0", "again")));
				assertThat(connection.receiveLine()).startsWith(
						"{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":112,\"message\":\"Session expired\"");
			}
		}
	}

	private static String put(String key, String value) {
		return "{\"Put\":[\"" + key + "\",\"" + value + "\"]}";
	}

	private static String withSession(String client, long sequence, String input) {
		return LineClient.request("1", "Apply", "{\"kind\":\"Command\",\"input\":" + input
				+ ",\"session\":{\"client\":\"" + client + "\",\"sequence\":" + sequence + "}}");
	}

}
