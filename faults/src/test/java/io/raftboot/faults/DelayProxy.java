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

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Passes connections on, each piece late by a time drawn anew. Within a connection
 * nothing changes its order; between connections it does.
 */
final class DelayProxy implements Closeable {

	private static final int CONNECT_TIMEOUT = 1000;

	private static final int MAX_PIECES = 4096;

	private final ServerSocket server;

	private final InetSocketAddress target;

	private final int mostMillis;

	private final Random random;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private DelayProxy(ServerSocket server, InetSocketAddress target, int mostMillis, long seed) {
		this.server = server;
		this.target = target;
		this.mostMillis = mostMillis;
		this.random = new Random(seed);
	}

	static DelayProxy open(String host, InetSocketAddress target, int mostMillis, long seed) throws IOException {
		DelayProxy proxy = new DelayProxy(new ServerSocket(0, 50, InetAddress.getByName(host)), target, mostMillis,
				seed);
		start("accept", proxy::accept);
		return proxy;
	}

	int port() {
		return this.server.getLocalPort();
	}

	private void accept() throws IOException {
		while (!this.server.isClosed()) {
			Socket near = this.server.accept();
			this.sockets.add(near);
			start("connect", () -> connect(near));
		}
	}

	private void connect(Socket near) throws IOException {
		Socket far = new Socket();
		this.sockets.add(far);
		try {
			far.connect(this.target, CONNECT_TIMEOUT);
			far.setTcpNoDelay(true);
			near.setTcpNoDelay(true);
			pass(near, far);
			pass(far, near);
		}
		catch (IOException ex) {
			closeBoth(near, far);
		}
	}

	private void pass(Socket from, Socket to) {
		BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>(MAX_PIECES);
		start("read", () -> {
			try (InputStream in = from.getInputStream()) {
				byte[] buffer = new byte[1 << 16];
				for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
					pieces.put(new Piece(java.util.Arrays.copyOf(buffer, count), due()));
				}
			}
			finally {
				closeBoth(from, to);
			}
		});
		start("write", () -> {
			try (OutputStream out = to.getOutputStream()) {
				while (!to.isClosed()) {
					Piece piece = pieces.poll(1, TimeUnit.SECONDS);
					if (piece != null) {
						Pauses.millis(TimeUnit.NANOSECONDS.toMillis(piece.due - System.nanoTime()));
						out.write(piece.bytes);
					}
				}
			}
			finally {
				closeBoth(from, to);
			}
		});
	}

	private synchronized long due() {
		return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(this.random.nextInt(this.mostMillis + 1));
	}

	private void closeBoth(Socket one, Socket other) {
		closeQuietly(one);
		closeQuietly(other);
		this.sockets.remove(one);
		this.sockets.remove(other);
	}

	private static void closeQuietly(Closeable closeable) {
		try {
			closeable.close();
		}
		catch (IOException ex) {
			// it is of no use any more
		}
	}

	private static void start(String name, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// the other end is gone, or the proxy is closed
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "proxy-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		closeQuietly(this.server);
		this.sockets.forEach(DelayProxy::closeQuietly);
	}

	/**
	 * Something that ends with its connection.
	 */
	private interface Task {

		void run() throws IOException, InterruptedException;

	}

	/**
	 * Bytes, and when they are due.
	 */
	private static final class Piece {

		private final byte[] bytes;

		private final long due;

		Piece(byte[] bytes, long due) {
			this.bytes = bytes;
			this.due = due;
		}

	}

}
