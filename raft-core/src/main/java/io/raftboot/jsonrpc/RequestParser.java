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

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import io.raftboot.JsonSlice;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Finds the parts of requests in their bytes, in one pass and without a tree.
 * Thread-safe.
 */
final class RequestParser {

	/** Enough for any sensible input, and little enough for any stack. */
	private static final int MAX_NESTING_DEPTH = 200;

	private static final int MAX_METHOD_LENGTH = 64;

	private static final int DECODED_AT_A_TIME = 1024;

	private static final Pattern ADVICE = Pattern.compile("(: enable| \\(start marker) .*");

	private static final Pattern SETTING = Pattern.compile(", from `[^`]*`");

	private final JsonFactory factory = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING_DEPTH).build())
		.recyclerPool(JsonRecyclerPools.threadLocalPool())
		.build();

	private final int maxBatchSize;

	RequestParser(int maxBatchSize) {
		this.maxBatchSize = maxBatchSize;
	}

	/**
	 * Parse a request or a batch.
	 * @param json the whole of the text
	 * @return what was found
	 * @throws RpcException if the text is no JSON, or a batch is empty or too large
	 */
	Parsed parse(JsonSlice json) throws RpcException {
		Parsed scanned = RequestScanner.scan(json, this.maxBatchSize);
		return (scanned != null) ? scanned : parseAny(json);
	}

	Parsed parseAny(JsonSlice json) throws RpcException {
		checkEncoding(json);
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), json.array(), json.offset(),
				json.length())) {
			JsonToken first = parser.nextToken();
			if (parser.currentLocation().getByteOffset() < 0) {
				throw notUtf8();
			}
			if (first == null) {
				throw new RpcException(RpcError.invalidRequest("the request is empty; send a JSON object"));
			}
			boolean batch = (first == JsonToken.START_ARRAY);
			Parsed parsed = new Parsed(batch, batch ? batch(parser, json) : List.of(request(parser, json)));
			if (parser.nextToken() != null) {
				throw new RpcException(
						RpcError.parseError("there is more after the request at byte " + offset(parser, json)));
			}
			return parsed;
		}
		catch (JacksonException ex) {
			throw new RpcException(RpcError.parseError(reason(ex)));
		}
	}

	/** Without what the parser adds for those who configure it. */
	private static String reason(JacksonException failure) {
		String text = String.valueOf(failure.getOriginalMessage());
		return SETTING.matcher(ADVICE.matcher(text).replaceFirst("")).replaceFirst("");
	}

	/**
	 * The parser would take UTF-16 and UTF-32 too, by the zeros or marks they begin with,
	 * and lets some bytes pass that are not UTF-8. A command goes to the log as it came,
	 * and the log is to be readable.
	 */
	private static void checkEncoding(JsonSlice json) throws RpcException {
		ByteBuffer bytes = ByteBuffer.wrap(json.array(), json.offset(), json.length());
		for (int i = 0; i < Math.min(4, json.length()); i++) {
			if (bytes.get(json.offset() + i) == 0) {
				throw notUtf8();
			}
		}
		CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
		CharBuffer chars = CharBuffer.allocate(DECODED_AT_A_TIME);
		CoderResult result;
		do {
			result = decoder.decode(bytes, chars.clear(), true);
			if (result.isError()) {
				throw notUtf8();
			}
		}
		while (result.isOverflow());
	}

	private static RpcException notUtf8() {
		return new RpcException(RpcError.parseError("the text is not UTF-8"));
	}

	private List<Request> batch(JsonParser parser, JsonSlice json) throws RpcException {
		List<Request> requests = new ArrayList<>();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			if (requests.size() == this.maxBatchSize) {
				throw new RpcException(RpcError.invalidRequest("the batch has more than the " + this.maxBatchSize
						+ " requests that raft.json-rpc.max-batch-size allows; split it"));
			}
			requests.add(request(parser, json));
		}
		if (requests.isEmpty()) {
			throw new RpcException(RpcError.invalidRequest("the batch is empty; send at least one request"));
		}
		return requests;
	}

	private Request request(JsonParser parser, JsonSlice json) {
		Request request = new Request();
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			parser.skipChildren();
			request.error(RpcError.invalidRequest("a request must be an object"));
			return request;
		}
		Envelope seen = new Envelope();
		while (parser.nextToken() != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			parser.nextToken();
			if (!seen.first(name)) {
				request.error(RpcError.invalidRequest("\"" + name + "\" stands twice in the request"));
			}
			member(parser, json, request, name);
		}
		seen.check(request);
		return request;
	}

	private void member(JsonParser parser, JsonSlice json, Request request, String name) {
		switch (name) {
			case "jsonrpc" -> {
				if (parser.currentToken() != JsonToken.VALUE_STRING || !"2.0".equals(parser.getString())) {
					request.error(RpcError.invalidRequest("\"jsonrpc\" must be \"2.0\""));
				}
				parser.skipChildren();
			}
			case "id" -> id(parser, json, request);
			case "method" -> method(parser, request);
			case "params" -> params(parser, json, request);
			default -> {
				request.error(RpcError.invalidRequest(
						"\"" + name + "\" is not a part of a request; its parts are jsonrpc, id, method, params"));
				parser.skipChildren();
			}
		}
	}

	private void id(JsonParser parser, JsonSlice json, Request request) {
		JsonToken token = parser.currentToken();
		JsonSlice value = value(parser, json);
		switch (token) {
			case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_NULL ->
				request.id(Arrays.copyOfRange(value.array(), value.offset(), value.offset() + value.length()));
			default -> {
				request.id(Replies.NULL);
				request.error(RpcError.invalidRequest("\"id\" must be a string, a number or null"));
			}
		}
	}

	private void method(JsonParser parser, Request request) {
		if (parser.currentToken() != JsonToken.VALUE_STRING) {
			request.error(RpcError.invalidRequest("\"method\" must be a string"));
			parser.skipChildren();
			return;
		}
		String method = parser.getString();
		request.method((method.length() <= MAX_METHOD_LENGTH) ? method : method.substring(0, MAX_METHOD_LENGTH) + "…");
	}

	private void params(JsonParser parser, JsonSlice json, Request request) {
		if (parser.currentToken() != JsonToken.START_OBJECT) {
			boolean positional = parser.currentToken() == JsonToken.START_ARRAY;
			parser.skipChildren();
			request.error(positional ? RpcError.invalidParams("\"params\" must be an object: parameters go by name")
					: RpcError.invalidRequest("\"params\" must be an object"));
			return;
		}
		while (parser.nextToken() != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			JsonToken token = parser.nextToken();
			String text = (token == JsonToken.VALUE_STRING && !name.equals("input")) ? parser.getString() : null;
			JsonSlice value = value(parser, json);
			if (request.param(name) != null) {
				request.error(RpcError.invalidParams("\"" + name + "\" stands twice in \"params\""));
			}
			else if (request.params().size() < Methods.MAX_PARAMS) {
				request.params().add(new Request.Param(name, value, text));
			}
			else {
				request.error(RpcError.invalidParams("\"" + name + "\" is not a parameter of this method"));
			}
		}
	}

	/**
	 * Return the bytes of the value that the parser stands on, and go to its end.
	 * @param parser stands on the value's first token
	 * @param json what it reads
	 * @return the value as written
	 */
	private static JsonSlice value(JsonParser parser, JsonSlice json) {
		int start = json.offset() + (int) parser.currentTokenLocation().getByteOffset();
		parser.skipChildren();
		parser.finishToken();
		return new JsonSlice(json.array(), start, json.offset() + offset(parser, json) - start);
	}

	private static int offset(JsonParser parser, JsonSlice json) {
		return Math.min((int) parser.currentLocation().getByteOffset(), json.length());
	}

	/**
	 * Requests found in one text.
	 *
	 * @param batch whether they stood in an array
	 * @param requests the requests, at least one
	 */
	record Parsed(boolean batch, List<Request> requests) {
	}

	/**
	 * Which parts of a request were there.
	 */
	private static final class Envelope {

		private static final List<String> PARTS = List.of("jsonrpc", "id", "method", "params");

		private int seen;

		boolean first(@Nullable String name) {
			int bit = 1 << (PARTS.indexOf(name) + 1);
			boolean first = (this.seen & bit) == 0 || bit == 1;
			this.seen |= bit;
			return first;
		}

		void check(Request request) {
			if ((this.seen & 2) == 0) {
				request.error(RpcError.invalidRequest("\"jsonrpc\" is missing; it must be \"2.0\""));
			}
			if ((this.seen & 8) == 0) {
				request.error(RpcError.invalidRequest("\"method\" is missing"));
			}
		}

	}

}
