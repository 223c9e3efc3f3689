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
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * JSON-RPC over both doors, as a client of another make sees it.
 */
@Tag("cluster")
class JsonRpcTests {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	@TempDir
	static Path directory;

	private static ClusterProcesses cluster;

	@BeforeAll
	static void start() throws IOException {
		cluster = ClusterProcesses.start(directory, 1, "--raft.max-command-size=4KB",
				"--raft.json-rpc.max-request-size=64KB", "--raft.json-rpc.max-batch-size=10");
		line(LineClient.apply("0", "Command", "{\"Put\":[\"foo\",123]}"));
	}

	@AfterAll
	static void stop() {
		if (cluster != null) {
			cluster.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "1", "-7", "1.50", "1e3", "12345678901234567890", "\"abc\"", "\"\"", "\"\\u00e9\\n\"",
			"null" })
	void everyFormOfIdComesBackAsItWasWritten(String id) throws IOException {
		String expected = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":123}";
		String request = LineClient.apply(id, "Query", "{\"Get\":\"foo\"}");
		// an escaped text may come back escaped in another way
		assertThat(MAPPER.readTree(line(request))).isEqualTo(MAPPER.readTree(expected));
		assertThat(MAPPER.readTree(http(request))).isEqualTo(MAPPER.readTree(expected));
		if (!id.contains("\\")) {
			assertThat(line(request)).isEqualTo(expected);
			assertThat(http(request)).isEqualTo(expected);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "{}", "[1]" })
	void anIdOfAnotherFormIsAnInvalidRequest(String id) throws IOException {
		assertError(LineClient.apply(id, "Query", "{\"Get\":\"foo\"}"), -32600);
	}

	@Test
	void bothFormsOfTheInputsAreTaken() throws IOException {
		assertResult("Command", "{\"Put\":{\"key\":\"a\",\"value\":{\"b\":[1,2]}}}", "null");
		assertResult("Query", "{\"Get\":{\"key\":\"a\"}}", "{\"b\":[1,2]}");
		assertResult("LocalQuery", "{\"Get\":\"a\"}", "{\"b\":[1,2]}");
		assertResult("Command", "{\"Put\":[\"a\",1]}", "{\"b\":[1,2]}");
		assertResult("Command", "{\"Delete\":\"a\"}", "1");
		assertResult("Command", "{\"Delete\":{\"key\":\"a\"}}", "null");
		assertResult("Command", "{\"Get\":\"foo\"}", "123");
		assertResult("Query", "\"List\"", "[\"foo\"]");
	}

	private static void assertResult(String kind, String input, String result) throws IOException {
		assertThat(line(LineClient.apply("1", kind, input)))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}");
	}

	@Test
	void aClientThatHasClosedItsHalfGetsEveryReply() throws IOException {
		StringBuilder requests = new StringBuilder();
		for (int i = 0; i < 3000; i++) {
			requests.append(LineClient.apply(Integer.toString(i), "Command", "{\"Put\":[\"foo\",123]}")).append('\n');
		}
		byte[] bytes = requests.toString().getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i < 10; i++) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.node(1).raftPort())) {
				socket.setSoTimeout((int) LineClient.TIMEOUT.toMillis());
				socket.getOutputStream().write(bytes);
				socket.shutdownOutput();
				String replies = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
				assertThat(replies.lines()).hasSize(3000).allMatch((reply) -> reply.contains("\"result\":123"));
			}
		}
	}

	@Test
	void aNotificationIsCarriedOutAndNotAnswered() throws IOException {
		try (LineClient client = cluster.node(1).connect()) {
			client.send(LineClient.apply("1", "Command", "{\"Put\":[\"foo\",123]}").replace("\"id\":1,", ""));
			assertThat(client.apply("Query", "{\"Get\":\"foo\"}").path("result").asInt()).isEqualTo(123);
		}
		HttpResponse<String> response = HttpRpc.post(port(),
				LineClient.apply("1", "Command", "{\"Put\":[\"foo\",123]}").replace("\"id\":1,", ""));
		assertThat(response.statusCode()).isEqualTo(204);
		assertThat(response.body()).isEmpty();
	}

	@Test
	void aBatchIsAnsweredAsABatchWithoutItsNotifications() throws IOException {
		String query = LineClient.apply("7", "Query", "{\"Get\":\"foo\"}");
		String batch = "[" + query + "," + query.replace("\"id\":7,", "") + ","
				+ query.replace("\"id\":7", "\"id\":\"x\"") + ",1]";
		for (String answer : new String[] { line(batch), http(batch) }) {
			JsonNode replies = MAPPER.readTree(answer);
			assertThat(replies.isArray()).isTrue();
			assertThat(replies).hasSize(3);
			assertThat(answer).contains("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":123}",
					"{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":123}", "-32600");
		}
		String notification = query.replace("\"id\":7,", "");
		assertThat(HttpRpc.post(port(), "[" + notification + "," + notification + "]").statusCode()).isEqualTo(204);
	}

	@Test
	void anEmptyBatchAndOneThatIsTooLargeAreInvalidRequests() throws IOException {
		assertError("[]", -32600);
		String query = LineClient.apply("7", "Query", "{\"Get\":\"foo\"}");
		assertError(IntStream.range(0, 11).mapToObj((i) -> query).collect(Collectors.joining(",", "[", "]")), -32600);
	}

	@Test
	void theErrorsOfTheSpecification() throws IOException {
		assertError("{\"jsonrpc\":", -32700);
		assertError("{}", -32600);
		assertError("\"text\"", -32600);
		assertError("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"GetServerState\"}", -32600);
		assertError("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}", -32600);
		assertError("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Nothing\"}", -32601);
		assertThat(assertError("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Apply\"}", -32602)).containsAnyOf("kind",
				"input");
		assertThat(assertError(LineClient.apply("1", "Sometimes", "1"), -32602)).contains("kind");
		assertThat(assertError(LineClient.request("1", "AddServer", "{}"), -32602)).contains("addr");
		assertThat(assertError(LineClient.request("1", "AddServer", "{\"addr\":5}"), -32602)).contains("addr");
	}

	@Test
	void anInputThatTheMachineDoesNotTakeIsRefusedWithTheReason() throws IOException {
		for (String input : new String[] { "1", "null", "{}", "\"Nothing\"", "{\"Nothing\":1}", "{\"Put\":[\"a\"]}",
				"{\"Put\":[1,2,3]}", "{\"Get\":\"a\",\"Put\":[\"a\",1]}" }) {
			String reply = assertError(LineClient.apply("1", "Command", input), 103);
			assertThat(reply).contains("\"message\":\"Invalid machine input\"");
			assertThat(MAPPER.readTree(reply).path("error").path("data").path("reason").asString("")).isNotEmpty();
		}
		for (String kind : new String[] { "Query", "LocalQuery" }) {
			assertError(LineClient.apply("1", kind, "{\"Put\":[\"foo\",5]}"), 103);
		}
		assertResult("Query", "{\"Get\":\"foo\"}", "123");
	}

	@Test
	void aCommandThatIsTooLargeIsRefused() throws IOException {
		String reply = assertError(LineClient.apply("1", "Command", "{\"Put\":[\"a\",\"" + "v".repeat(8000) + "\"]}"),
				110);
		assertThat(reply).contains("Request too large");
	}

	@Test
	void membershipErrorsOfAMember() throws IOException {
		assertThat(assertError(LineClient.request("1", "CreateCluster", "{}"), 100))
			.contains("Cluster already created");
		assertThat(assertError(LineClient.request("1", "AddServer", "{\"addr\":\"" + cluster.node(1).address() + "\"}"),
				101))
			.contains("Server already added");
		assertThat(assertError(LineClient.request("1", "RemoveServer", "{\"addr\":\"127.0.0.1:1\"}"), 102))
			.contains("Not a cluster member");
	}

	@Test
	void aNodeInNoClusterAnswersAndSaysSo(@TempDir Path other) throws IOException {
		try (ClusterProcesses uninitialised = ClusterProcesses.startUninitialised(other, 1)) {
			try (LineClient client = uninitialised.node(1).connect()) {
				for (String kind : new String[] { "Command", "Query", "LocalQuery" }) {
					assertThat(client.apply(kind, "\"List\"").path("error").path("code").asInt()).isEqualTo(102);
				}
				for (String method : new String[] { "TakeSnapshot", "TransferLeadership" }) {
					assertThat(client.call(method, "{}").path("error").path("code").asInt()).as(method).isEqualTo(102);
				}
				assertThat(client.call("GetServerState", "{}").path("result").get("node_id").isNull()).isTrue();
				assertThat(client.call("rpc.discover", "{}").path("result").has("openrpc")).isTrue();
				assertThat(client.call("CreateCluster", "{}").path("result"))
					.hasToString("{\"members\":[\"" + uninitialised.node(1).address() + "\"]}");
				assertThat(client.call("CreateCluster", "{}").path("error").path("code").asInt()).isEqualTo(100);
				assertThat(client.apply("Command", "{\"Put\":[\"foo\",1]}").has("result")).isTrue();
			}
		}
	}

	@Test
	void theStateOfAServerHasItsFieldsInOrder() throws IOException {
		String state = line(LineClient.request("1", "GetServerState", "{}"));
		assertThat(MAPPER.readTree(state).get("result").propertyNames()).containsExactly("addr", "node_id",
				"current_term", "voted_for", "role", "leader", "commit_index", "last_applied", "snapshot", "machines");
	}

	@Test
	void httpSaysWhatItDoesNotTake() throws IOException {
		assertThat(HttpRpc.get(port(), "/rpc").statusCode()).isEqualTo(405);
		assertThat(HttpRpc
			.send(HttpRpc.request(port(), "/rpc")
				.header("Content-Type", "text/plain")
				.POST(HttpRequest.BodyPublishers.ofString("{}")))
			.statusCode()).isEqualTo(415);
		assertThat(HttpRpc.post(port(), " ".repeat(100_000) + "{}").statusCode()).isEqualTo(413);
		assertThat(HttpRpc.post(port(), "{\"jsonrpc\":").statusCode()).isEqualTo(200);
	}

	/**
	 * Expect the same error over both doors.
	 * @return the reply as text
	 */
	private static String assertError(String request, int code) throws IOException {
		String overLine = line(request);
		assertThat(MAPPER.readTree(overLine).path("error").path("code").asInt()).as("%s: %s", request, overLine)
			.isEqualTo(code);
		assertThat(MAPPER.readTree(http(request))).isEqualTo(MAPPER.readTree(overLine));
		return overLine;
	}

	private static String line(String request) throws IOException {
		try (LineClient client = cluster.node(1).connect()) {
			client.send(request);
			return client.receiveLine();
		}
	}

	private static String http(String request) throws IOException {
		HttpResponse<String> response = HttpRpc.post(port(), request);
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	private static int port() {
		return cluster.node(1).httpPort();
	}

}
