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
import java.util.List;

import io.raftboot.consensus.Entry;

/**
 * One file of the log. Records are added at its end only; what is behind the end is zeros
 * written ahead, a mark, or what a failed write has left.
 */
final class Segment {

	/**
	 * Zeros are written ahead in steps of this size: a sync of bytes inside a file is
	 * cheaper than one that has to make the file longer.
	 */
	private static final int AHEAD = 1024 * 1024;

	/** A batch of this size does not need that help. */
	private static final int LARGE_BATCH = 128 * 1024;

	private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(256 * 1024).asReadOnlyBuffer();

	private final DiskFile file;

	private final String path;

	private final SegmentHeader header;

	private final int headerSize;

	private final OffsetIndex offsets = new OffsetIndex();

	/** Behind the last record. */
	private long end;

	private long lastIndex;

	/** How far the file is durable. */
	private long synced;

	/** The size of the file. */
	private long allocated;

	Segment(DiskFile file, String path, SegmentHeader.Sized header) throws IOException {
		this.file = file;
		this.path = path;
		this.header = header.header();
		this.headerSize = header.size();
		this.end = this.headerSize;
		this.synced = this.headerSize;
		this.lastIndex = this.header.firstIndex() - 1;
		this.allocated = file.size();
	}

	/**
	 * Note a record that was found at the end when the segment was opened.
	 * @param index its index
	 * @param start where it begins
	 * @param newEnd where it ends
	 */
	void recovered(long index, long start, long newEnd) {
		this.offsets.add(index, start);
		this.lastIndex = index;
		this.end = newEnd;
	}

	/**
	 * Add records at the end.
	 * @param entries the entries, consecutive, the first one above the last index
	 * @param writer gathers the records
	 * @param sizeLimit the size at which the segment is full
	 * @param ahead whether to write zeros ahead
	 * @return how many were added before the segment was full, at least one
	 * @throws IOException if the disk fails or is full: a part may be in the file, but
	 * the end is where it was
	 */
	int append(List<Entry> entries, RecordWriter writer, long sizeLimit, boolean ahead) throws IOException {
		int count = 0;
		long size = 0;
		while (count < entries.size() && (count == 0 || this.end + size < sizeLimit)) {
			size += RecordFormat.HEADER_SIZE + entries.get(count++).payload().length;
		}
		writer.begin(this.file, this.end, size);
		for (int i = 0; i < count; i++) {
			writer.add(entries.get(i), this.synced, this.header.salt());
		}
		writer.flush();
		for (int i = 0; i < count; i++) {
			Entry entry = entries.get(i);
			this.offsets.add(entry.index(), this.end);
			this.end += RecordFormat.HEADER_SIZE + entry.payload().length;
		}
		this.lastIndex += count;
		if (this.end > this.allocated) {
			this.allocated = this.end;
			if (ahead && size < LARGE_BATCH) {
				writeAhead(sizeLimit);
			}
		}
		return count;
	}

	private void writeAhead(long sizeLimit) throws IOException {
		long target = Math.min(this.end + AHEAD, sizeLimit);
		try {
			while (this.allocated < target) {
				ByteBuffer zeros = ZEROS.duplicate();
				zeros.limit((int) Math.min(zeros.capacity(), target - this.allocated));
				int length = zeros.remaining();
				this.file.write(this.allocated, zeros);
				this.allocated += length;
			}
		}
		catch (DiskFullException ex) {
			// the records are in the file: going on without zeros ahead is only slower
			this.allocated = this.file.size();
		}
	}

	/**
	 * Return whether there are records that are not durable.
	 */
	boolean isUnsynced() {
		return this.synced < this.end;
	}

	/**
	 * Make the file durable as it is.
	 * @throws IOException if the disk fails
	 */
	void syncFile() throws IOException {
		this.file.sync();
		this.synced = this.end;
	}

	void mark(int type, RecordWriter writer) throws IOException {
		try {
			writer.begin(this.file, this.end, RecordFormat.HEADER_SIZE);
			writer.addMark(type, this.lastIndex, this.end, this.header.salt());
			writer.flush();
			this.allocated = Math.max(this.allocated, this.end + RecordFormat.HEADER_SIZE);
		}
		catch (DiskFullException ex) {
			// nothing is promised by a mark
			this.allocated = this.file.size();
		}
	}

	/**
	 * Note in the file that another segment follows. Not durable at once.
	 * @param writer writes the seal
	 * @throws IOException if the disk fails
	 */
	void seal(RecordWriter writer) throws IOException {
		mark(RecordFormat.SEAL, writer);
	}

	/**
	 * Cut the file behind the last record, durably: what was there can never come back
	 * behind records that are written later.
	 * @throws IOException if the disk fails
	 */
	void cutBehindEnd() throws IOException {
		this.file.truncate(this.end);
		this.allocated = this.end;
		syncFile();
	}

	/**
	 * Drop records at the end, durably.
	 * @param index from this index on, at least the first index
	 * @param reader finds the place
	 * @throws IOException if the disk fails
	 */
	void truncateFrom(long index, RecordReader reader) throws IOException {
		this.end = offset(index, reader);
		this.lastIndex = index - 1;
		this.offsets.removeFrom(index);
		cutBehindEnd();
	}

	/**
	 * Find a record.
	 * @param index its index; one above the last for the end
	 * @param reader used to walk there; stands at the record afterwards
	 * @return where it begins
	 * @throws IOException if the disk fails or a record on the way is damaged
	 */
	long offset(long index, RecordReader reader) throws IOException {
		reader.begin(this.file, this.header.salt(), this.offsets.floor(index, this.headerSize), this.end);
		while (reader.position() < this.end) {
			long start = reader.position();
			read(reader, false);
			if (reader.index() == index) {
				reader.seek(start);
				return start;
			}
		}
		return this.end;
	}

	/**
	 * Read a record that must be there.
	 * @param reader stands at it
	 * @param wantPayload whether to keep the payload
	 * @throws DamagedStorageException if it is damaged
	 * @throws IOException if the disk fails
	 */
	void read(RecordReader reader, boolean wantPayload) throws IOException {
		if (!reader.next(wantPayload)) {
			throw new DamagedStorageException(this.path, reader.position(), reader.problem());
		}
	}

	/**
	 * Add entries to a list until it is full.
	 * @param reader reads them
	 * @param from the first
	 * @param to the last; it may be in a later segment
	 * @param maxBytes the most bytes, but the list is never left empty
	 * @param into the list
	 * @return the bytes that are left, below 0 when the list is full
	 * @throws IOException if the disk fails or a record is damaged
	 */
	long collect(RecordReader reader, long from, long to, long maxBytes, List<Entry> into) throws IOException {
		offset(from, reader);
		long left = maxBytes;
		for (long index = from; index <= Math.min(to, this.lastIndex); index++) {
			read(reader, true);
			Entry entry = reader.entry();
			left -= entry.size();
			if (left < 0 && !into.isEmpty()) {
				return left;
			}
			into.add(entry);
		}
		return left;
	}

	/**
	 * Return about how many bytes the records from an index on take.
	 * @param index the index
	 * @return bytes, too many by at most 16 KiB and a record
	 */
	long sizeFrom(long index) {
		if (index > this.lastIndex) {
			return 0;
		}
		return this.end - this.offsets.floor(index, this.headerSize);
	}

	SegmentHeader header() {
		return this.header;
	}

	String path() {
		return this.path;
	}

	DiskFile file() {
		return this.file;
	}

	long firstIndex() {
		return this.header.firstIndex();
	}

	long lastIndex() {
		return this.lastIndex;
	}

	long end() {
		return this.end;
	}

	long allocated() {
		return this.allocated;
	}

	boolean isEmpty() {
		return this.lastIndex < firstIndex();
	}

	void close() throws IOException {
		this.file.close();
	}

}
