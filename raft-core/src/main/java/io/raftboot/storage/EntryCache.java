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

import java.util.List;

import io.raftboot.consensus.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries of the log, kept in memory up to a number of bytes by
 * {@link Entry#size()}. A ring: the place of an entry follows from its index.
 */
final class EntryCache {

	private final long capacity;

	private @Nullable Entry[] ring = new @Nullable Entry[1024];

	/** The first index in the ring; above the last when it is empty. */
	private long first = 1;

	private long last;

	private long bytes;

	EntryCache(long capacity, long lastIndex) {
		this.capacity = capacity;
		reset(lastIndex);
	}

	/**
	 * Forget all.
	 * @param lastIndex the index before the next that is going to be added
	 */
	void reset(long lastIndex) {
		removeFrom(this.first);
		this.first = lastIndex + 1;
		this.last = lastIndex;
	}

	void add(Entry entry) {
		if (this.last - this.first + 1 == this.ring.length) {
			grow();
		}
		this.last = entry.index();
		this.ring[slot(this.last)] = entry;
		this.bytes += entry.size();
		while (this.bytes > this.capacity && this.first <= this.last) {
			removeFirst();
		}
	}

	private void grow() {
		@Nullable Entry[] larger = new @Nullable Entry[this.ring.length * 2];
		for (long index = this.first; index <= this.last; index++) {
			larger[(int) index & (larger.length - 1)] = this.ring[slot(index)];
		}
		this.ring = larger;
	}

	private void removeFirst() {
		Entry entry = get(this.first);
		this.bytes -= entry.size();
		this.ring[slot(this.first)] = null;
		this.first++;
	}

	/**
	 * Forget entries at the end.
	 * @param index from this index on
	 */
	void removeFrom(long index) {
		while (this.last >= index && this.last >= this.first) {
			this.bytes -= get(this.last).size();
			this.ring[slot(this.last)] = null;
			this.last--;
		}
		if (this.last >= index) {
			this.last = index - 1;
			this.first = index;
		}
	}

	/**
	 * Forget entries at the beginning.
	 * @param index up to this index
	 */
	void dropUpTo(long index) {
		while (this.first <= index && this.first <= this.last) {
			removeFirst();
		}
	}

	/**
	 * Return the first index that is kept.
	 * @return the index, above the log's last when none is
	 */
	long firstIndex() {
		return this.first;
	}

	/**
	 * Add entries to a list until it is full.
	 * @param from the first, at least {@link #firstIndex()}
	 * @param to the last
	 * @param maxBytes the most bytes, but the list is never left empty
	 * @param into the list
	 */
	void collect(long from, long to, long maxBytes, List<Entry> into) {
		long size = 0;
		for (long index = from; index <= to; index++) {
			Entry entry = get(index);
			size += entry.size();
			if (size > maxBytes && !into.isEmpty()) {
				return;
			}
			into.add(entry);
		}
	}

	private Entry get(long index) {
		Entry entry = this.ring[slot(index)];
		if (entry == null) {
			throw new IllegalStateException("entry " + index + " is not in memory, only " + this.first + " to "
					+ this.last + ": the log was read past its end");
		}
		return entry;
	}

	private int slot(long index) {
		return (int) index & (this.ring.length - 1);
	}

}
