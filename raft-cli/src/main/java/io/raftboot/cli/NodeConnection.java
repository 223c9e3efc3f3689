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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call to one node, and no other, over JSON Lines. Without TLS.
 */
final class NodeConnection {

	private static final JsonMapper mapper = JsonMapper.shared();

	private static final int CONNECT_MILLIS = 3000;

	private NodeConnection() {
	}

	/**
	 * Call a method of a node.
	 * @param address the node, {@code host:port}
	 * @param timeoutMillis how long to wait for the answer
	 * @param method the method
	 * @param params its parameters
	 * @return the result
	 * @throws CallFailedException if there is none, saying whether the call can have had
	 * an effect
	 */
	static JsonNode call(String address, int timeoutMillis, String method, ObjectNode params)
			throws CallFailedException {
		int colon = address.lastIndexOf(':');
		int port = port(address, colon);
		try (Socket socket = new Socket()) {
			connect(socket, address, new InetSocketAddress(address.substring(0, colon), port));
			return exchange(socket, address, timeoutMillis, method, params);
		}
		catch (CallFailedException ex) {
			throw ex;
		}
		catch (IOException | JacksonException ex) {
			throw new CallFailedException(
					"\"" + address + "\" did not answer " + method + " within the time given: its outcome is unknown ("
							+ ex.getMessage() + "). Look with \"raft-cli status\" before you call again");
		}
	}

	private static int port(String address, int colon) throws CallFailedException {
		try {
			int port = (colon > 0) ? Integer.parseInt(address.substring(colon + 1)) : 0;
			if (port > 0 && port < 65536) {
				return port;
			}
		}
		catch (NumberFormatException ex) {
			// said below
		}
		throw new CallFailedException(
				"ADDRESS must be host:port, as in raft.address of the node, but was \"" + address + "\"");
	}

	private static void connect(Socket socket, String address, InetSocketAddress target) throws CallFailedException {
		try {
			socket.connect(target, CONNECT_MILLIS);
		}
		catch (IOException ex) {
			throw new CallFailedException(
					"\"" + address + "\" cannot be reached: start the node, or name its raft.address", ex);
		}
	}

	private static JsonNode exchange(Socket socket, String address, int timeoutMillis, String method, ObjectNode params)
			throws IOException {
		ObjectNode request = mapper.createObjectNode();
		request.put("jsonrpc", "2.0").put("id", 1).put("method", method).set("params", params);
		socket.setSoTimeout(timeoutMillis);
		socket.getOutputStream().write((request + "\n").getBytes(StandardCharsets.UTF_8));
		BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
		String line = in.readLine();
		if (line == null) {
			throw new CallFailedException("\"" + address + "\" closed the connection without an answer to " + method
					+ ": if it has raft.ssl.bundle set, this command cannot talk to it");
		}
		JsonNode reply = mapper.readTree(line);
		if (reply.has("error")) {
			throw new CallFailedException("\"" + address + "\" refused " + method + ": " + reply.get("error"));
		}
		return reply.path("result");
	}

}
