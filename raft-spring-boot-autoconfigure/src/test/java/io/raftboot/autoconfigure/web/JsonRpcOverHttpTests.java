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

package io.raftboot.autoconfigure.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

import io.raftboot.ErrorCode;
import io.raftboot.OutcomeHandler;
import io.raftboot.RaftException;
import io.raftboot.autoconfigure.FakeRaftNode;
import io.raftboot.autoconfigure.TestApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(classes = TestApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
		"raft.json-rpc.path=/api/raft", "raft.json-rpc.max-request-size=20000", "raft.json-rpc.max-batch-size=3" })
class JsonRpcOverHttpTests {

	private static final String QUERY = """
			{"jsonrpc":"2.0","id":7,"method":"Apply","params":{"kind":"Query","input":{"a":[1,2]}}}""";

	private static final String COMMAND = """
			{"jsonrpc":"2.0","id":"c","method":"Apply","params":{"kind":"Command","input":1}}""";

	private final HttpClient client = HttpClient.newHttpClient();

	@Autowired
	private FakeRaftNode node;

	@LocalServerPort
	private int port;

	@Test
	void answersARequest() throws Exception {
		HttpResponse<String> response = post(QUERY, "application/json");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{\"a\":[1,2]}}");
	}

	@Test
	void answersACommandWhenItsOutcomeIsThere() throws Exception {
		CompletableFuture<HttpResponse<String>> response = this.client
			.sendAsync(request(BodyPublishers.ofString(COMMAND)).build(), BodyHandlers.ofString());
		OutcomeHandler handler = this.node.awaitCommand();
		assertThat(response).isNotDone();
		handler.succeeded("[true]".getBytes(StandardCharsets.UTF_8));
		assertThat(response.get().statusCode()).isEqualTo(200);
		assertThat(response.get().body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"c\",\"result\":[true]}");
	}

	@Test
	void aFailureIsAReplyLikeAnyOther() throws Exception {
		CompletableFuture<HttpResponse<String>> response = this.client
			.sendAsync(request(BodyPublishers.ofString(COMMAND)).build(), BodyHandlers.ofString());
		this.node.awaitCommand().failed(new RaftException(ErrorCode.NO_LEADER));
		assertThat(response.get().statusCode()).isEqualTo(200);
		assertThat(response.get().body()).contains("\"code\":108");
	}

	@Test
	void moreCommandsWaitThanTheServerHasThreads() throws Exception {
		int count = 300;
		CompletableFuture<?>[] responses = new CompletableFuture<?>[count];
		for (int i = 0; i < count; i++) {
			responses[i] = this.client.sendAsync(request(BodyPublishers.ofString(COMMAND)).build(),
					BodyHandlers.ofString());
		}
		OutcomeHandler[] handlers = new OutcomeHandler[count];
		for (int i = 0; i < count; i++) {
			handlers[i] = this.node.awaitCommand();
		}
		for (OutcomeHandler handler : handlers) {
			handler.succeeded("1".getBytes(StandardCharsets.UTF_8));
		}
		for (CompletableFuture<?> response : responses) {
			assertThat(((HttpResponse<?>) response.get()).body()).asString().endsWith("\"result\":1}");
		}
	}

	@Test
	void aNotificationHasNoContent() throws Exception {
		HttpResponse<String> response = post(
				"{\"jsonrpc\":\"2.0\",\"method\":\"Apply\",\"params\":{\"kind\":\"Query\",\"input\":1}}",
				"application/json");
		assertThat(response.statusCode()).isEqualTo(204);
		assertThat(response.body()).isEmpty();
	}

	@Test
	void aBatchIsAnsweredAsOne() throws Exception {
		HttpResponse<String> response = post("[" + QUERY + "," + QUERY + "]", "application/json");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).startsWith("[{").endsWith("}]").contains("},{");
	}

	@Test
	void theSizeOfABatchIsBounded() throws Exception {
		HttpResponse<String> response = post("[" + QUERY + "," + QUERY + "," + QUERY + "," + QUERY + "]",
				"application/json");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("-32600", "raft.json-rpc.max-batch-size");
	}

	@Test
	void brokenJsonIsAReplyLikeAnyOther() throws Exception {
		HttpResponse<String> response = post("{\"jsonrpc\":", "application/json");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("-32700");
	}

	@Test
	void anEmptyBodyIsAReplyLikeAnyOther() throws Exception {
		HttpResponse<String> response = post("", "application/json");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"error\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json;charset=UTF-8", "application/json; charset=\"utf-8\"",
			"application/json-rpc", "application/jsonrequest", "APPLICATION/JSON" })
	void takesJsonUnderItsNames(String contentType) throws Exception {
		assertThat(post(QUERY, contentType).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/x-www-form-urlencoded", "application/json;charset=ISO-8859-1",
			"application/json;charset=nonsense", "application/xml", "nonsense" })
	void refusesOtherTypes(String contentType) throws Exception {
		HttpResponse<String> response = post(QUERY, contentType);
		assertThat(response.statusCode()).isEqualTo(415);
		assertThat(response.body()).contains("application/json");
	}

	@Test
	void refusesABodyWithoutAType() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri()).POST(BodyPublishers.ofString(QUERY)).build();
		assertThat(this.client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "PUT", "DELETE", "PATCH" })
	void refusesOtherMethods(String method) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri()).method(method, BodyPublishers.noBody()).build();
		HttpResponse<String> response = this.client.send(request, BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(405);
		assertThat(response.headers().firstValue("Allow")).hasValue("POST");
	}

	@Test
	void refusesABodyThatIsTooLarge() throws Exception {
		HttpResponse<String> response = send(BodyPublishers.ofByteArray(new byte[20_001]), "application/json");
		assertThat(response.statusCode()).isEqualTo(413);
		assertThat(response.body()).contains("raft.json-rpc.max-request-size", "20000");
	}

	@Test
	void refusesABodyOfUnknownLengthThatIsTooLarge() throws Exception {
		HttpResponse<String> response = send(
				BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[20_001])), "application/json");
		assertThat(response.statusCode()).isEqualTo(413);
	}

	@Test
	void takesABodyOfUnknownLengthUpToTheLimit() throws Exception {
		String padded = QUERY + " ".repeat(20_000 - QUERY.length());
		HttpResponse<String> response = send(
				BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(padded.getBytes(StandardCharsets.UTF_8))),
				"application/json");
		assertThat(response.statusCode()).isEqualTo(200);
	}

	@Test
	void takesABodyOfKnownLengthUpToTheLimit() throws Exception {
		HttpResponse<String> response = post(QUERY + " ".repeat(20_000 - QUERY.length()), "application/json");
		assertThat(response.statusCode()).isEqualTo(200);
	}

	@Test
	void describesItself() throws Exception {
		HttpResponse<String> response = post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.discover\"}",
				"application/json");
		assertThat(response.body()).contains("\"openrpc\"");
	}

	private HttpResponse<String> post(String body, String contentType) throws IOException, InterruptedException {
		return send(BodyPublishers.ofString(body), contentType);
	}

	private HttpResponse<String> send(BodyPublisher body, String contentType) throws IOException, InterruptedException {
		return this.client.send(request(body).setHeader("Content-Type", contentType).build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(BodyPublisher body) {
		return HttpRequest.newBuilder(uri()).header("Content-Type", "application/json").POST(body);
	}

	private URI uri() {
		return URI.create("http://127.0.0.1:" + this.port + "/api/raft");
	}

}
