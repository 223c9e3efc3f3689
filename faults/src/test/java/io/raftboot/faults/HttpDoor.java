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

package io.raftboot.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.raftboot.sample.LineClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON-RPC over HTTP on one connection, with no pool and no retry of its own between the
 * caller and the socket: what is lost is seen to be lost.
 */
final class HttpDoor implements Door {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final int OK = 200;

	private final Socket socket = new Socket();

	private final InputStream in;

	private final String host;

	HttpDoor(InetSocketAddress address) throws ConnectException {
		this.host = address.getHostString();
		try {
			this.socket.connect(address, (int) CONNECT_TIMEOUT.toMillis());
			this.socket.setTcpNoDelay(true);
			this.socket.setSoTimeout((int) REPLY_TIMEOUT.toMillis());
			this.in = new BufferedInputStream(this.socket.getInputStream());
		}
		catch (IOException ex) {
			throw (ConnectException) new ConnectException(String.valueOf(ex.getMessage())).initCause(ex);
		}
	}

	@Override
	public JsonNode call(String method, String params) throws IOException {
		byte[] body = LineClient.request("1", method, params).getBytes(StandardCharsets.UTF_8);
		return MAPPER.readTree(exchange("POST", "/rpc", body));
	}

	JsonNode get(String path) throws IOException {
		return MAPPER.readTree(exchange("GET", path, new byte[0]));
	}

	private byte[] exchange(String method, String path, byte[] body) throws IOException {
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		request.write((method + " " + path + " HTTP/1.1\r\nHost: " + this.host
				+ "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII));
		request.write(body);
		this.socket.getOutputStream().write(request.toByteArray());
		String status = line();
		int length = 0;
		boolean chunked = false;
		for (String header = line(); !header.isEmpty(); header = line()) {
			String lower = header.toLowerCase(Locale.ROOT);
			if (lower.startsWith("content-length:")) {
				length = Integer.parseInt(header.substring(15).strip());
			}
			chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
		}
		byte[] reply = chunked ? chunks() : bytes(length);
		if (!status.contains(" " + OK)) {
			throw new IOException(method + " " + path + " is answered with \"" + status + "\"");
		}
		return reply;
	}

	private byte[] chunks() throws IOException {
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
			whole.write(bytes(size));
			line();
		}
		line();
		return whole.toByteArray();
	}

	private byte[] bytes(int length) throws IOException {
		byte[] bytes = this.in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("closed by the node within an answer");
		}
		return bytes;
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next < 0) {
				throw new EOFException("closed by the node");
			}
			line.append((char) next);
		}
		return line.toString().strip();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
