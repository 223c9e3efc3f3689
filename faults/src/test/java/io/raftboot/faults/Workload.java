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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Clients over both doors, half of them with sessions, each with one operation at a time.
 * They work while a {@link Window} is open, and rest in between.
 */
final class Workload implements AutoCloseable {

	private static final int CLIENTS = 8;

	private final List<Thread> threads = new ArrayList<>();

	private final Verdict verdict;

	private final Stalls stalls;

	private final LongAdder succeeded = new LongAdder();

	private final LongAdder rejected = new LongAdder();

	private final LongAdder unknown = new LongAdder();

	private volatile @Nullable Window window;

	private volatile boolean stopped;

	Workload(Verdict verdict, Stalls stalls) {
		this.verdict = verdict;
		this.stalls = stalls;
	}

	void start(Cluster cluster, int rate, long seed) {
		for (int i = 0; i < CLIENTS; i++) {
			Client client = new Client(i, this, cluster, seed + i);
			Thread thread = new Thread(() -> client.run(1e9 * CLIENTS / rate), "client-" + i);
			thread.setDaemon(true);
			this.threads.add(thread);
			thread.start();
		}
	}

	void open(Window window) {
		this.window = window;
	}

	/** Let the clients finish what they have begun on the window, and rest. */
	void rest() {
		Window current = this.window;
		if (current != null) {
			this.window = null;
			current.close();
		}
	}

	@Nullable Window window() {
		return this.window;
	}

	boolean isStopped() {
		return this.stopped;
	}

	void succeeded() {
		this.succeeded.increment();
	}

	void rejected() {
		this.rejected.increment();
	}

	void unknown() {
		this.unknown.increment();
	}

	/**
	 * A call was not answered in time, unless this process itself stood still.
	 */
	void hung(String what, long since) {
		if (!this.stalls.anySince(since)) {
			this.verdict.violation("Hang: " + what);
		}
	}

	void unexpected(String what) {
		this.verdict.violation("Unexpected answer: " + what);
	}

	Counts counts() {
		return new Counts(this.succeeded.sum(), this.rejected.sum(), this.unknown.sum());
	}

	@Override
	public void close() {
		this.stopped = true;
		this.threads.forEach(Thread::interrupt);
	}

	/**
	 * How operations ended.
	 *
	 * @param succeeded with a result
	 * @param rejected surely without effect
	 * @param unknown perhaps with effect; they stay open to the end of their history
	 */
	record Counts(long succeeded, long rejected, long unknown) {

		long total() {
			return this.succeeded + this.rejected + this.unknown;
		}

	}

}
