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

package io.raftboot.machine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * All callers that wait, found by number. The numbers count up and each has its place in
 * a ring, so finding one is one read, and a place that is still taken says that too many
 * wait. One thread looks through the ring for those that nobody answers; it sleeps while
 * nobody waits.
 */
final class Calls {

	/** The most callers that wait on a node. */
	static final int MAX_WAITING = 1 << 16;

	/** The most bytes of inputs of callers that wait on a node. */
	static final long MAX_BYTES = 256L << 20;

	private static final int MASK = MAX_WAITING - 1;

	/** How many places are tried before a call is refused. */
	private static final int MAX_TRIES = 64;

	private static final long SWEEP_NANOS = Duration.ofMillis(20).toNanos();

	private final AtomicReferenceArray<@Nullable Call> ring = new AtomicReferenceArray<>(MAX_WAITING);

	private final AtomicLong nextNumber = new AtomicLong(1);

	private final AtomicLong waitingBytes = new AtomicLong();

	private final long timeoutNanos;

	private final MachineMeters meters;

	private final Thread sweeper;

	/** Where the next sweep begins. Written by the sweeper only. */
	private volatile long oldest = 1;

	/**
	 * The lowest number whose call took its place only after a sweep had passed it: a
	 * thread may be held up between the two steps of a registration.
	 */
	private final AtomicLong late = new AtomicLong(Long.MAX_VALUE);

	private volatile boolean sweeperAsleep;

	private volatile boolean closed;

	private volatile long lastApplied;

	private volatile long lastTerm;

	private volatile long restored;

	Calls(String group, Duration timeout, MachineMeters meters) {
		this.timeoutNanos = timeout.toNanos();
		this.meters = meters;
		this.sweeper = new Thread(this::sweepUntilClosed, "raft-" + group + "-timeouts");
		this.sweeper.setDaemon(true);
	}

	void start() {
		this.sweeper.start();
	}

	/**
	 * Give a call its number.
	 * @return {@code null}, or why the call cannot wait: it is not registered then
	 */
	@Nullable ErrorCode register(Call call) {
		if (this.waitingBytes.addAndGet(call.size()) > MAX_BYTES) {
			this.waitingBytes.addAndGet(-call.size());
			return ErrorCode.BUSY;
		}
		long deadline = System.nanoTime() + this.timeoutNanos;
		for (int i = 0; i < MAX_TRIES; i++) {
			long number = this.nextNumber.getAndIncrement();
			int place = (int) number & MASK;
			if (this.ring.get(place) == null) {
				call.registered(number, deadline);
				if (this.ring.compareAndSet(place, null, call)) {
					return afterRegistration(call);
				}
			}
		}
		this.waitingBytes.addAndGet(-call.size());
		return ErrorCode.BUSY;
	}

	private @Nullable ErrorCode afterRegistration(Call call) {
		// the sweeper moves this on before it looks at the places: it sees the call, or
		// is
		// told
		if (call.number() < this.oldest) {
			this.late.accumulateAndGet(call.number(), Math::min);
		}
		if (this.sweeperAsleep) {
			LockSupport.unpark(this.sweeper);
		}
		if (this.closed && this.ring.compareAndSet((int) call.number() & MASK, call, null)) {
			this.waitingBytes.addAndGet(-call.size());
			return ErrorCode.NO_LEADER;
		}
		return null;
	}

	@Nullable Call find(long number) {
		Call call = this.ring.get((int) number & MASK);
		return (call != null && call.number() == number) ? call : null;
	}

	void remove(Call call) {
		if (this.ring.compareAndSet((int) call.number() & MASK, call, null)) {
			this.waitingBytes.addAndGet(-call.size());
		}
	}

	/**
	 * Note how far the machine is. All calls that it answers by that are claimed already.
	 */
	void applied(long index, long term) {
		this.lastApplied = index;
		this.lastTerm = term;
	}

	/**
	 * Note that a snapshot took the place of everything up to an index.
	 */
	void restored(long index) {
		this.restored = index;
		this.lastApplied = index;
	}

	/**
	 * Return the index of the last snapshot that was restored.
	 */
	long restored() {
		return this.restored;
	}

	void count(ApplyKind kind, @Nullable ErrorCode code) {
		this.meters.outcome(kind, code);
	}

	/**
	 * Answer everybody that waits, and everybody that comes, as unanswered.
	 */
	void answerAll() {
		for (int i = 0; i < MAX_WAITING; i++) {
			Call call = this.ring.get(i);
			if (call != null) {
				call.unanswered();
			}
		}
	}

	/**
	 * Give those that wait a while to get their outcome.
	 */
	void awaitNone(Duration patience) {
		long end = System.nanoTime() + patience.toNanos();
		while (waiting() > 0 && System.nanoTime() - end < 0) {
			LockSupport.parkNanos(this, Duration.ofMillis(1).toNanos());
		}
	}

	/**
	 * Answer everybody, and end the thread.
	 */
	void close() {
		this.closed = true;
		LockSupport.unpark(this.sweeper);
		answerAll();
	}

	Thread thread() {
		return this.sweeper;
	}

	private void sweepUntilClosed() {
		while (!this.closed) {
			if (isNobodyWaiting()) {
				sleepUntilSomebodyWaits();
			}
			else {
				LockSupport.parkNanos(this, SWEEP_NANOS);
				sweep(System.nanoTime());
			}
		}
	}

	private void sleepUntilSomebodyWaits() {
		this.sweeperAsleep = true;
		if (isNobodyWaiting() && !this.closed) {
			LockSupport.park(this);
		}
		this.sweeperAsleep = false;
	}

	private boolean isNobodyWaiting() {
		return this.oldest == this.nextNumber.get() && this.late.get() == Long.MAX_VALUE;
	}

	private void sweep(long now) {
		// read in the opposite order of writing: a snapshot's term is not seen without it
		long term = this.lastTerm;
		long applied = this.lastApplied;
		long covered = this.restored;
		long end = this.nextNumber.get();
		long first = Math.max(Math.min(this.oldest, this.late.getAndSet(Long.MAX_VALUE)), end - MAX_WAITING);
		this.oldest = end;
		long open = -1;
		for (long number = first; number < end; number++) {
			Call call = this.ring.get((int) number & MASK);
			if (call != null) {
				call.applied(applied, term, covered);
				expire(call, now);
				open = (open < 0 && !call.isAnswered()) ? number : open;
			}
		}
		if (open >= 0) {
			this.oldest = open;
		}
	}

	private static void expire(Call call, long now) {
		if (now - call.deadlineNanos() >= 0) {
			call.unanswered();
		}
	}

	/**
	 * Return how many wait. Looks through the whole ring: for meters only.
	 */
	int waiting() {
		int count = 0;
		for (int i = 0; i < MAX_WAITING; i++) {
			count += (this.ring.get(i) != null) ? 1 : 0;
		}
		return count;
	}

}
