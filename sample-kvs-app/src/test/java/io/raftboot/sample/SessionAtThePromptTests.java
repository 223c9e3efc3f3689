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

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A cluster made by hand, as one would at a prompt: the replies are compared to the
 * letter.
 */
@Tag("cluster")
class SessionAtThePromptTests {

	@TempDir
	static Path directory;

	private static ClusterProcesses cluster;

	@BeforeAll
	static void start() throws IOException {
		cluster = ClusterProcesses.startUninitialised(directory, 4);
	}

	@AfterAll
	static void stop() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@Test
	void createAddAddPutAndGetWithNetcat() throws IOException, InterruptedException {
		Shell.require("nc");
		assumeTrue(Shell.run("nc -h 2>&1 || true").contains("-N"), "this nc is another one");
		session(cluster.node(1), cluster.node(2), SessionAtThePromptTests::netcat);
	}

	@Test
	void createAddAddPutAndGetWithCurl() throws IOException, InterruptedException {
		Shell.require("curl");
		session(cluster.node(3), cluster.node(4), SessionAtThePromptTests::curl);
	}

	private static void session(NodeProcess one, NodeProcess two, Prompt prompt)
			throws IOException, InterruptedException {
		assertThat(prompt.send(one, "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"CreateCluster\"}"))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"members\":[\"" + one + "\"]}}");
		assertThat(prompt.send(one,
				"{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"AddServer\",\"params\":{\"addr\":\"" + two + "\"}}"))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\":{\"members\":[\"" + one + "\",\"" + two + "\"]}}");
		assertThat(prompt.send(one,
				"{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"AddServer\",\"params\":{\"addr\":\"" + two + "\"}}"))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":101,\"message\":\"Server already added\"}}");
		assertThat(prompt.send(one, apply(3, "Command", "{\"Put\":[\"foo\",123]}")))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":null}");
		assertThat(prompt.send(two, apply(4, "Query", "{\"Get\":\"foo\"}")))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":4,\"result\":123}");
		assertThat(prompt.send(two, apply(5, "Command", "{\"Put\":{\"key\":\"foo\",\"value\":[1]}}")))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":5,\"result\":123}");
		assertThat(prompt.send(one, apply(6, "LocalQuery", "\"List\""))).matches("\\{.*\"id\":6,\"result\":\\[.*]}");
		assertThat(prompt.send(two, "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"TakeSnapshot\"}"))
			.matches("\\{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":\\{\"snapshot_index\":[0-9]+}}");
		String term = TestedEngine.isNative() ? "2" : "[0-9]+";
		assertThat(prompt.send(two, "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"GetServerState\"}"))
			.matches("\\{\"jsonrpc\":\"2.0\",\"id\":8,\"result\":\\{\"addr\":\"" + two + "\",\"node_id\":[0-9]+,"
					+ "\"current_term\":" + term + ",\"voted_for\":(null|[0-9]+),\"role\":\"Follower\",\"leader\":\""
					+ one + "\",\"commit_index\":[0-9]+,\"last_applied\":[0-9]+," + "\"snapshot\":\\{\"term\":" + term
					+ ",\"index\":[0-9]+},\"machines\":\\{\"system\":"
					+ "\\{\"min_election_timeout_ms\":300,\"max_election_timeout_ms\":2000,\"members\":"
					+ "\\{\"1\":\\{\"addr\":\"" + one + "\",\"role\":\"voter\"},\"[0-9]+\":\\{\"addr\":\"" + two
					+ "\",\"role\":\"voter\"}}},\"user\":\\{\"entries\":\\{\"foo\":\\[1]}}}}}");
	}

	private static String apply(int id, String kind, String input) {
		return LineClient.apply(Integer.toString(id), kind, input);
	}

	private static String netcat(NodeProcess node, String request) throws IOException, InterruptedException {
		String reply = Shell.run("printf '%s\\n' '" + request + "' | nc -N 127.0.0.1 " + node.raftPort());
		assertThat(reply).endsWith("\n");
		return reply.strip();
	}

	private static String curl(NodeProcess node, String request) throws IOException, InterruptedException {
		return Shell.run("curl -s localhost:" + node.httpPort() + "/rpc -H 'Content-Type: application/json' -d '"
				+ request + "'");
	}

	private interface Prompt {

		String send(NodeProcess node, String request) throws IOException, InterruptedException;

	}

}
