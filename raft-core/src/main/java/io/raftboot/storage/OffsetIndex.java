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
 * Where in a segment some of its records are: about one for every 16 KiB, so that finding
 * any takes one read and the memory is a thousandth of the log.
 */
final class OffsetIndex {

	private static final int SPACING = 16 * 1024;

	private long[] indices = new long[16];

	private long[] offsets = new long[16];

	private int size;

	/**
	 * Note a record, if the last noted is far enough away.
	 * @param index its index, above all before
	 * @param offset where it begins
	 */
	void add(long index, long offset) {
		if (this.size > 0 && offset - this.offsets[this.size - 1] < SPACING) {
			return;
		}
		if (this.size == this.indices.length) {
			this.indices = Arrays.copyOf(this.indices, this.size * 2);
			this.offsets = Arrays.copyOf(this.offsets, this.size * 2);
		}
		this.indices[this.size] = index;
		this.offsets[this.size] = offset;
		this.size++;
	}

	/**
	 * Return where to begin to look for a record.
	 * @param index its index
	 * @param first what to return when none before it is noted
	 * @return an offset at or before it
	 */
	long floor(long index, long first) {
		int found = Arrays.binarySearch(this.indices, 0, this.size, index);
		int at = (found >= 0) ? found : -found - 2;
		return (at < 0) ? first : this.offsets[at];
	}

	/**
	 * Forget records.
	 * @param index from this index on
	 */
	void removeFrom(long index) {
		while (this.size > 0 && this.indices[this.size - 1] >= index) {
			this.size--;
		}
	}

}
