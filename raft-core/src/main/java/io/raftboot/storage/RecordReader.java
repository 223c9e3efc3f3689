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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;

/**
 * Reads records of a segment one after the other and checks each. What is read last stays
 * in the accessors until the next call.
 */
final class RecordReader {

	private static final int BUFFER_SIZE = 128 * 1024;

	private final CRC32C crc = new CRC32C();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private final ByteBuffer view = this.buffer.duplicate();

	private DiskFile file;

	private int salt;

	private long limit;

	/** Where in the file the buffer begins. */
	private long bufferStart;

	/** The bytes in the buffer. */
	private int bufferLength;

	private long position;

	private int length;

	private long index;

	private long term;

	private long timestamp;

	private int type;

	private long synced;

	private byte[] payload = {};

	private String problem = "";

	RecordReader(DiskFile file) {
		this.file = file;
	}

	/**
	 * Begin to read.
	 * @param file the segment's file
	 * @param salt the segment's salt
	 * @param from where in the file
	 * @param limit where to stop
	 */
	void begin(DiskFile file, int salt, long from, long limit) {
		this.file = file;
		this.salt = salt;
		this.limit = limit;
		this.bufferLength = 0;
		this.position = from;
	}

	/**
	 * Read the record at the position, and move behind it.
	 * @param wantPayload whether to keep the payload
	 * @return whether there is a good one; if not, {@link #problem()} says why and the
	 * position stays
	 * @throws IOException if the disk fails
	 */
	boolean next(boolean wantPayload) throws IOException {
		if (this.limit - this.position < RecordFormat.HEADER_SIZE || !fill(this.position, RecordFormat.HEADER_SIZE)) {
			return fail("a record is cut off");
		}
		int start = (int) (this.position - this.bufferStart);
		int expectedCrc = this.buffer.getInt(start + RecordFormat.CRC) ^ this.salt;
		parse(start);
		if (!isPlausible()) {
			return fail("no record begins here");
		}
		this.crc.reset();
		this.crc
			.update(this.view.clear().position(start + RecordFormat.LENGTH).limit(start + RecordFormat.HEADER_SIZE));
		if (!readPayload(wantPayload)) {
			return fail("a record is cut off");
		}
		if ((int) this.crc.getValue() != expectedCrc) {
			return fail("a record's checksum is wrong");
		}
		this.position += RecordFormat.HEADER_SIZE + this.length;
		return true;
	}

	private boolean fail(String what) {
		this.problem = what;
		return false;
	}

	private void parse(int start) {
		this.length = this.buffer.getInt(start + RecordFormat.LENGTH);
		this.index = this.buffer.getLong(start + RecordFormat.INDEX);
		this.term = this.buffer.getLong(start + RecordFormat.TERM);
		this.timestamp = this.buffer.getLong(start + RecordFormat.TIMESTAMP);
		long word = this.buffer.getLong(start + RecordFormat.TYPE_AND_SYNCED);
		this.type = RecordFormat.type(word);
		this.synced = RecordFormat.synced(word);
	}

	private boolean isPlausible() {
		boolean knownType = RecordFormat.isEntry(this.type) || (RecordFormat.isMark(this.type) && this.length == 0);
		return knownType && this.length >= 0 && this.length <= this.limit - this.position - RecordFormat.HEADER_SIZE
				&& this.index >= 0 && this.synced <= this.position;
	}

	private boolean readPayload(boolean wanted) throws IOException {
		byte[] bytes = wanted ? new byte[this.length] : this.payload;
		long at = this.position + RecordFormat.HEADER_SIZE;
		for (int done = 0; done < this.length;) {
			if (!fill(at, 1)) {
				return false;
			}
			int start = (int) (at - this.bufferStart);
			int piece = Math.min(this.length - done, this.bufferLength - start);
			this.crc.update(this.view.clear().position(start).limit(start + piece));
			if (wanted) {
				this.view.clear().position(start);
				this.view.get(bytes, done, piece);
			}
			done += piece;
			at += piece;
		}
		this.payload = bytes;
		return true;
	}

	/**
	 * Move to another place.
	 * @param newPosition where in the file
	 */
	void seek(long newPosition) {
		this.position = newPosition;
	}

	/**
	 * Have some bytes in the buffer.
	 * @param at from where in the file
	 * @param needed how many, at most the buffer's size
	 * @return whether the file has them
	 * @throws IOException if the disk fails
	 */
	private boolean fill(long at, int needed) throws IOException {
		if (at >= this.bufferStart && at + needed <= this.bufferStart + this.bufferLength) {
			return true;
		}
		this.buffer.clear();
		this.buffer.limit((int) Math.min(BUFFER_SIZE, this.limit - at));
		this.bufferStart = at;
		while (this.buffer.hasRemaining()) {
			if (this.file.read(at + this.buffer.position(), this.buffer) < 0) {
				break;
			}
		}
		this.bufferLength = this.buffer.position();
		this.buffer.clear();
		return this.bufferLength >= needed;
	}

	/**
	 * Look for a record that proves that the bytes at a place were durable once: one
	 * behind it that was written when the segment was synced past it.
	 * @param place the place
	 * @return where that record is, -1 if there is none
	 * @throws IOException if the disk fails
	 */
	long findProof(long place) throws IOException {
		for (long at = place + 1; at + RecordFormat.HEADER_SIZE <= this.limit; at++) {
			if (!fill(at, RecordFormat.HEADER_SIZE)) {
				return -1;
			}
			long word = this.buffer.getLong((int) (at - this.bufferStart) + RecordFormat.TYPE_AND_SYNCED);
			long known = RecordFormat.synced(word);
			if (known > place && known <= at) {
				this.position = at;
				if (next(false)) {
					return at;
				}
			}
		}
		return -1;
	}

	/**
	 * Return whether the file has nothing but zeros from a place on.
	 * @param place the place
	 * @return whether it has
	 * @throws IOException if the disk fails
	 */
	boolean isZeroFrom(long place) throws IOException {
		for (long at = place; at < this.limit;) {
			if (!fill(at, 1)) {
				return true;
			}
			int end = this.bufferLength;
			for (int i = (int) (at - this.bufferStart); i < end; i++) {
				if (this.buffer.get(i) != 0) {
					return false;
				}
			}
			at = this.bufferStart + end;
		}
		return true;
	}

	Entry entry() {
		return new Entry(this.index, this.term, this.timestamp, EntryType.of((byte) this.type), this.payload);
	}

	long position() {
		return this.position;
	}

	/** Where the record that was read last begins. */
	long start() {
		return this.position - RecordFormat.HEADER_SIZE - this.length;
	}

	long index() {
		return this.index;
	}

	long term() {
		return this.term;
	}

	int type() {
		return this.type;
	}

	long synced() {
		return this.synced;
	}

	byte[] payload() {
		return this.payload;
	}

	String problem() {
		return this.problem;
	}

}
