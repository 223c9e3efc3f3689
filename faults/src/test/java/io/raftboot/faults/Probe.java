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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.raftboot.sample.LineClient;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands to every node, one each 20 ms and without waiting for answers, and notes
 * when the first succeeds. Only what was sent after the probe began counts.
 */
final class Probe implements AutoCloseable {

	private static final long INTERVAL = 20;

	private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(200);

	private static final Duration SILENCE = Duration.ofSeconds(20);

	private final long since = System.nanoTime();

	private final Map<FaultNode, Long> successes = new ConcurrentHashMap<>();

	private final List<FaultNode> nodes;

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean closed;

	Probe(List<FaultNode> nodes) {
		this.nodes = List.copyOf(nodes);
		for (FaultNode node : nodes) {
			Thread thread = new Thread(() -> send(node), "probe-of-" + node.number());
			thread.setDaemon(true);
			this.threads.add(thread);
			thread.start();
		}
	}

	private void send(FaultNode node) {
		while (isWanted(node)) {
			try (LineClient client = new LineClient(node.socketAddress(), CONNECT_TIMEOUT, SILENCE)) {
				Thread reader = new Thread(() -> read(node, client), "probe-replies-of-" + node.number());
				reader.setDaemon(true);
				reader.start();
				for (int id = 1; isWanted(node) && reader.isAlive(); id++) {
					client.send(LineClient.apply(Integer.toString(id), "Command", "{\"Put\":[\"probe\"," + id + "]}"));
					Pauses.millis(INTERVAL);
				}
			}
			catch (IOException ex) {
				Pauses.millis(INTERVAL);
			}
		}
	}

	private boolean isWanted(FaultNode node) {
		return !this.closed && !this.successes.containsKey(node);
	}

	private void read(FaultNode node, LineClient client) {
		try {
			while (isWanted(node)) {
				if (client.receive().has("result")) {
					this.successes.putIfAbsent(node, System.nanoTime());
				}
			}
		}
		catch (IOException ex) {
			// the sender connects again
		}
	}

	/**
	 * Wait for the first success on any node.
	 * @return milliseconds since the probe began, or null if there was none in time
	 */
	@Nullable Long awaitAny(Duration limit) {
		return await(limit, () -> !this.successes.isEmpty())
				? millis(this.successes.values().stream().mapToLong(Long::longValue).min().orElseThrow()) : null;
	}

	/**
	 * Wait for a success on every node.
	 * @return milliseconds since the probe began, or null if a node had none in time
	 */
	@Nullable Long awaitAll(Duration limit) {
		return await(limit, () -> this.successes.size() == this.nodes.size())
				? millis(this.successes.values().stream().mapToLong(Long::longValue).max().orElseThrow()) : null;
	}

	List<FaultNode> missing() {
		return this.nodes.stream().filter((node) -> !this.successes.containsKey(node)).toList();
	}

	private boolean await(Duration limit, BooleanSupplier condition) {
		long end = System.nanoTime() + limit.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end) {
				return false;
			}
			Pauses.millis(1);
		}
		return true;
	}

	private long millis(long time) {
		return TimeUnit.NANOSECONDS.toMillis(time - this.since);
	}

	@Override
	public void close() {
		this.closed = true;
		this.threads.forEach(Thread::interrupt);
	}

}
