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

package io.raftboot.storage;

import java.util.Arrays;

/**
 * The terms of the log's entries, kept as runs: terms only grow along the log, so the
 * memory is bounded by the number of terms. Starts with the base, whose entry is gone but
 * whose term is known.
 */
final class TermIndex {

	private long[] starts = new long[16];

	private long[] terms = new long[16];

	private int size;

	TermIndex(long baseIndex, long baseTerm) {
		reset(baseIndex, baseTerm);
	}

	void reset(long baseIndex, long baseTerm) {
		this.starts[0] = baseIndex;
		this.terms[0] = baseTerm;
		this.size = 1;
	}

	/**
	 * Note an entry.
	 * @param index its index, above all before
	 * @param term its term, at least that of the one before
	 */
	void add(long index, long term) {
		if (this.terms[this.size - 1] == term) {
			return;
		}
		if (this.size == this.starts.length) {
			this.starts = Arrays.copyOf(this.starts, this.size * 2);
			this.terms = Arrays.copyOf(this.terms, this.size * 2);
		}
		this.starts[this.size] = index;
		this.terms[this.size] = term;
		this.size++;
	}

	long term(long index) {
		if (index >= this.starts[this.size - 1]) {
			return this.terms[this.size - 1];
		}
		int found = Arrays.binarySearch(this.starts, 0, this.size, index);
		return this.terms[(found >= 0) ? found : -found - 2];
	}

	/**
	 * Forget entries at the end.
	 * @param index from this index on, above the base
	 */
	void removeFrom(long index) {
		while (this.size > 1 && this.starts[this.size - 1] >= index) {
			this.size--;
		}
	}

	/**
	 * Make a later entry the base.
	 * @param index its index
	 */
	void dropTo(long index) {
		long term = term(index);
		int run = this.size - 1;
		while (run > 0 && this.starts[run] > index) {
			run--;
		}
		System.arraycopy(this.starts, run, this.starts, 0, this.size - run);
		System.arraycopy(this.terms, run, this.terms, 0, this.size - run);
		this.size -= run;
		this.starts[0] = index;
		this.terms[0] = term;
	}

}
