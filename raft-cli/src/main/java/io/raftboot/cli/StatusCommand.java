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

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints what a running node says of itself and, as far as its actuator is given, of its
 * followers.
 */
@Command(name = "status", description = "Print what a running node says of itself and its cluster.")
final class StatusCommand extends NodeCommand {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@Option(names = "--actuator", paramLabel = "URL",
			description = "adds the progress of each member, such as http://127.0.0.1:8081/actuator/raft of the leader")
	private @Nullable URI actuator;

	@Override
	void run(String node, PrintWriter out) throws IOException {
		JsonNode state = call(node, "GetServerState", params().put("user", false));
		line(out, "address", text(state.path("addr")));
		line(out, "member", state.path("node_id").isNull() ? "of no cluster" : text(state.path("node_id")));
		line(out, "role", text(state.path("role")));
		line(out, "leader", state.path("leader").isNull() ? "not known" : text(state.path("leader")));
		line(out, "term", text(state.path("current_term")));
		line(out, "committed", text(state.path("commit_index")));
		line(out, "applied", text(state.path("last_applied")));
		line(out, "snapshot", text(state.path("snapshot").path("index")));
		state.path("machines")
			.path("system")
			.path("members")
			.properties()
			.forEach((member) -> line(out, "members", member.getKey() + " " + text(member.getValue().path("addr")) + " "
					+ text(member.getValue().path("role"))));
		URI url = this.actuator;
		if (url != null) {
			for (JsonNode member : get(url).path("members")) {
				line(out, "progress",
						text(member.path("address")) + " match " + text(member.path("matchIndex")) + ", lag "
								+ text(member.path("lag")) + ", last contact " + text(member.path("lastContact")) + ", "
								+ text(member.path("state")));
			}
		}
	}

	private static String text(JsonNode value) {
		return value.isString() ? value.asString() : (value.isMissingNode() || value.isNull()) ? "-" : value.toString();
	}

	private static void line(PrintWriter out, String name, String value) {
		out.printf("%-11s %s%n", name, value);
	}

	private static JsonNode get(URI url) throws IOException {
		try {
			HttpResponse<String> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(url).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
			if (response.statusCode() != 200) {
				throw new CallFailedException("\"" + url + "\" answered with status " + response.statusCode()
						+ ": expose it with management.endpoints.web.exposure.include=raft");
			}
			return JsonMapper.shared().readTree(response.body());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CallFailedException("\"" + url + "\" was not waited for");
		}
		catch (IllegalArgumentException | JacksonException ex) {
			throw new CallFailedException(
					"URL must be that of an actuator endpoint but was \"" + url + "\": " + ex.getMessage());
		}
	}

}
