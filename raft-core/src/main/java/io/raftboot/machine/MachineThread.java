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
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

import io.raftboot.ApplyKind;
import io.raftboot.engine.CommittedEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the machine. Everything that comes is done in the order in
 * which it came; commands are applied many under one lock, and answered when the lock is
 * free again and the applied index tells of them, so a caller that has its outcome finds
 * it in every later query here.
 */
final class MachineThread {

	private static final Logger log = LoggerFactory.getLogger(MachineThread.class);

	/** The most commands under one lock. */
	private static final int MAX_BATCH = 1024;

	/** How long commands may hold the lock before queries get a turn. */
	private static final long MAX_BATCH_NANOS = Duration.ofMillis(5).toNanos();

	/** The time is looked at after that many commands. */
	private static final int CLOCK_INTERVAL = 16;

	/**
	 * The most quick queries on the engine's thread before it goes on with its other
	 * work.
	 */
	private static final int MAX_QUICK_WORK = 1024;

	/** So many bytes of output count as another query. */
	private static final int QUICK_OUTPUT = 512;

	private final Inbox inbox = new Inbox();

	private final AtomicInteger queued = new AtomicInteger();

	private final HostedMachine machine;

	private final Calls calls;

	private final MachineMeters meters;

	private final Executor afterInput;

	private final LongConsumer appliedListener;

	private final Consumer<Throwable> failureListener;

	private final Thread thread;

	private final PriorityQueue<QueryCall> waitingForIndex = new PriorityQueue<>();

	private final List<Call> claimed = new ArrayList<>();

	private final List<Inbox.Task> untilReached = new ArrayList<>();

	/** What the engine's thread has done for quick queries in this pass. */
	private int quickWork;

	private volatile long lastApplied;

	private volatile boolean stopped;

	/**
	 * Create the thread.
	 * @param group names it
	 * @param machine what it runs
	 * @param calls who waits
	 * @param meters where to count
	 * @param afterInput runs something when the engine has gone through its input
	 * @param appliedListener told the last index applied once per batch, on this thread
	 * @param failureListener told once if the thread cannot go on, on this thread
	 */
	MachineThread(String group, HostedMachine machine, Calls calls, MachineMeters meters, Executor afterInput,
			LongConsumer appliedListener, Consumer<Throwable> failureListener) {
		this.machine = machine;
		this.calls = calls;
		this.meters = meters;
		this.afterInput = afterInput;
		this.appliedListener = appliedListener;
		this.failureListener = failureListener;
		this.thread = new Thread(this::runUntilStopped, "raft-" + group + "-machine");
		this.thread.setDaemon(true);
	}

	void start() {
		this.lastApplied = this.machine.index();
		this.thread.start();
	}

	/**
	 * Stop after what is being done. What waits is dropped.
	 */
	void stop() {
		this.stopped = true;
		this.inbox.wake();
	}

	Thread thread() {
		return this.thread;
	}

	long lastApplied() {
		return this.lastApplied;
	}

	int queued() {
		return this.queued.get();
	}

	void submit(Inbox.Task task) {
		this.queued.incrementAndGet();
		if (this.inbox.add(task)) {
			this.inbox.unpark();
		}
	}

	/**
	 * Submit a task of which more are likely to follow at once: waking the thread costs
	 * more than a query, so it is done when the engine has gone through its input.
	 */
	void submitWithOthers(Inbox.Task task) {
		this.queued.incrementAndGet();
		if (this.inbox.add(task)) {
			this.afterInput.execute(this.inbox::unpark);
		}
	}

	void submit(Runnable work) {
		submit(new Inbox.Task() {

			@Override
			void run() {
				work.run();
			}

		});
	}

	void committed(List<CommittedEntry> entries) {
		submit(() -> applyAll(entries));
	}

	private void runUntilStopped() {
		try {
			while (!this.stopped) {
				Inbox.Task task = this.inbox.takeAll();
				if (task == null) {
					this.inbox.await();
				}
				else {
					runAll(task);
				}
			}
			dropAll(this.inbox.takeAll());
			this.untilReached.forEach(Inbox.Task::drop);
			this.machine.tryToPersist();
		}
		catch (Throwable ex) {
			this.stopped = true;
			log.error("The machine cannot go on", ex);
			this.failureListener.accept(ex);
		}
	}

	private void runAll(Inbox.Task first) {
		Inbox.Task task = first;
		int done = 0;
		while (task != null && !this.stopped) {
			Inbox.Task next = task.takeNext();
			done++;
			task.run();
			task = next;
		}
		this.queued.addAndGet(-done);
		dropAll(task);
	}

	private static void dropAll(Inbox.@Nullable Task first) {
		Inbox.Task task = first;
		while (task != null) {
			Inbox.Task next = task.takeNext();
			task.drop();
			task = next;
		}
	}

	private void applyAll(List<CommittedEntry> entries) {
		int next = 0;
		while (next < entries.size() && !this.stopped) {
			next = applyBatch(entries, next);
		}
	}

	private int applyBatch(List<CommittedEntry> entries, int from) {
		long start = System.nanoTime();
		int next = from;
		this.machine.lock().writeLock().lock();
		try {
			do {
				this.machine.apply(entries.get(next), this.claimed);
				next++;
			}
			while (next < entries.size() && (sameIndex(entries, next) || !full(next - from, start)));
		}
		catch (Throwable ex) {
			this.machine.tear();
			throw ex;
		}
		finally {
			this.machine.lock().writeLock().unlock();
		}
		advance();
		this.meters.applied(next - from, System.nanoTime() - start);
		return next;
	}

	/**
	 * An engine that packs commands together repeats the index: that one is applied when
	 * all of them are.
	 */
	private static boolean sameIndex(List<CommittedEntry> entries, int next) {
		return entries.get(next).index() == entries.get(next - 1).index();
	}

	private static boolean full(int count, long start) {
		return count >= MAX_BATCH || (count % CLOCK_INTERVAL == 0 && System.nanoTime() - start >= MAX_BATCH_NANOS);
	}

	private void advance() {
		long index = this.machine.index();
		this.lastApplied = index;
		this.calls.applied(index, this.machine.term());
		this.appliedListener.accept(this.machine.reached());
		this.claimed.forEach(Call::deliver);
		this.claimed.clear();
		runQueriesUpTo(index);
		if (!this.untilReached.isEmpty() && this.machine.isReached()) {
			List<Inbox.Task> tasks = List.copyOf(this.untilReached);
			this.untilReached.clear();
			tasks.forEach(Inbox.Task::run);
		}
	}

	/**
	 * Run a task, on this thread, when the engine has given out all that the machine
	 * holds: at once, but for a machine that held more when it was started.
	 */
	void whenReached(Inbox.Task task) {
		if (this.machine.isReached()) {
			task.run();
		}
		else {
			this.untilReached.add(task);
		}
	}

	/**
	 * Note that the machine was restored, on this thread.
	 */
	void restored() {
		this.calls.restored(this.machine.index());
		advance();
	}

	/**
	 * Run a query when the machine is far enough, on this thread.
	 */
	void query(QueryCall call) {
		if (call.kind() == ApplyKind.LOCAL_QUERY || call.index() <= this.lastApplied) {
			run(call);
		}
		else if (!call.isAnswered()) {
			this.waitingForIndex.add(call);
			forgetAnswered();
		}
	}

	/**
	 * Answer a query on the engine's thread if it is quick, the machine is far enough, no
	 * command is being applied or waits for that, and the engine's thread has not spent
	 * much on others in this pass.
	 * @return whether it was answered
	 */
	boolean answerQuickly(QueryCall call) {
		if (call.isAnswered()) {
			return true;
		}
		if (call.index() > this.lastApplied || this.quickWork >= MAX_QUICK_WORK
				|| !this.machine.isQuick(call.input())) {
			return false;
		}
		ReentrantReadWriteLock lock = this.machine.lock();
		if (lock.hasQueuedThreads() || !lock.readLock().tryLock()) {
			return false;
		}
		Outcome outcome;
		try {
			outcome = this.machine.query(call.kind(), call.input());
		}
		finally {
			lock.readLock().unlock();
		}
		boolean first = this.quickWork == 0;
		this.quickWork += 1 + outcome.body().length / QUICK_OUTPUT;
		if (first) {
			this.afterInput.execute(() -> this.quickWork = 0);
		}
		call.answer(outcome);
		return true;
	}

	/**
	 * Those that ran into their timeout are still here when the machine is stuck behind.
	 */
	private void forgetAnswered() {
		if (this.waitingForIndex.size() > 2 * Calls.MAX_WAITING) {
			this.waitingForIndex.removeIf(Call::isAnswered);
		}
	}

	private void runQueriesUpTo(long index) {
		QueryCall next = this.waitingForIndex.peek();
		while (next != null && next.index() <= index) {
			this.waitingForIndex.poll();
			run(next);
			next = this.waitingForIndex.peek();
		}
	}

	private void run(QueryCall call) {
		if (!call.isAnswered()) {
			call.answer(this.machine.query(call.kind(), call.input()));
		}
	}

	/**
	 * Compute something between two commands; the result is told elsewhere.
	 */
	<T> CompletableFuture<T> compute(Supplier<T> work, Executor completions) {
		CompletableFuture<T> result = new CompletableFuture<>();
		submit(() -> {
			try {
				T value = work.get();
				result.completeAsync(() -> value, completions);
			}
			catch (RuntimeException | StackOverflowError ex) {
				result.completeAsync(() -> {
					throw ex;
				}, completions);
			}
		});
		return result;
	}

}
