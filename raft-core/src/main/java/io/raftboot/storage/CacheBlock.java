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

import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;

/**
 * Consecutive entries in one array, so that a cache of many entries is a few objects to
 * the garbage collector and not a few for each entry. Used again for later entries once
 * these are forgotten.
 */
final class CacheBlock {

	/**
	 * The size of a block in a cache that is larger, bytes; an entry that is larger gets
	 * a block for itself.
	 */
	static final int SIZE = 256 * 1024;

	private static final int FIXED_SIZE = 2 * Long.BYTES + 1;

	private final byte[] bytes;

	private int[] ends = new int[256];

	private long firstIndex;

	private int count;

	CacheBlock(int size) {
		this.bytes = new byte[size];
	}

	static int sizeOf(Entry entry) {
		return FIXED_SIZE + entry.payload().length;
	}

	/**
	 * Begin anew.
	 * @param index the index of the first entry to come
	 */
	void restart(long index) {
		this.firstIndex = index;
		this.count = 0;
	}

	long firstIndex() {
		return this.firstIndex;
	}

	long lastIndex() {
		return this.firstIndex + this.count - 1;
	}

	int size() {
		return this.bytes.length;
	}

	boolean hasRoom(Entry entry) {
		return this.bytes.length - start(this.count) >= sizeOf(entry);
	}

	void add(Entry entry) {
		int at = start(this.count);
		at = putLong(at, entry.term());
		at = putLong(at, entry.timestampMillis());
		this.bytes[at++] = entry.type().code();
		byte[] payload = entry.payload();
		System.arraycopy(payload, 0, this.bytes, at, payload.length);
		if (this.count == this.ends.length) {
			this.ends = Arrays.copyOf(this.ends, 2 * this.count);
		}
		this.ends[this.count++] = at + payload.length;
	}

	Entry get(long index) {
		int number = Math.toIntExact(index - this.firstIndex);
		int at = start(number);
		byte[] payload = Arrays.copyOfRange(this.bytes, at + FIXED_SIZE, this.ends[number]);
		return new Entry(index, getLong(at), getLong(at + Long.BYTES), EntryType.of(this.bytes[at + 2 * Long.BYTES]),
				payload);
	}

	/**
	 * Forget entries at the end.
	 * @param index from this index on
	 */
	void removeFrom(long index) {
		this.count = (int) Math.min(this.count, Math.max(0, index - this.firstIndex));
	}

	private int start(int number) {
		return (number == 0) ? 0 : this.ends[number - 1];
	}

	private int putLong(int at, long value) {
		for (int i = 0; i < Long.BYTES; i++) {
			this.bytes[at + i] = (byte) (value >>> (8 * i));
		}
		return at + Long.BYTES;
	}

	private long getLong(int at) {
		long value = 0;
		for (int i = Long.BYTES - 1; i >= 0; i--) {
			value = (value << 8) | (this.bytes[at + i] & 0xff);
		}
		return value;
	}

}
