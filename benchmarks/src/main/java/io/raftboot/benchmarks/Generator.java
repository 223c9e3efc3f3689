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

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs one plan, in the thread that calls it. It keeps the planned number of commands in
 * flight, measures, waits for what is outstanding, and always ends: at the latest after
 * warm-up, duration and timeout.
 */
final class Generator implements Closeable {

	private static final long LONGEST_WAIT_MILLIS = 50;

	private final Plan plan;

	private final Processes processes;

	private final Selector selector;

	private final Tally tally = new Tally();

	private final KeySource keys;

	private final List<Connection> connections = new ArrayList<>();

	private boolean sending = true;

	private Generator(Plan plan, Processes processes) throws IOException {
		this.plan = plan;
		this.processes = processes;
		this.selector = Selector.open();
		this.keys = (plan.count() > 0) ? KeySource.sequence(plan.count()) : KeySource.random(plan.keys());
	}

	/**
	 * Runs a plan.
	 * @param plan what to do
	 * @param processes whose CPU time to measure
	 * @return what came of it, errors included
	 * @throws IOException if a target cannot be reached at the start
	 */
	static Result run(Plan plan, Processes processes) throws IOException {
		try (Generator generator = new Generator(plan, processes)) {
			generator.connect();
			return generator.run();
		}
	}

	private void connect() throws IOException {
		for (int i = 0; i < this.plan.connections(); i++) {
			this.connections.add(new Connection(this.selector, this.plan.targets().get(i % this.plan.targets().size()),
					this.plan, this.plan.inFlightOf(i), this.keys, this.tally));
		}
	}

	private Result run() throws IOException {
		for (Connection connection : List.copyOf(this.connections)) {
			attempt(connection, connection::send);
		}
		turnUntil(System.nanoTime() + this.plan.warmUp().toNanos());
		Map<String, Long> cpuBefore = this.processes.cpuMicros();
		this.tally.measuring(true);
		long start = System.nanoTime();
		turnUntil(start + this.plan.duration().toNanos());
		boolean counted = this.plan.count() > 0;
		this.tally.measuring(counted);
		double seconds = (System.nanoTime() - start) / 1e9;
		Map<String, Long> cpuAfter = this.processes.cpuMicros();
		this.sending = false;
		turnUntil(System.nanoTime() + this.plan.timeout().toNanos());
		this.tally.failed("unanswered", outstanding());
		if (counted) {
			this.tally.failed("not sent", unsent());
		}
		return Result.of(this.plan, this.tally, seconds, Processes.difference(cpuBefore, cpuAfter));
	}

	private void turnUntil(long end) throws IOException {
		long left = end - System.nanoTime();
		while (left > 0 && !isDone()) {
			this.selector.select(this::ready, Math.max(1, Math.min(LONGEST_WAIT_MILLIS, left / 1_000_000)));
			left = end - System.nanoTime();
		}
	}

	private boolean isDone() {
		boolean nothingToSend = !this.sending || !this.keys.hasNext();
		return this.connections.isEmpty() || (nothingToSend && outstanding() == 0);
	}

	private int outstanding() {
		return this.connections.stream().mapToInt(Connection::outstanding).sum();
	}

	private int unsent() {
		int unsent = 0;
		while (this.keys.hasNext()) {
			this.keys.next();
			unsent++;
		}
		return unsent;
	}

	private void ready(SelectionKey key) {
		Connection connection = (Connection) key.attachment();
		attempt(connection, () -> {
			if (key.isReadable()) {
				connection.receive();
			}
			if (this.sending) {
				connection.send();
			}
			else {
				connection.flush();
			}
		});
	}

	private void attempt(Connection connection, Step step) {
		try {
			step.run();
		}
		catch (IOException ex) {
			this.tally.failed("lost connection", 1);
			this.tally.failed("unanswered", connection.outstanding());
			this.connections.remove(connection);
			closeQuietly(connection);
		}
	}

	private static void closeQuietly(Connection connection) {
		try {
			connection.close();
		}
		catch (IOException ex) {
			// it is lost already, and counted as such
		}
	}

	@Override
	public void close() throws IOException {
		this.connections.forEach(Generator::closeQuietly);
		this.selector.close();
	}

	/**
	 * A step that can find its connection lost.
	 */
	@FunctionalInterface
	private interface Step {

		void run() throws IOException;

	}

}
