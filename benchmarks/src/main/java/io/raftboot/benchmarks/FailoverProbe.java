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
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Sends a Put to each target every few milliseconds, whether or not the ones before have
 * been answered. A command that was in flight when the leader died may stay unanswered
 * until the request timeout; that must not hide the moment the next one succeeds.
 */
final class FailoverProbe implements Closeable {

	private static final long PERIOD_MILLIS = 5;

	private final List<Socket> sockets = new ArrayList<>();

	private final BlockingQueue<Success> successes = new LinkedBlockingQueue<>();

	private final Map<Integer, Long> sentAt = new ConcurrentHashMap<>();

	private int lastId;

	FailoverProbe(List<InetSocketAddress> targets) throws IOException {
		for (InetSocketAddress target : targets) {
			Socket socket = new Socket();
			this.sockets.add(socket);
			try {
				socket.connect(target, 10_000);
				socket.setTcpNoDelay(true);
			}
			catch (IOException ex) {
				close();
				throw new IOException("Cannot connect to " + Values.name(target) + ": " + ex.getMessage(), ex);
			}
			Thread reader = new Thread(() -> read(socket), "replies-of-" + target);
			reader.setDaemon(true);
			reader.start();
		}
	}

	private void read(Socket socket) {
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				long now = System.nanoTime();
				byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
				JsonRpcReplies.scan(bytes, 0, bytes.length, new ReplySink() {

					@Override
					public void succeeded(int id) {
						Long sentAt = FailoverProbe.this.sentAt.remove(id);
						if (sentAt != null) {
							FailoverProbe.this.successes.add(new Success(sentAt, now));
						}
					}

					@Override
					public void failed(int id, String error) {
						// until there is a leader again, errors are what is expected
						FailoverProbe.this.sentAt.remove(id);
					}

				});
			}
		}
		catch (IOException ex) {
			// closed: either by this probe, or the missing successes will tell
		}
	}

	void awaitSuccess(Duration timeout) throws IOException, InterruptedException {
		awaitSuccessOfNewerThan(System.nanoTime(), timeout);
	}

	/**
	 * Keeps sending for a while.
	 * @param duration how long
	 * @throws IOException if a target closes its connection
	 * @throws InterruptedException if interrupted
	 */
	void run(Duration duration) throws IOException, InterruptedException {
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() < end) {
			turn();
		}
	}

	/**
	 * Keeps sending until a command succeeds that was sent later than the given time.
	 * @param time as of {@link System#nanoTime()}
	 * @param timeout how long to wait at most
	 * @return when its reply came
	 * @throws IOException if none succeeds in time
	 * @throws InterruptedException if interrupted
	 */
	long awaitSuccessOfNewerThan(long time, Duration timeout) throws IOException, InterruptedException {
		long end = System.nanoTime() + timeout.toNanos();
		while (System.nanoTime() < end) {
			Success success = turn();
			if (success != null && success.sentAt() > time) {
				return success.at();
			}
		}
		throw new IOException("No command succeeded within " + timeout.toMillis() + " ms");
	}

	private @Nullable Success turn() throws IOException, InterruptedException {
		Success success = this.successes.poll(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
		if (success == null) {
			for (Socket socket : this.sockets) {
				send(socket);
			}
		}
		return success;
	}

	private void send(Socket socket) throws IOException {
		int id = ++this.lastId;
		this.sentAt.put(id, System.nanoTime());
		String request = "{\"jsonrpc\":\"2.0\",\"id\":" + id
				+ ",\"method\":\"Apply\",\"params\":{\"kind\":\"Command\",\"input\":{\"Put\":[\"failover\"," + id
				+ "]}}}\n";
		OutputStream out = socket.getOutputStream();
		out.write(request.getBytes(StandardCharsets.US_ASCII));
	}

	@Override
	public void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	/**
	 * A command that succeeded.
	 *
	 * @param sentAt when it was sent
	 * @param at when its reply came
	 */
	private record Success(long sentAt, long at) {
	}

}
