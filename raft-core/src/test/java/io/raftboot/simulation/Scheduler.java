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

package io.raftboot.simulation;

import java.util.PriorityQueue;

/**
 * Simulated time: tasks in the order of their moments, and of their entry where the
 * moments are equal. Microseconds.
 */
final class Scheduler {

	private final PriorityQueue<Task> tasks = new PriorityQueue<>();

	private long now;

	private long entered;

	private long done;

	long now() {
		return this.now;
	}

	long nowMillis() {
		return this.now / 1000;
	}

	/**
	 * Return the number of tasks run so far.
	 * @return the steps of the simulation
	 */
	long steps() {
		return this.done;
	}

	void at(long moment, Runnable action) {
		this.tasks.add(new Task(Math.max(moment, this.now), this.entered++, action));
	}

	void after(long micros, Runnable action) {
		at(this.now + micros, action);
	}

	/**
	 * Run the next task.
	 * @param until not beyond this moment
	 * @return whether there was one
	 */
	boolean step(long until) {
		Task next = this.tasks.peek();
		if (next == null || next.moment > until) {
			this.now = Math.max(this.now, until);
			return false;
		}
		this.tasks.poll();
		this.now = next.moment;
		this.done++;
		next.action.run();
		return true;
	}

	private record Task(long moment, long order, Runnable action) implements Comparable<Task> {

		@Override
		public int compareTo(Task other) {
			int byMoment = Long.compare(this.moment, other.moment);
			return (byMoment != 0) ? byMoment : Long.compare(this.order, other.order);
		}

	}

}
