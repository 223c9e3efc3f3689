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
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts distinct keys through all nodes at once, with many in flight, and remembers which
 * were acknowledged. Number {@code n} is put under the key {@code key-n}.
 */
final class PutLoad {

	private static final Pattern ID = Pattern.compile("\"id\":([0-9]+)[,}]");

	private static final Pattern ERROR = Pattern.compile("\"error\":\\{\"code\":(-?[0-9]+)");

	private final int count;

	private final int keys;

	private final String padding;

	private final AtomicInteger next = new AtomicInteger();

	private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();

	private final Map<String, Integer> errors = new ConcurrentSkipListMap<>();

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean stopped;

	private PutLoad(int count, int keys, int padding) {
		this.count = count;
		this.keys = keys;
		this.padding = "x".repeat(padding);
	}

	/**
	 * Begin in the background.
	 * @param nodes where to send to, in turn
	 * @param inFlight commands in flight over all nodes
	 * @param count number of commands
	 */
	static PutLoad start(List<NodeProcess> nodes, int inFlight, int count) {
		return start(nodes, inFlight, new PutLoad(count, Integer.MAX_VALUE, 0));
	}

	/**
	 * Begin in the background, with few keys that get another value again and again.
	 * @param nodes where to send to, in turn
	 * @param inFlight commands in flight over all nodes
	 * @param count number of commands
	 * @param keys number of keys
	 * @param size about how many bytes a value has
	 */
	static PutLoad overwrite(List<NodeProcess> nodes, int inFlight, int count, int keys, int size) {
		return start(nodes, inFlight, new PutLoad(count, keys, size));
	}

	private static PutLoad start(List<NodeProcess> nodes, int inFlight, PutLoad load) {
		for (NodeProcess node : nodes) {
			Thread thread = new Thread(() -> load.drive(node, inFlight / nodes.size()), "load-of-" + node);
			load.threads.add(thread);
			thread.start();
		}
		return load;
	}

	private void drive(NodeProcess node, int inFlight) {
		Semaphore slots = new Semaphore(inFlight);
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.raftPort())) {
			socket.setTcpNoDelay(true);
			Thread reader = new Thread(() -> read(socket, slots), "replies-of-" + node);
			reader.start();
			write(socket, slots);
			// what is in flight has a bounded time to be answered
			slots.tryAcquire(inFlight, 20, TimeUnit.SECONDS);
			socket.shutdownInput();
			reader.join();
		}
		catch (IOException ex) {
			this.errors.merge("lost connection", 1, Integer::sum);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void write(Socket socket, Semaphore slots) throws IOException, InterruptedException {
		BufferedWriter writer = new BufferedWriter(
				new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.US_ASCII));
		while (!this.stopped && !socket.isClosed()) {
			if (!slots.tryAcquire()) {
				writer.flush();
				if (!slots.tryAcquire(100, TimeUnit.MILLISECONDS)) {
					continue;
				}
			}
			int number = this.next.getAndIncrement();
			if (number >= this.count) {
				slots.release();
				break;
			}
			String value = this.padding.isEmpty() ? Integer.toString(number) : "\"" + number + this.padding + "\"";
			writer.write(LineClient.apply(Integer.toString(number), "Command",
					"{\"Put\":[\"key-" + (number % this.keys) + "\"," + value + "]}"));
			writer.write('\n');
		}
		writer.flush();
	}

	private void read(Socket socket, Semaphore slots) {
		try {
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				take(line);
				slots.release();
			}
		}
		catch (IOException ex) {
			// the writer ends with an error of its own, or has closed the socket
		}
		finally {
			closeQuietly(socket);
		}
	}

	private static void closeQuietly(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// it is of no use any more
		}
	}

	private void take(String line) {
		Matcher id = ID.matcher(line);
		Matcher error = ERROR.matcher(line);
		if (error.find()) {
			this.errors.merge(error.group(1), 1, Integer::sum);
		}
		else if (!id.find() || !this.acknowledged.add(Integer.valueOf(id.group(1)))) {
			this.errors.merge("unexpected: " + line, 1, Integer::sum);
		}
	}

	void stop() throws InterruptedException {
		this.stopped = true;
		join();
	}

	/**
	 * Wait until all commands are sent and answered.
	 */
	void join() throws InterruptedException {
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

	boolean isRunning() {
		return this.threads.stream().anyMatch(Thread::isAlive);
	}

	Set<Integer> acknowledged() {
		return this.acknowledged;
	}

	Map<String, Integer> errors() {
		return this.errors;
	}

}
