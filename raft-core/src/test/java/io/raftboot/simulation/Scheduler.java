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

import java.util.Arrays;

/**
 * Simulated time: tasks in the order of their moments, and of their entry where the
 * moments are equal. Microseconds.
 */
final class Scheduler {

	/** Bits of a key that hold the order of entry; those above hold the moment. */
	private static final int ORDER_BITS = 28;

	/**
	 * A heap of keys, and the task of each: a queue of objects spends a tenth of a run in
	 * comparing them.
	 */
	private long[] keys = new long[256];

	private Runnable[] actions = new Runnable[256];

	private int size;

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
		long time = Math.max(moment, this.now);
		if (time >= 1L << (Long.SIZE - 1 - ORDER_BITS) || this.entered >= 1L << ORDER_BITS) {
			throw new IllegalStateException("the run is too long: " + this.entered + " tasks, moment " + moment);
		}
		if (this.size == this.keys.length) {
			this.keys = Arrays.copyOf(this.keys, 2 * this.size);
			this.actions = Arrays.copyOf(this.actions, 2 * this.size);
		}
		up(this.size++, time << ORDER_BITS | this.entered++, action);
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
		if (this.size == 0 || this.keys[0] >> ORDER_BITS > until) {
			this.now = Math.max(this.now, until);
			return false;
		}
		this.now = this.keys[0] >> ORDER_BITS;
		this.done++;
		removeFirst().run();
		return true;
	}

	private Runnable removeFirst() {
		Runnable first = this.actions[0];
		this.size--;
		if (this.size > 0) {
			down(this.keys[this.size], this.actions[this.size]);
		}
		return first;
	}

	private void up(int from, long key, Runnable action) {
		int place = from;
		while (place > 0 && this.keys[(place - 1) / 2] > key) {
			move((place - 1) / 2, place);
			place = (place - 1) / 2;
		}
		this.keys[place] = key;
		this.actions[place] = action;
	}

	private void down(long key, Runnable action) {
		int place = 0;
		int child = 1;
		while (child < this.size) {
			if (child + 1 < this.size && this.keys[child + 1] < this.keys[child]) {
				child++;
			}
			if (this.keys[child] >= key) {
				break;
			}
			move(child, place);
			place = child;
			child = 2 * place + 1;
		}
		this.keys[place] = key;
		this.actions[place] = action;
	}

	private void move(int from, int to) {
		this.keys[to] = this.keys[from];
		this.actions[to] = this.actions[from];
	}

}
