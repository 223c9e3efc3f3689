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

package io.raftboot.ratis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.raftboot.ErrorCode;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.jspecify.annotations.Nullable;

/**
 * The thread that appends, on the leader: while some entries are on their way, what comes
 * gathers for the next. So an entry holds one command at low load and thousands at high
 * load, with no timer.
 */
final class EntryAppender {

	/** The most entries that are appended and not applied. */
	private static final int MAX_IN_FLIGHT = 4;

	private static final Bundle END = new Bundle(List.of(), 0, new Bundle.Answer() {

		@Override
		public void appended(long index, long term) {
			// nobody waits
		}

		@Override
		public void refused(ErrorCode code) {
			// nobody waits
		}

	});

	private final BlockingQueue<Bundle> queue = new LinkedBlockingQueue<>();

	private final AtomicLong queuedBytes = new AtomicLong();

	private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);

	private final int maxEntrySize;

	private final long patienceNanos;

	private final Executor loop;

	private final RatisMeters meters;

	private final Thread thread;

	private volatile @Nullable Group group;

	private volatile boolean closed;

	/** Taken from the queue, too large for the entry before. */
	private @Nullable Bundle next;

	EntryAppender(RatisSettings settings, Executor loop, RatisMeters meters) {
		this.maxEntrySize = settings.maxEntrySize();
		this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(2 * settings.electionTimeoutMillis());
		this.loop = loop;
		this.meters = meters;
		this.thread = new Thread(this::appendUntilClosed, "raft-" + settings.node().group() + "-append");
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	/** Append to this from now on, {@code null} for nothing. */
	void group(@Nullable Group opened) {
		this.group = opened;
	}

	void add(Bundle bundle) {
		this.queuedBytes.addAndGet(bundle.bytes());
		this.queue.add(bundle);
	}

	long queuedBytes() {
		return this.queuedBytes.get();
	}

	void close() {
		this.closed = true;
		this.queue.add(END);
		this.inFlight.release(MAX_IN_FLIGHT);
	}

	Thread thread() {
		return this.thread;
	}

	private void appendUntilClosed() {
		try {
			while (!this.closed) {
				Bundle first = (this.next != null) ? this.next : this.queue.take();
				this.next = null;
				this.inFlight.acquire();
				append(gather(first));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private List<Bundle> gather(Bundle first) {
		List<Bundle> bundles = new ArrayList<>(List.of(first));
		long bytes = Batch.HEADER + first.bytes();
		Bundle following = this.queue.poll();
		while (following != null && bytes + following.bytes() <= this.maxEntrySize) {
			bundles.add(following);
			bytes += following.bytes();
			following = this.queue.poll();
		}
		this.next = following;
		this.queuedBytes.addAndGet(Batch.HEADER - bytes);
		return bundles;
	}

	private void append(List<Bundle> bundles) {
		List<byte[]> payloads = new ArrayList<>();
		bundles.forEach((bundle) -> payloads.addAll(bundle.payloads()));
		byte[] entry = Batch.write(payloads);
		long deadline = System.nanoTime() + this.patienceNanos;
		ErrorCode refusal = ErrorCode.NO_LEADER;
		Group current = this.group;
		while (current != null && !this.closed) {
			Group.Appended appended = current.append(entry);
			if (appended.isLogged()) {
				logged(bundles, payloads.size(), appended);
				return;
			}
			Throwable problem = problem(appended);
			refusal = refusal(problem);
			if (!isWorthWaiting(problem) || System.nanoTime() - deadline >= 0) {
				break;
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
			current = this.group;
		}
		this.inFlight.release();
		ErrorCode code = refusal;
		this.loop.execute(() -> bundles.forEach((bundle) -> bundle.answer().refused(code)));
	}

	private void logged(List<Bundle> bundles, int payloads, Group.Appended appended) {
		long start = System.nanoTime();
		this.loop
			.execute(() -> bundles.forEach((bundle) -> bundle.answer().appended(appended.index(), appended.term())));
		appended.reply().whenComplete((reply, problem) -> {
			this.inFlight.release();
			if (problem == null && reply.isSuccess()) {
				this.meters.committed(payloads, System.nanoTime() - start);
			}
		});
	}

	/** Without an entry in the log, Ratis answers at once. */
	private static @Nullable Throwable problem(Group.Appended appended) {
		if (!appended.reply().isDone()) {
			return null;
		}
		try {
			RaftClientReply reply = appended.reply().join();
			return reply.getException();
		}
		catch (CompletionException ex) {
			return (ex.getCause() != null) ? ex.getCause() : ex;
		}
	}

	/**
	 * A new leader first commits an entry of its term, and one that hands over ends soon.
	 */
	private static boolean isWorthWaiting(@Nullable Throwable problem) {
		return problem instanceof LeaderNotReadyException || problem instanceof LeaderSteppingDownException;
	}

	private static ErrorCode refusal(@Nullable Throwable problem) {
		if (problem instanceof NotLeaderException || problem instanceof LeaderSteppingDownException) {
			return ErrorCode.LEADER_CHANGED;
		}
		return (problem instanceof LeaderNotReadyException) ? ErrorCode.NO_LEADER : ErrorCode.BUSY;
	}

}
