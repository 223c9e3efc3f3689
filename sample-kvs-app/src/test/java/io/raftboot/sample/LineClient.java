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

package io.raftboot.sample;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of JSON Lines that knows nothing of the product.
 */
public final class LineClient implements Closeable {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final Socket socket = new Socket();

	private final BufferedReader reader;

	private int lastId;

	LineClient(int port) throws IOException {
		this(port, TIMEOUT);
	}

	LineClient(int port, Duration replyTimeout) throws IOException {
		this(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT, replyTimeout);
	}

	/**
	 * Connect.
	 * @param address of a node
	 * @param connectTimeout how long connecting may take
	 * @param replyTimeout how long a reply may take
	 */
	public LineClient(InetSocketAddress address, Duration connectTimeout, Duration replyTimeout) throws IOException {
		this.socket.connect(address, (int) connectTimeout.toMillis());
		this.socket.setTcpNoDelay(true);
		this.socket.setSoTimeout((int) replyTimeout.toMillis());
		this.reader = new BufferedReader(new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Call {@code Apply} and wait for the reply.
	 * @param kind {@code Command}, {@code Query} or {@code LocalQuery}
	 * @param input the input as JSON
	 * @return the whole reply
	 */
	public JsonNode apply(String kind, String input) throws IOException {
		return call("Apply", "{\"kind\":\"" + kind + "\",\"input\":" + input + "}");
	}

	/**
	 * Call a method and wait for the reply. Nothing else may be in flight.
	 * @param method the method
	 * @param params the parameters as JSON
	 * @return the whole reply
	 */
	public JsonNode call(String method, String params) throws IOException {
		int id = ++this.lastId;
		send(request(Integer.toString(id), method, params));
		JsonNode reply = receive();
		if (reply.path("id").asInt(-1) != id) {
			throw new AssertionError("Expected the reply to " + id + " but got " + reply);
		}
		return reply;
	}

	public static String request(String id, String method, String params) {
		return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
	}

	public static String apply(String id, String kind, String input) {
		return request(id, "Apply", "{\"kind\":\"" + kind + "\",\"input\":" + input + "}");
	}

	public void send(String line) throws IOException {
		sendRaw((line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	public void sendRaw(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
	}

	public JsonNode receive() throws IOException {
		return MAPPER.readTree(receiveLine());
	}

	public String receiveLine() throws IOException {
		String line = this.reader.readLine();
		if (line == null) {
			throw new EOFException("Connection closed by the node");
		}
		return line;
	}

	/**
	 * Close with a reset instead of an orderly end.
	 */
	public void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
