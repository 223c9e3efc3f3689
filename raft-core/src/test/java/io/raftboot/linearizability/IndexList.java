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

/**
 * Some of the numbers below a limit, in a fixed order, from which any can be taken out
 * and put back in constant time, the last one taken first (Knuth's dancing links).
 */
final class IndexList {

	private final int[] next;

	private final int[] previous;

	private final int end;

	IndexList(int limit, int[] order) {
		this.next = new int[limit + 1];
		this.previous = new int[limit + 1];
		this.end = limit;
		int last = limit;
		for (int index : order) {
			this.next[last] = index;
			this.previous[index] = last;
			last = index;
		}
		this.next[last] = limit;
		this.previous[limit] = last;
	}

	int first() {
		return this.next[this.end];
	}

	/**
	 * The number after another; works also right after that one was taken out.
	 */
	int after(int index) {
		return this.next[index];
	}

	/**
	 * What {@link #first} and {@link #after} give when there is no more.
	 */
	int end() {
		return this.end;
	}

	boolean isEmpty() {
		return first() == this.end;
	}

	void remove(int index) {
		this.next[this.previous[index]] = this.next[index];
		this.previous[this.next[index]] = this.previous[index];
	}

	void restore(int index) {
		this.next[this.previous[index]] = index;
		this.previous[this.next[index]] = index;
	}

}
