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

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The commands that make one call and print its result as JSON.
 */
final class CallCommands {

	private CallCommands() {
	}

	@Command(name = "state", description = "Print GetServerState of a running node as JSON.")
	static final class State extends NodeCommand {

		@Option(names = "--machine", description = "with the machine's state")
		private boolean machine;

		@Override
		void run(String node, PrintWriter out) throws IOException {
			out.println(call(node, "GetServerState", params().put("user", this.machine)));
		}

	}

	@Command(name = "create", description = "Make a node that is in no cluster the only member of a new one.")
	static final class Create extends NodeCommand {

		@Override
		void run(String node, PrintWriter out) throws IOException {
			out.println(call(node, "CreateCluster", params()));
		}

	}

	@Command(name = "add", description = "Add a member; returns when it counts.")
	static final class Add extends NodeCommand {

		@Parameters(index = "1", arity = "1", paramLabel = "MEMBER", description = "raft.address of the new node")
		private @Nullable String member;

		@Option(names = "--role", defaultValue = "voter",
				description = "voter, learner or witness (${DEFAULT-VALUE}); for a member, its new role")
		private @Nullable String role;

		@Override
		void run(String node, PrintWriter out) throws IOException {
			out.println(call(node, "AddServer", params().put("addr", this.member).put("role", this.role)));
		}

	}

	@Command(name = "remove", description = "Remove a member for good.")
	static final class Remove extends NodeCommand {

		@Parameters(index = "1", arity = "1", paramLabel = "MEMBER", description = "raft.address of the member")
		private @Nullable String member;

		@Override
		void run(String node, PrintWriter out) throws IOException {
			out.println(call(node, "RemoveServer", params().put("addr", this.member)));
		}

	}

	@Command(name = "transfer", description = "Hand leadership over.")
	static final class Transfer extends NodeCommand {

		@Parameters(index = "1", arity = "0..1", paramLabel = "MEMBER",
				description = "raft.address of the voter that is to lead; the most advanced one without")
		private @Nullable String member;

		@Override
		void run(String node, PrintWriter out) throws IOException {
			ObjectNode params = params();
			if (this.member != null) {
				params.put("addr", this.member);
			}
			out.println(call(node, "TransferLeadership", params));
		}

	}

	@Command(name = "snapshot", description = "Take a snapshot on every node.")
	static final class Snapshot extends NodeCommand {

		@Override
		void run(String node, PrintWriter out) throws IOException {
			out.println(call(node, "TakeSnapshot", params()));
		}

	}

	@Command(name = "apply", description = "Apply an input to the machine and print its output.")
	static final class Apply extends NodeCommand {

		@Parameters(index = "1", arity = "1", paramLabel = "KIND", description = "Command, Query or LocalQuery")
		private @Nullable String kind;

		@Parameters(index = "2", arity = "1", paramLabel = "INPUT", description = "the input, JSON")
		private @Nullable String input;

		@Override
		void run(String node, PrintWriter out) throws IOException {
			ObjectNode params = params().put("kind", this.kind);
			params.set("input", input());
			out.println(call(node, "Apply", params));
		}

		private JsonNode input() throws CallFailedException {
			try {
				return JsonMapper.shared().readTree(String.valueOf(this.input));
			}
			catch (JacksonException ex) {
				throw new CallFailedException("INPUT must be JSON, such as '{\"Get\":\"foo\"}', but was \"" + this.input
						+ "\": " + ex.getOriginalMessage());
			}
		}

	}

}
