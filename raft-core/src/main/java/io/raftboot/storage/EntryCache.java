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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

import io.raftboot.consensus.Entry;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries of the log, kept in memory up to a number of bytes. The very newest
 * are kept as they are, since they are about to be sent and applied; what is older stays
 * as bytes for followers that lag, in blocks that are used again.
 */
final class EntryCache {

	/** The most bytes, by {@link Entry#size()}, that are kept as objects. */
	private static final long MAX_OBJECT_BYTES = 4L << 20;

	private final long capacity;

	private final int blockSize;

	private final Deque<CacheBlock> blocks = new ArrayDeque<>();

	private @Nullable CacheBlock spare;

	private long blockBytes;

	/** The first index in the blocks; above the last when there is none. */
	private long first = 1;

	private long last;

	private @Nullable Entry[] ring = new @Nullable Entry[1024];

	/** The first index that is kept as an object. */
	private long firstObject = 1;

	private long objectBytes;

	EntryCache(long capacity, long lastIndex) {
		this.capacity = capacity;
		this.blockSize = (int) Math.min(capacity, CacheBlock.SIZE);
		reset(lastIndex);
	}

	/**
	 * Forget all.
	 * @param lastIndex the index before the next that is going to be added
	 */
	void reset(long lastIndex) {
		removeFrom(this.first);
		this.blocks.clear();
		this.blockBytes = 0;
		this.first = lastIndex + 1;
		this.firstObject = lastIndex + 1;
		this.last = lastIndex;
	}

	void add(Entry entry) {
		addObject(entry);
		block(entry).add(entry);
		this.last = entry.index();
		while (this.blockBytes > this.capacity && this.blocks.size() > 1) {
			removeFirstBlock();
		}
	}

	private void addObject(Entry entry) {
		if (entry.index() - this.firstObject == this.ring.length) {
			grow();
		}
		this.ring[slot(entry.index())] = entry;
		this.objectBytes += entry.size();
		long most = Math.min(MAX_OBJECT_BYTES, this.capacity);
		while (this.objectBytes > most && this.firstObject < entry.index()) {
			removeFirstObject();
		}
	}

	private void grow() {
		@Nullable Entry[] larger = new @Nullable Entry[this.ring.length * 2];
		for (long index = this.firstObject; index <= this.last; index++) {
			larger[(int) index & (larger.length - 1)] = this.ring[slot(index)];
		}
		this.ring = larger;
	}

	private void removeFirstObject() {
		this.objectBytes -= object(this.firstObject).size();
		this.ring[slot(this.firstObject)] = null;
		this.firstObject++;
	}

	private CacheBlock block(Entry entry) {
		CacheBlock newest = this.blocks.peekLast();
		if (newest != null && newest.hasRoom(entry)) {
			return newest;
		}
		int size = Math.max(this.blockSize, CacheBlock.sizeOf(entry));
		CacheBlock added = this.spare;
		this.spare = null;
		if (added == null || added.size() < size) {
			added = new CacheBlock(size);
		}
		added.restart(entry.index());
		this.blocks.add(added);
		this.blockBytes += added.size();
		return added;
	}

	private void removeFirstBlock() {
		CacheBlock oldest = this.blocks.remove();
		this.first = oldest.lastIndex() + 1;
		release(oldest);
	}

	private void release(CacheBlock block) {
		this.blockBytes -= block.size();
		if (block.size() == this.blockSize) {
			this.spare = block;
		}
	}

	/**
	 * Forget entries at the end.
	 * @param index from this index on
	 */
	void removeFrom(long index) {
		while (this.last >= index && this.last >= this.firstObject) {
			this.objectBytes -= object(this.last).size();
			this.ring[slot(this.last)] = null;
			this.last--;
		}
		this.last = Math.min(this.last, index - 1);
		this.firstObject = Math.min(this.firstObject, this.last + 1);
		this.first = Math.min(this.first, this.last + 1);
		while (!this.blocks.isEmpty() && this.blocks.getLast().firstIndex() >= index) {
			release(this.blocks.removeLast());
		}
		if (!this.blocks.isEmpty()) {
			this.blocks.getLast().removeFrom(index);
		}
	}

	/**
	 * Forget entries at the beginning.
	 * @param index up to this index
	 */
	void dropUpTo(long index) {
		while (this.firstObject <= Math.min(index, this.last)) {
			removeFirstObject();
		}
		while (!this.blocks.isEmpty() && this.blocks.getFirst().lastIndex() <= index) {
			removeFirstBlock();
		}
		this.first = Math.max(this.first, Math.min(index, this.last) + 1);
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
		Iterator<CacheBlock> older = this.blocks.iterator();
		CacheBlock block = null;
		long size = 0;
		for (long index = from; index <= to; index++) {
			Entry entry;
			if (index >= this.firstObject) {
				entry = object(index);
			}
			else {
				while (block == null || block.lastIndex() < index) {
					block = older.next();
				}
				entry = block.get(index);
			}
			size += entry.size();
			if (size > maxBytes && !into.isEmpty()) {
				return;
			}
			into.add(entry);
		}
	}

	private Entry object(long index) {
		Entry entry = this.ring[slot(index)];
		if (entry == null || entry.index() != index) {
			throw new IllegalStateException("entry " + index + " is not in memory, only " + this.first + " to "
					+ this.last + ": the log was read past its end");
		}
		return entry;
	}

	private int slot(long index) {
		return (int) index & (this.ring.length - 1);
	}

}
