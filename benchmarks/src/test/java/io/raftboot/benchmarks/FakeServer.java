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

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers JSON Lines or HTTP as a test wants it, with one thread for each connection.
 */
final class FakeServer implements Closeable {

	private static final Pattern ID = Pattern.compile("\"id\":([0-9]+)");

	private final ServerSocket server;

	private final Session session;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private FakeServer(Session session) throws IOException {
		this.session = session;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::accept, "fake-server");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Answers each line by what the answer makes of it; an empty text is no answer.
	 */
	static FakeServer lines(Answer answer) throws IOException {
		return new FakeServer((in, out) -> {
			for (String line = readLine(in); line != null; line = readLine(in)) {
				out.write(answer.to(line).getBytes(StandardCharsets.UTF_8));
				if (in.available() == 0) {
					out.flush();
				}
			}
		});
	}

	static FakeServer raw(Session session) throws IOException {
		return new FakeServer(session);
	}

	/**
	 * Answers each request of HTTP by what the answer makes of path and body; the answer
	 * is the whole response.
	 */
	static FakeServer http(Answer answer) throws IOException {
		return new FakeServer((in, out) -> {
			for (String first = readLine(in); first != null; first = readLine(in)) {
				int length = 0;
				for (String header = readLine(in); header != null && !header.isBlank(); header = readLine(in)) {
					if (header.startsWith("Content-Length: ")) {
						length = Integer.parseInt(header.substring("Content-Length: ".length()).trim());
					}
				}
				String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
				out.write(answer.to(first.split(" ")[1] + " " + body).getBytes(StandardCharsets.UTF_8));
				out.flush();
			}
		});
	}

	static String response(String body) {
		return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
				+ body;
	}

	static String id(String line) {
		Matcher matcher = ID.matcher(line);
		if (!matcher.find()) {
			throw new AssertionError("No id in " + line);
		}
		return matcher.group(1);
	}

	static String result(String line) {
		return "{\"jsonrpc\":\"2.0\",\"id\":" + id(line) + ",\"result\":null}\n";
	}

	static String error(String line, int code) {
		return "{\"jsonrpc\":\"2.0\",\"id\":" + id(line) + ",\"error\":{\"code\":" + code + ",\"message\":\"no\"}}\n";
	}

	static String readLine(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream(128);
		int b = in.read();
		while (b >= 0 && b != '\n') {
			line.write(b);
			b = in.read();
		}
		return (b < 0) ? null : line.toString(StandardCharsets.UTF_8);
	}

	InetSocketAddress address() {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), this.server.getLocalPort());
	}

	private void accept() {
		try {
			while (!this.server.isClosed()) {
				Socket socket = this.server.accept();
				socket.setTcpNoDelay(true);
				this.sockets.add(socket);
				Thread thread = new Thread(() -> serve(socket), "fake-connection");
				thread.setDaemon(true);
				thread.start();
			}
		}
		catch (IOException ex) {
			// closed at the end of the test
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			this.session.serve(new BufferedInputStream(socket.getInputStream(), 1 << 16),
					new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
		}
		catch (IOException ex) {
			// closed by the generator
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	/**
	 * What a request is answered with.
	 */
	@FunctionalInterface
	interface Answer {

		String to(String request);

	}

	/**
	 * What happens on a connection.
	 */
	@FunctionalInterface
	interface Session {

		void serve(InputStream in, OutputStream out) throws IOException;

	}

}
