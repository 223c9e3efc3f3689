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
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The errors that say whether a command can have been applied, each provoked, and held to
 * its word.
 */
@Tag("cluster")
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells when a process has stopped")
class ErrorsUnderFaultsTests {

	private static final String MEGABYTE = "v".repeat(1 << 20);

	private static final int CONNECTIONS = 4;

	private static final int LARGE_EACH = 20;

	@TempDir
	private Path directory;

	private ClusterProcesses cluster;

	/**
	 * Two members, of which the first leads, and goes on to for ten seconds and more
	 * while it hears nothing of the other.
	 */
	private void start(String requestTimeout) throws IOException {
		this.cluster = ClusterProcesses.startUninitialised(this.directory, 2,
				"--raft.request-timeout=" + requestTimeout);
		try (LineClient client = leader().connect()) {
			JsonNode created = client.call("CreateCluster",
					"{\"min_election_timeout_ms\":10000,\"max_election_timeout_ms\":20000}");
			assertThat(created.has("result")).as(created.toString()).isTrue();
			JsonNode added = client.call("AddServer", "{\"addr\":\"" + follower() + "\"}");
			assertThat(added.has("result")).as(added.toString()).isTrue();
		}
		this.cluster.awaitLeader();
	}

	@AfterEach
	void stop() {
		this.cluster.close();
	}

	private NodeProcess leader() {
		return this.cluster.node(1);
	}

	private NodeProcess follower() {
		return this.cluster.node(2);
	}

	@Test
	void unknownMeansPerhapsAndNoLeaderMeansNotApplied() throws IOException, InterruptedException {
		start("6s");
		try (LineClient client = leader().connect()) {
			follower().pause();
			client.send(LineClient.apply("\"alone\"", "Command", "{\"Put\":[\"alone\",1]}"));
			assertError(client.receiveLine(), "\"alone\"", 107,
					"Request result unknown (it could either be accepted or rejected)");
			follower().resume();
			await().atMost(NodeProcess.PATIENCE)
				.until(() -> client.apply("Query", "{\"Get\":\"alone\"}").path("result").asInt(0) == 1);
		}
		leader().kill();
		try (LineClient client = follower().connect()) {
			assertNoLeader(client, "Command", "{\"Put\":[\"nobody\",1]}");
			assertNoLeader(client, "Query", "{\"Get\":\"alone\"}");
			assertThat(client.apply("LocalQuery", "{\"Get\":\"alone\"}").path("result").asInt()).isEqualTo(1);
		}
		leader().start();
		this.cluster.awaitLeader();
		assertThat(KeyValueState.keys(follower())).contains("alone").doesNotContain("nobody");
	}

	/**
	 * No command may time out here, which on a slow disk takes more than six seconds: to
	 * bring 80 MiB into the log is part of it.
	 */
	@Test
	void busyMeansNotApplied() throws IOException, InterruptedException {
		start("2m");
		try (LineClient client = leader().connect()) {
			follower().pause();
			assertBusyIsNotApplied(client);
		}
	}

	/** More than the log may hold uncommitted, over more than one connection may have. */
	private void assertBusyIsNotApplied(LineClient client) throws IOException, InterruptedException {
		int count = CONNECTIONS * LARGE_EACH;
		List<LineClient> clients = new ArrayList<>();
		Set<Integer> refused = new TreeSet<>();
		Set<String> acknowledged = new TreeSet<>();
		try {
			for (int i = 0; i < count; i++) {
				if (i % LARGE_EACH == 0) {
					clients.add(leader().connect());
				}
				clients.get(i / LARGE_EACH)
					.send(LineClient.apply(Integer.toString(i), "Command",
							"{\"Put\":[\"large-" + i + "\",\"" + MEGABYTE + "\"]}"));
			}
			JsonNode reply = clients.get(CONNECTIONS - 1).receive();
			assertThat(reply.path("error").path("message").asString()).as("%.200s", reply).isEqualTo("Server busy");
			note(reply, refused, acknowledged);
			follower().resume();
			for (int i = 1; i < count; i++) {
				note(clients.get((i - 1) / LARGE_EACH).receive(), refused, acknowledged);
			}
		}
		finally {
			for (LineClient opened : clients) {
				opened.close();
			}
		}
		for (NodeProcess node : this.cluster.nodes()) {
			Set<String> keys = KeyValueState.keys(node);
			assertThat(keys).containsAll(acknowledged);
			refused.forEach((number) -> assertThat(keys).doesNotContain("large-" + number));
		}
		Scale.report("109: %d of %d commands of 1 MiB refused, %d applied", refused.size(), count, acknowledged.size());
		JsonNode after = client.apply("Command", "{\"Put\":[\"after\",1]}");
		assertThat(after.has("result")).as("%.200s", after).isTrue();
	}

	private static void note(JsonNode reply, Set<Integer> refused, Set<String> acknowledged) {
		int number = reply.path("id").asInt();
		if (reply.has("result")) {
			acknowledged.add("large-" + number);
		}
		else {
			assertThat(reply.path("error").path("code").asInt()).as("%.200s", reply).isEqualTo(109);
			refused.add(number);
		}
	}

	private static void assertNoLeader(LineClient client, String kind, String input) throws IOException {
		client.send(LineClient.apply("1", kind, input));
		assertError(client.receiveLine(), "1", 108, "No leader in the cluster or not known by the server");
	}

	private static void assertError(String line, String id, int code, String message) {
		assertThat(line).startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code
				+ ",\"message\":\"" + message + "\"");
	}

}
