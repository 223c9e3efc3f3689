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

package io.raftboot.jsonrpc;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.raftboot.Member;
import io.raftboot.RaftNode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The methods by name. A request that is wrong is answered at once; nothing of it reaches
 * the node.
 */
final class Methods {

	static final List<String> NAMES = List.of("Apply", "CreateCluster", "AddServer", "RemoveServer", "TakeSnapshot",
			"GetServerState", "TransferLeadership", "rpc.discover");

	/** The most parameters that any method has. */
	static final int MAX_PARAMS = 8;

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final RaftNode node;

	Methods(RaftNode node) {
		this.node = node;
	}

	void call(Request request, ReplyHandler reply) {
		RpcError error = request.error();
		if (error != null) {
			// What is no valid request cannot be told from one that wants an answer; what
			// is a valid notification gets none, whatever is wrong with its parameters.
			boolean notification = request.id() == null && error.code() != RpcError.invalidRequest("").code();
			reply.reply(notification ? null : Replies.error(request.id(), error));
			return;
		}
		try {
			if (request.method().equals("Apply")) {
				apply(request, reply);
			}
			else {
				answer(request, reply, result(request));
			}
		}
		catch (RpcException ex) {
			reply.reply((request.id() != null) ? Replies.error(request.id(), ex.error()) : null);
		}
	}

	private void apply(Request request, ReplyHandler reply) throws RpcException {
		Params params = new Params(request, "kind", "input", "session");
		this.node.apply(params.kind(), params.input(), params.session(), new ApplyCall(request.id(), reply));
	}

	private CompletableFuture<byte[]> result(Request request) throws RpcException {
		switch (request.method()) {
			case "CreateCluster" -> {
				Params params = new Params(request, "min_election_timeout_ms", "max_election_timeout_ms");
				return this.node
					.createCluster(params.millis("min_election_timeout_ms", 300),
							params.millis("max_election_timeout_ms", 2000))
					.thenApply(Methods::members);
			}
			case "AddServer" -> {
				Params params = new Params(request, "addr", "role");
				return this.node.addMember(params.address(), params.role()).thenApply(Methods::members);
			}
			case "RemoveServer" -> {
				return this.node.removeMember(new Params(request, "addr").address()).thenApply(Methods::members);
			}
			case "TakeSnapshot" -> {
				new Params(request);
				return this.node.takeSnapshot().thenApply((index) -> json("snapshot_index", index));
			}
			case "TransferLeadership" -> {
				String address = new Params(request, "addr").addressOrNull();
				return this.node.transferLeadership(address).thenApply((leader) -> json("leader", leader));
			}
			case "GetServerState" -> {
				return ServerState.of(this.node, new Params(request, "user").flag("user", true));
			}
			case "rpc.discover" -> {
				new Params(request);
				return CompletableFuture.completedFuture(openRpc());
			}
			default -> throw new RpcException(RpcError.methodNotFound(request.method()));
		}
	}

	private static void answer(Request request, ReplyHandler reply, CompletableFuture<byte[]> result) {
		byte[] id = request.id();
		result.whenComplete((json, failure) -> {
			if (id == null) {
				reply.reply(null);
			}
			else if (failure != null) {
				reply.reply(Replies.error(id, Replies.of(cause(failure))));
			}
			else {
				reply.reply(Replies.result(id, json));
			}
		});
	}

	private static Throwable cause(Throwable failure) {
		Throwable cause = failure.getCause();
		return (failure instanceof CompletionException && cause != null) ? cause : failure;
	}

	private static byte[] members(List<Member> members) {
		return json("members", members.stream().map(Member::address).toList());
	}

	private static byte[] json(String name, @Nullable Object value) {
		return MAPPER.writeValueAsBytes(Collections.singletonMap(name, value));
	}

	private static byte[] openRpc() throws RpcException {
		try (InputStream document = Objects.requireNonNull(Methods.class.getResourceAsStream("openrpc.json"))) {
			return MAPPER.writeValueAsBytes(MAPPER.readTree(document));
		}
		catch (IOException ex) {
			throw new RpcException(RpcError.internalError(ex.toString()));
		}
	}

}
