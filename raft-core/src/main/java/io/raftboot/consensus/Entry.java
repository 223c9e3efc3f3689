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

package io.raftboot.consensus;

/**
 * A record of the log. Immutable; nobody writes to the payload once it is in an entry.
 */
public final class Entry {

	/** The bytes that an entry counts for beside its payload. */
	public static final int OVERHEAD = 48;

	private final long index;

	private final long term;

	private final long timestampMillis;

	private final EntryType type;

	private final byte[] payload;

	/**
	 * Create an entry.
	 * @param index its place in the log, from 1
	 * @param term the term of the leader that made it
	 * @param timestampMillis that leader's clock, milliseconds since the epoch
	 * @param type what it holds
	 * @param payload what it holds; empty for a no-op, and for a command at a witness
	 */
	public Entry(long index, long term, long timestampMillis, EntryType type, byte[] payload) {
		this.index = index;
		this.term = term;
		this.timestampMillis = timestampMillis;
		this.type = type;
		this.payload = payload;
	}

	/**
	 * Return the place in the log.
	 * @return the index, from 1
	 */
	public long index() {
		return this.index;
	}

	/**
	 * Return the term of the leader that made the entry.
	 * @return the term
	 */
	public long term() {
		return this.term;
	}

	/**
	 * Return the clock of the leader that made the entry.
	 * @return milliseconds since the epoch, never falling from one index to the next
	 */
	public long timestampMillis() {
		return this.timestampMillis;
	}

	/**
	 * Return what the entry holds.
	 * @return the type
	 */
	public EntryType type() {
		return this.type;
	}

	/**
	 * Return the payload itself, not a copy.
	 * @return the payload
	 */
	public byte[] payload() {
		return this.payload;
	}

	/**
	 * Return what the entry counts for in limits of memory and of messages.
	 * @return its bytes
	 */
	public int size() {
		return OVERHEAD + this.payload.length;
	}

	@Override
	public String toString() {
		return this.index + "@" + this.term + " " + this.type + "(" + this.payload.length + ")";
	}

}
