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

package io.raftboot.benchmarks;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A plain client of JSON-RPC over TCP, one call at a time, for what need not be fast.
 */
final class RpcClient implements Closeable {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final InetSocketAddress target;

	private final Socket socket = new Socket();

	private final BufferedReader reader;

	private int lastId;

	RpcClient(InetSocketAddress target, Duration timeout) throws IOException {
		this.target = target;
		try {
			this.socket.connect(target, (int) timeout.toMillis());
			this.socket.setTcpNoDelay(true);
			this.socket.setSoTimeout((int) timeout.toMillis());
			this.reader = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8), 1 << 16);
		}
		catch (IOException ex) {
			this.socket.close();
			throw new IOException("Cannot connect to " + Values.name(target) + ": " + ex.getMessage(), ex);
		}
	}

	JsonNode apply(Kind kind, Object input) throws IOException {
		return call("Apply", Map.of("kind", kind.applyKind(), "input", input));
	}

	/**
	 * Calls a method and waits for the result.
	 * @param method its name
	 * @param params its parameters
	 * @return the result
	 * @throws IOException if there is an error, or no answer within the timeout
	 */
	JsonNode call(String method, Map<String, ?> params) throws IOException {
		int id = ++this.lastId;
		String request = MAPPER
			.writeValueAsString(Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", params)) + "\n";
		String line;
		try {
			this.socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
			line = this.reader.readLine();
		}
		catch (IOException ex) {
			throw new IOException(method + " of " + Values.name(this.target) + ": " + ex.getMessage(), ex);
		}
		if (line == null) {
			throw new IOException(method + " of " + Values.name(this.target) + ": connection closed by the other side");
		}
		return result(method, id, line);
	}

	private JsonNode result(String method, int id, String line) throws IOException {
		JsonNode reply;
		try {
			reply = MAPPER.readTree(line);
		}
		catch (JacksonException ex) {
			throw new IOException(method + " of " + Values.name(this.target) + " answered no JSON: " + ex.getMessage(),
					ex);
		}
		if (reply.path("id").asInt(-1) != id || !reply.has("result")) {
			throw new IOException(method + " of " + Values.name(this.target) + " answered " + abbreviate(line));
		}
		return reply.get("result");
	}

	private static String abbreviate(String line) {
		return (line.length() > 500) ? line.substring(0, 500) + "…" : line;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
