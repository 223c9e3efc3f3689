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

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * What waits for the machine thread: many threads add, one takes all that is there at
 * once. The tasks are linked to each other, so adding costs one compare-and-set and no
 * memory, and only the one that finds the taker asleep has to wake it.
 */
final class Inbox {

	/** Stands in the place of the tasks while the taker sleeps. */
	private static final Task ASLEEP = new Task() {

		@Override
		void run() {
			throw new IllegalStateException("the marker of a sleeping thread is no task");
		}

	};

	private final AtomicReference<@Nullable Task> newest = new AtomicReference<>();

	private volatile @Nullable Thread taker;

	/**
	 * Add a task.
	 * @return whether the taker sleeps, and the caller is to {@link #unpark()} it
	 */
	boolean add(Task task) {
		Task before;
		do {
			before = this.newest.get();
			task.next = (before != ASLEEP) ? before : null;
		}
		while (!this.newest.compareAndSet(before, task));
		return before == ASLEEP;
	}

	/**
	 * Wake the taker after an {@link #add} that found it asleep.
	 */
	void unpark() {
		LockSupport.unpark(this.taker);
	}

	/**
	 * Take everything, oldest first.
	 * @return the oldest task, which leads to the others, {@code null} if there is none
	 */
	@Nullable Task takeAll() {
		Task task = this.newest.getAndSet(null);
		Task oldest = null;
		while (task != null && task != ASLEEP) {
			Task older = task.next;
			task.next = oldest;
			oldest = task;
			task = older;
		}
		return oldest;
	}

	/**
	 * Sleep until there is something, or until {@link #wake()}. May return earlier.
	 */
	void await() {
		this.taker = Thread.currentThread();
		if (this.newest.compareAndSet(null, ASLEEP)) {
			LockSupport.park(this);
			this.newest.compareAndSet(ASLEEP, null);
		}
	}

	void wake() {
		this.newest.compareAndSet(ASLEEP, null);
		LockSupport.unpark(this.taker);
	}

	/**
	 * A piece of work for the machine thread. Is in one inbox once.
	 */
	abstract static class Task {

		private @Nullable Task next;

		/**
		 * Do it, on the machine thread.
		 */
		abstract void run();

		/**
		 * Let go of what it holds: it will not be run.
		 */
		void drop() {
		}

		final @Nullable Task takeNext() {
			Task following = this.next;
			this.next = null;
			return following;
		}

	}

}
