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

package io.raftboot.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class NodeCommandsTests {

	private final List<String> addresses = Nodes.addresses(2);

	@TempDir
	Path parent;

	@Test
	void aClusterIsCreatedGrownMovedAndShrunk() {
		String first = this.addresses.get(0);
		String second = this.addresses.get(1);
		try (Nodes nodes = new Nodes(this.parent)) {
			nodes.start(first, List.of());
			nodes.start(second, List.of());
			assertThat(Cli.run("status", first).out()).containsPattern("member +of no cluster");
			assertThat(Cli.run("create", first).out()).isEqualTo("{\"members\":[\"" + first + "\"]}\n");
			assertThat(Cli.run("add", first, second).out())
				.isEqualTo("{\"members\":[\"" + first + "\",\"" + second + "\"]}\n");
			assertThat(Cli.run("transfer", first, second).out()).isEqualTo("{\"leader\":\"" + second + "\"}\n");
			assertThat(Cli.run("status", second).out()).containsPattern("role +Leader")
				.containsPattern("members +1 " + first + " voter");
			Cli twice = Cli.run("add", first, second);
			assertThat(twice.code()).isEqualTo(4);
			assertThat(twice.error()).contains("Server already added");
			assertThat(Cli.run("remove", second, first).out()).isEqualTo("{\"members\":[\"" + second + "\"]}\n");
			assertThat(Cli.run("state", "--machine", second).out()).contains("\"user\":{\"entries\":{}}");
		}
	}

	@Test
	void theActuatorAddsTheProgressOfEachMember() throws Exception {
		String address = this.addresses.get(0);
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.createContext("/actuator/raft", (exchange) -> {
			byte[] body = ("{\"members\":[{\"address\":\"h:1\",\"matchIndex\":7,\"lag\":2,\"lastContact\":null,"
					+ "\"state\":\"PROBE\"}]}")
				.getBytes(StandardCharsets.UTF_8);
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		try (Nodes nodes = new Nodes(this.parent)) {
			nodes.start(address, List.of(address));
			String base = "http://127.0.0.1:" + server.getAddress().getPort();
			assertThat(Cli.run("status", address, "--actuator", base + "/actuator/raft").out())
				.containsPattern("progress +h:1 match 7, lag 2, last contact -, PROBE");
			assertThat(Cli.run("status", address, "--actuator", base + "/other").error()).contains("status 404");
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	void aNodeThatIsNotThereIsCode4() {
		Cli gone = Cli.run("status", this.addresses.get(0));
		assertThat(gone.code()).isEqualTo(4);
		assertThat(gone.error()).contains(this.addresses.get(0)).contains("cannot be reached");
		assertThat(Cli.run("status", "nowhere")).matches((cli) -> cli.code() == 4 && cli.error().contains("host:port"));
	}

}
