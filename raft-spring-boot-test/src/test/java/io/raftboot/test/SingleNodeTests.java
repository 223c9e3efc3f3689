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

package io.raftboot.test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

import io.raftboot.ApplyKind;
import io.raftboot.NodeStatus;
import io.raftboot.RaftNode;
import io.raftboot.Role;
import io.raftboot.test.CounterApplication.CounterInput.Add;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application gets that adds the starter and a machine.
 */
@SpringBootTest(classes = CounterApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@DirtiesContext
class SingleNodeTests {

	@TempDir
	private static Path directory;

	@Autowired
	private RaftNode node;

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void configure(DynamicPropertyRegistry properties) {
		properties.add("raft.data-directory", () -> directory.resolve("data"));
	}

	@Test
	void leadsItselfWithoutAPort() {
		assertThat(this.node.apply(ApplyKind.COMMAND, new Add("leads", 1), null, Long.class).join()).isOne();
		NodeStatus status = this.node.status();
		assertThat(status.role()).isEqualTo(Role.LEADER);
		assertThat(status.members()).hasSize(1);
		assertThat(directory.resolve("data")).isNotEmptyDirectory();
	}

	@Test
	void answersJsonRpcOverHttp() throws Exception {
		assertThat(rpc("{\"Add\":[\"http\",2]}", "Command")).endsWith("\"result\":2}");
		assertThat(rpc("{\"Add\":{\"name\":\"http\",\"amount\":3}}", "Command")).endsWith("\"result\":5}");
		assertThat(rpc("{\"Read\":\"http\"}", "Query")).endsWith("\"result\":5}");
		assertThat(rpc("{\"Read\":\"http\"}", "LocalQuery")).endsWith("\"result\":5}");
	}

	@Test
	void refusesAWriteSentAsAQuery() throws Exception {
		assertThat(rpc("{\"Add\":[\"query\",2]}", "Query")).contains("\"code\":103");
	}

	@Test
	void refusesAnInputThatTheMachineDoesNotTake() throws Exception {
		assertThat(rpc("{\"Subtract\":[\"http\",2]}", "Command")).contains("\"code\":103", "reason");
	}

	@Test
	void isReadyAndHealthy() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri("/actuator/health")).build();
		assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
			.contains("\"status\":\"UP\"");
	}

	private String rpc(String input, String kind) throws Exception {
		String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Apply\",\"params\":{\"kind\":\"" + kind
				+ "\",\"input\":" + input + "}}";
		HttpRequest request = HttpRequest.newBuilder(uri("/rpc"))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body))
			.build();
		return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

}
