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

/**
 * Gathers records in one buffer, so that a batch is one write. The buffer is outside the
 * heap, is used again, and never grows past a bound: what does not fit is written in
 * several pieces.
 */
final class RecordWriter {

	private static final int SMALLEST_BUFFER = 16 * 1024;

	private static final int LARGEST_BUFFER = 1024 * 1024;

	private static final byte[] NO_PAYLOAD = {};

	private final CRC32C crc = new CRC32C();

	private ByteBuffer buffer = ByteBuffer.allocateDirect(SMALLEST_BUFFER);

	private ByteBuffer view = this.buffer.duplicate();

	private DiskFile file;

	private long position;

	RecordWriter(DiskFile file) {
		this.file = file;
	}

	/**
	 * Begin a write.
	 * @param file the file
	 * @param position where in the file
	 * @param expected the bytes that are going to be added
	 */
	void begin(DiskFile file, long position, long expected) {
		this.file = file;
		this.position = position;
		if (expected > this.buffer.capacity() && this.buffer.capacity() < LARGEST_BUFFER) {
			int capacity = (int) Math.min(LARGEST_BUFFER, Long.highestOneBit(expected) * 2);
			this.buffer = ByteBuffer.allocateDirect(capacity);
			this.view = this.buffer.duplicate();
		}
		this.buffer.clear();
	}

	void add(Entry entry, long synced, int salt) throws IOException {
		long word = RecordFormat.typeAndSynced(entry.type().code(), synced);
		add(entry.index(), entry.term(), entry.timestampMillis(), word, entry.payload(), salt);
	}

	void addMark(int type, long index, long synced, int salt) throws IOException {
		add(index, 0, 0, RecordFormat.typeAndSynced(type, synced), NO_PAYLOAD, salt);
	}

	private void add(long index, long term, long timestamp, long typeAndSynced, byte[] payload, int salt)
			throws IOException {
		if (this.buffer.remaining() < RecordFormat.HEADER_SIZE) {
			flush();
		}
		int start = this.buffer.position();
		this.buffer.putInt(0).putInt(payload.length).putLong(index).putLong(term).putLong(timestamp);
		this.buffer.putLong(typeAndSynced);
		this.crc.reset();
		if (payload.length <= this.buffer.remaining()) {
			this.buffer.put(payload);
			checksum(start + RecordFormat.LENGTH, this.buffer.position());
			this.buffer.putInt(start, (int) this.crc.getValue() ^ salt);
			return;
		}
		checksum(start + RecordFormat.LENGTH, this.buffer.position());
		this.crc.update(payload);
		this.buffer.putInt(start, (int) this.crc.getValue() ^ salt);
		putInPieces(payload);
	}

	private void checksum(int from, int to) {
		this.crc.update(this.view.clear().position(from).limit(to));
	}

	private void putInPieces(byte[] payload) throws IOException {
		for (int done = 0; done < payload.length;) {
			if (!this.buffer.hasRemaining()) {
				flush();
			}
			int piece = Math.min(payload.length - done, this.buffer.remaining());
			this.buffer.put(payload, done, piece);
			done += piece;
		}
	}

	/**
	 * Write what was gathered.
	 * @throws IOException if the disk fails; a part may have been written
	 */
	void flush() throws IOException {
		this.buffer.flip();
		int length = this.buffer.remaining();
		this.file.write(this.position, this.buffer);
		this.position += length;
		this.buffer.clear();
	}

}
