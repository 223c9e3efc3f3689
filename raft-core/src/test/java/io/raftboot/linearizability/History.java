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

package io.raftboot.linearizability;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What the clients of a service saw. Written by any number of threads at once; recording
 * costs a read of the clock and a few atomic instructions.
 * <p>
 * Call {@link #invoke} before anything is sent and {@link Call#complete} after the answer
 * is there. Every time recorded here is greater than the one before it, also when the
 * clock stands still (as simulated clocks do), so the order of recording is never lost.
 *
 * @param <I> what is asked
 * @param <O> what is answered
 */
public final class History<I, O> {

	/**
	 * How many operations a history takes before it refuses more.
	 */
	public static final int MAX_OPERATIONS = 10_000_000;

	private final Queue<Call<I, O>> calls = new ConcurrentLinkedQueue<>();

	private final AtomicInteger size = new AtomicInteger();

	private final AtomicLong lastTime = new AtomicLong(Long.MIN_VALUE);

	private final LongSupplier clock;

	/**
	 * Create an empty history.
	 * @param clock the time, in any unit; must not go backwards far, and may stand still
	 */
	public History(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * Record that a client is about to call.
	 * @param client the client, for reports alone
	 * @param input what it asks
	 * @return where to say how it ended
	 * @throws IllegalStateException if the history is full
	 */
	public Call<I, O> invoke(long client, I input) {
		if (this.size.incrementAndGet() > MAX_OPERATIONS) {
			throw new IllegalStateException(
					"history holds its maximum of \"" + MAX_OPERATIONS + "\" operations: check it and begin another");
		}
		Call<I, O> call = new Call<>(this::tick, Operation.unknown(client, tick(), input));
		this.calls.add(call);
		return call;
	}

	private long tick() {
		long now = this.clock.getAsLong();
		return this.lastTime.updateAndGet((last) -> Math.max(last + 1, now));
	}

	/**
	 * What is known now: calls without an answer are of unknown outcome, rejected ones
	 * are left out.
	 * @return the operations in the order in which they began
	 */
	public List<Operation<I, O>> operations() {
		List<Operation<I, O>> operations = new ArrayList<>();
		for (Call<I, O> call : this.calls) {
			Operation<I, O> operation = call.operation();
			if (operation != null) {
				operations.add(operation);
			}
		}
		operations.sort(Comparator.comparingLong(Operation::invoked));
		return List.copyOf(operations);
	}

	/**
	 * Write what is known now as JSON Lines, one operation a line.
	 * @param file the file, overwritten if it exists
	 * @throws IOException if the file cannot be written
	 */
	public void write(Path file) throws IOException {
		HistoryFile.write(file, operations());
	}

}
