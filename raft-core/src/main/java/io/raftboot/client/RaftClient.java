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

package io.raftboot.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.JsonSlice;
import io.raftboot.RaftException;
import io.raftboot.machine.Completions;
import io.raftboot.machine.JacksonCodec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls a cluster from outside. Speaks with one member at a time, any of them, and goes
 * on with another when that one is gone, silent, or without a leader. A command has a
 * session and is sent again until its outcome is known, so it is applied exactly once
 * (Raft dissertation, section 6.3). Calls that are in flight together have no order.
 * <p>
 * Thread-safe; no method blocks but {@link #close()}. Futures fail with a
 * {@link RaftException}: 107 when a command's outcome is unknown at the end of the
 * request timeout, 108 when it surely was not applied, 109 when too many calls wait.
 */
public final class RaftClient implements AutoCloseable {

	private static final JsonMapper mapper = JsonMapper.shared();

	private final JacksonCodec codec = new JacksonCodec();

	private final ClientSettings settings;

	private final ClientLoop loop;

	private final Completions completions = new Completions("raft-client-completions");

	RaftClient(ClientSettings settings) {
		this.settings = settings;
		this.loop = new ClientLoop(settings);
	}

	/**
	 * Start to build a client.
	 * @param addresses members to begin with, {@code host:port}; the others are learnt
	 * @return a builder
	 */
	public static RaftClientBuilder builder(List<String> addresses) {
		return new RaftClientBuilder(addresses);
	}

	/**
	 * Send a command, applied exactly once.
	 * @param <O> the type of the output
	 * @param input an input of the machine, written as JSON
	 * @param outputType the type to read the output as
	 * @return the machine's output
	 */
	public <O> CompletableFuture<O> command(Object input, Class<O> outputType) {
		return apply(ApplyKind.COMMAND, input, outputType);
	}

	/**
	 * Send a linearizable query.
	 * @param <O> the type of the output
	 * @param input a read-only input of the machine, written as JSON
	 * @param outputType the type to read the output as
	 * @return the machine's output
	 */
	public <O> CompletableFuture<O> query(Object input, Class<O> outputType) {
		return apply(ApplyKind.QUERY, input, outputType);
	}

	/**
	 * Ask whichever member is connected for its own state, perhaps stale.
	 * @param <O> the type of the output
	 * @param input a read-only input of the machine, written as JSON
	 * @param outputType the type to read the output as
	 * @return the machine's output
	 */
	public <O> CompletableFuture<O> localQuery(Object input, Class<O> outputType) {
		return apply(ApplyKind.LOCAL_QUERY, input, outputType);
	}

	private <O> CompletableFuture<O> apply(ApplyKind kind, Object input, Class<O> outputType) {
		JsonNode json;
		try {
			byte[] bytes = this.codec.writeInput(input);
			json = (JsonNode) this.codec.readInput(new JsonSlice(bytes, 0, bytes.length), JsonNode.class);
		}
		catch (IllegalArgumentException ex) {
			return CompletableFuture.failedFuture(new RaftException(ErrorCode.INVALID_MACHINE_INPUT, ex.getMessage()));
		}
		ObjectNode params = mapper.createObjectNode();
		params.put("kind", kind.wireName());
		params.set("input", json);
		CompletableFuture<O> output = new CompletableFuture<>();
		send("Apply", params, kind == ApplyKind.COMMAND, true).whenComplete((result, failure) -> {
			if (result != null) {
				complete(output, result, outputType);
			}
			else {
				Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
				output.completeExceptionally((cause != null) ? cause : new RaftException(ErrorCode.RESULT_UNKNOWN));
			}
		});
		return output;
	}

	private <O> void complete(CompletableFuture<O> output, JsonNode result, Class<O> outputType) {
		try {
			output.complete(this.codec.readOutput(mapper.writeValueAsBytes(result), outputType));
		}
		catch (IllegalArgumentException ex) {
			output.completeExceptionally(new RaftException(ErrorCode.INVALID_MACHINE_OUTPUT, ex.getMessage()));
		}
	}

	/**
	 * Call any method of the JSON-RPC interface, once: when the connection is lost after
	 * it was sent, its outcome is unknown.
	 * @param method the method, such as {@code AddServer}
	 * @param params the parameters, {@code null} for none
	 * @return the result
	 */
	public CompletableFuture<JsonNode> call(String method, @Nullable ObjectNode params) {
		return send(method, params, false, false);
	}

	private CompletableFuture<JsonNode> send(String method, @Nullable ObjectNode params, boolean command,
			boolean repeatable) {
		ObjectNode request = mapper.createObjectNode();
		request.put("jsonrpc", "2.0");
		request.put("method", method);
		if (params != null) {
			request.set("params", params);
		}
		ClientCall call = new ClientCall(request, command, repeatable,
				System.nanoTime() + this.settings.requestTimeout().toNanos(), this.completions);
		this.loop.submit(call);
		return call.future();
	}

	/**
	 * Fail what is open, 107 where it can have been applied, and disconnect.
	 */
	@Override
	public void close() {
		this.loop.close();
		this.completions.close();
	}

}
