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

package io.raftboot.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A log file of Ratis: {@code RaftLog1}, then records, then zeros, which are room that
 * was reserved. A record is the length of the entry as a varint, the entry, and the
 * CRC32C of both. An entry is a protobuf message that begins with its term and its index.
 */
final class LogFile implements AutoCloseable {

	private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);

	/** A record's length, the entry's term and its index, at their longest. */
	private static final int MAX_HEAD = 5 + 1 + 10 + 1 + 10;

	private static final int TERM = 1 << 3;

	private static final int INDEX = 2 << 3;

	private static final int WINDOW = 1 << 16;

	private final FileChannel channel;

	private final long size;

	private final CRC32C crc = new CRC32C();

	/** A piece of the file, which begins at {@link #windowStart}. */
	private ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);

	private long windowStart;

	private long position;

	private long index = -1;

	private LogFile(FileChannel channel) throws IOException {
		this.channel = channel;
		this.size = channel.size();
	}

	static LogFile open(Path path) throws IOException {
		FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
		try {
			return new LogFile(channel);
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
	}

	/** Read the beginning. Stays before the first byte of it that is none. */
	boolean readHeader() throws IOException {
		ByteBuffer begin = bytes(0, HEADER.length);
		while (begin.hasRemaining() && begin.get(begin.position()) == HEADER[begin.position()]) {
			begin.get();
		}
		this.position = begin.position();
		return this.position == HEADER.length;
	}

	/** Go behind the next record if it is good. */
	boolean next() throws IOException {
		ByteBuffer head = bytes(this.position, MAX_HEAD);
		long length = varint(head);
		long total = head.position() + length;
		if (length <= 0 || !isGood(total)) {
			return false;
		}
		long read = index(head);
		this.index = (read >= 0) ? read : this.index + 1;
		this.position += total + Integer.BYTES;
		return true;
	}

	private boolean isGood(long total) throws IOException {
		if (this.position + total + Integer.BYTES > this.size) {
			return false;
		}
		ByteBuffer record = bytes(this.position, Math.toIntExact(total + Integer.BYTES));
		this.crc.reset();
		this.crc.update(record.slice(0, (int) total));
		return (int) this.crc.getValue() == record.getInt((int) total);
	}

	/** Return the index in an entry, -1 if it does not begin with a term and an index. */
	private static long index(ByteBuffer entry) {
		if (!entry.hasRemaining() || entry.get() != TERM || varint(entry) < 1 || !entry.hasRemaining()
				|| entry.get() != INDEX) {
			return -1;
		}
		return varint(entry);
	}

	/** Read a number as protobuf writes it, -1 if there is none. */
	private static long varint(ByteBuffer bytes) {
		long value = 0;
		for (int shift = 0; shift < Long.SIZE && bytes.hasRemaining(); shift += 7) {
			byte next = bytes.get();
			value |= (next & 0x7FL) << shift;
			if (next >= 0) {
				return value;
			}
		}
		return -1;
	}

	/**
	 * Return where the first good record is behind the bad one that was met, -1 if none
	 * is.
	 */
	long findBehind() throws IOException {
		long bad = this.position;
		long last = this.index;
		try {
			for (long at = bad + 1; at < this.size; at++) {
				this.position = at;
				// Only what begins as a later entry does is worth a checksum
				ByteBuffer head = bytes(at, MAX_HEAD);
				if (varint(head) > 0 && index(head) > last && next()) {
					return at;
				}
			}
			return -1;
		}
		finally {
			this.position = bad;
			this.index = last;
		}
	}

	/** Whether there is nothing but zeros from here to the end. */
	boolean isZeroFromHere() throws IOException {
		for (long at = this.position; at < this.size; at += WINDOW) {
			ByteBuffer piece = bytes(at, WINDOW);
			while (piece.hasRemaining()) {
				if (piece.get() != 0) {
					return false;
				}
			}
		}
		return true;
	}

	/** Return a piece of the file, which is shorter where the file ends. */
	private ByteBuffer bytes(long from, int length) throws IOException {
		long end = Math.min(this.size, from + length);
		if (from < this.windowStart || end > this.windowStart + this.window.limit()) {
			if (length > this.window.capacity()) {
				this.window = ByteBuffer.allocate(length);
			}
			this.window.clear();
			this.windowStart = from;
			int read = 0;
			while (this.window.hasRemaining() && read >= 0) {
				read = this.channel.read(this.window, from + this.window.position());
			}
			this.window.flip();
		}
		int offset = (int) (from - this.windowStart);
		return this.window.slice(offset, Math.max(0, Math.min(length, this.window.limit() - offset)));
	}

	/** Drop the bad record and what follows it, durably. */
	void cut() throws IOException {
		this.channel.truncate(this.position);
		this.channel.force(true);
	}

	/** Return where the next record begins. */
	long position() {
		return this.position;
	}

	/** Return the index of the entry before, -1 if there is none. */
	long index() {
		return this.index;
	}

	long size() {
		return this.size;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
