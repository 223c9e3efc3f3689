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

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.raftboot.RaftException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes replies as bytes. Members stand in the order jsonrpc, id, result or error.
 */
final class Replies {

	static final byte[] NULL = ascii("null");

	private static final byte[] HEAD = ascii("{\"jsonrpc\":\"2.0\",\"id\":");

	private static final byte[] RESULT = ascii(",\"result\":");

	private static final byte[] ERROR = ascii(",\"error\":{\"code\":");

	private Replies() {
	}

	static byte[] result(byte[] id, byte[] json) {
		byte[] reply = new byte[HEAD.length + id.length + RESULT.length + json.length + 1];
		int end = put(HEAD, reply, 0);
		end = put(id, reply, end);
		end = put(RESULT, reply, end);
		end = put(json, reply, end);
		reply[end] = '}';
		return reply;
	}

	static byte[] error(byte @Nullable [] id, RpcError error) {
		StringBuilder tail = new StringBuilder(96).append(error.code()).append(",\"message\":\"");
		quote(error.message(), tail).append('"');
		if (error.reason() != null) {
			quote(error.reason(), tail.append(",\"data\":{\"reason\":\"")).append("\"}");
		}
		byte[] tailBytes = tail.append("}}").toString().getBytes(StandardCharsets.UTF_8);
		byte[] written = (id != null) ? id : NULL;
		byte[] reply = new byte[HEAD.length + written.length + ERROR.length + tailBytes.length];
		int end = put(HEAD, reply, 0);
		end = put(written, reply, end);
		end = put(ERROR, reply, end);
		put(tailBytes, reply, end);
		return reply;
	}

	static RpcError of(Throwable failure) {
		if (failure instanceof RaftException raft) {
			return new RpcError(raft.code().code(), raft.code().message(), raft.reason());
		}
		if (failure instanceof UnsupportedOperationException) {
			// the engine that runs does not have it
			return RpcError.invalidParams(String.valueOf(failure.getMessage()));
		}
		return RpcError.internalError(failure.toString());
	}

	static byte[] array(List<byte[]> replies) {
		int size = 1 + replies.size();
		for (byte[] reply : replies) {
			size += reply.length;
		}
		byte[] array = new byte[size];
		int end = 0;
		for (byte[] reply : replies) {
			array[end] = (byte) ((end == 0) ? '[' : ',');
			end = put(reply, array, end + 1);
		}
		array[end] = ']';
		return array;
	}

	private static StringBuilder quote(String text, StringBuilder out) {
		return out.append(JsonStringEncoder.getInstance().quoteAsCharArray(text));
	}

	private static int put(byte[] from, byte[] to, int at) {
		System.arraycopy(from, 0, to, at, from.length);
		return at + from.length;
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
