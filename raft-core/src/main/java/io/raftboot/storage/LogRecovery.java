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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.EntryType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the whole log once when it is opened, and checks every record.
 * <p>
 * A crash may leave the writes that were not synced whole, in part, in any order, or not
 * at all; all of them are behind the point up to which the last segment was durable. So a
 * bad record there is a torn tail, and is cut, even if good ones follow it. A bad record
 * before that point is damage. The point is not known, but a lower bound is: every record
 * and every mark carries how far the segment was durable when it was written. A bad
 * record is damage if any good one behind it carries more than its place.
 */
final class LogRecovery {

	private static final Logger logger = LoggerFactory.getLogger(LogRecovery.class);

	private final Disk disk;

	private final String group;

	private final SortedMap<Long, Configuration> configurations;

	private final TermIndex terms = new TermIndex(0, 0);

	private final List<Segment> segments = new ArrayList<>();

	private long lastTerm;

	LogRecovery(Disk disk, String group, SortedMap<Long, Configuration> configurations) {
		this.disk = disk;
		this.group = group;
		this.configurations = configurations;
	}

	/**
	 * Recover.
	 * @return the segments in order, none in a new directory
	 * @throws DamagedStorageException if anything but the last segment's tail is damaged
	 * @throws IOException if the disk fails
	 */
	List<Segment> recover() throws IOException {
		try {
			openSegments();
			return scan();
		}
		catch (IOException | RuntimeException ex) {
			for (Segment segment : this.segments) {
				segment.close();
			}
			throw ex;
		}
	}

	private List<Segment> scan() throws IOException {
		if (this.segments.isEmpty()) {
			return this.segments;
		}
		deleteLeftovers();
		this.segments.sort(Comparator.comparingLong(Segment::firstIndex));
		SegmentHeader first = this.segments.get(0).header();
		this.terms.reset(first.firstIndex() - 1, first.previousTerm());
		this.lastTerm = first.previousTerm();
		RecordReader reader = new RecordReader(this.segments.get(0).file());
		for (int i = 0; i + 1 < this.segments.size(); i++) {
			scanFull(this.segments.get(i), this.segments.get(i + 1), reader);
		}
		scanLast(this.segments.get(this.segments.size() - 1), reader);
		return this.segments;
	}

	TermIndex terms() {
		return this.terms;
	}

	private void openSegments() throws IOException {
		for (String name : this.disk.list()) {
			if (!SegmentHeader.isSegment(name)) {
				continue;
			}
			String path = this.disk.describe(name);
			DiskFile file = this.disk.open(name);
			Segment segment = open(file, path);
			this.segments.add(segment);
			if (!segment.header().fileName().equals(name)) {
				throw new DamagedStorageException(path, 0,
						"its header says that its name should be \"" + segment.header().fileName() + "\"");
			}
		}
	}

	private Segment open(DiskFile file, String path) throws IOException {
		try {
			return new Segment(file, path, SegmentHeader.read(file, path, this.group));
		}
		catch (IOException ex) {
			file.close();
			throw ex;
		}
	}

	private void deleteLeftovers() throws IOException {
		long newest = this.segments.stream().mapToLong((segment) -> segment.header().generation()).max().orElse(0);
		boolean deleted = false;
		for (Segment segment : List.copyOf(this.segments)) {
			if (segment.header().generation() < newest) {
				this.segments.remove(segment);
				segment.close();
				this.disk.delete(segment.header().fileName());
				deleted = true;
			}
		}
		if (deleted) {
			this.disk.syncDirectory();
		}
	}

	/**
	 * Scan a segment that another follows. It was durable before that one was made.
	 */
	private void scanFull(Segment segment, Segment next, RecordReader reader) throws IOException {
		scan(segment, next.firstIndex() - 1, reader);
		if (segment.lastIndex() != next.firstIndex() - 1) {
			throw new DamagedStorageException(segment.path(), segment.end(),
					reader.problem() + "; the entries from " + (segment.lastIndex() + 1) + " to "
							+ (next.firstIndex() - 1) + ", before \"" + next.path() + "\", are missing");
		}
		if (next.header().previousTerm() != this.lastTerm) {
			throw new DamagedStorageException(next.path(), 0, "it follows an entry of term "
					+ next.header().previousTerm() + " but the log before it ends with term " + this.lastTerm);
		}
	}

	private void scanLast(Segment segment, RecordReader reader) throws IOException {
		scan(segment, Long.MAX_VALUE, reader);
		long end = segment.end();
		long rest = end;
		reader.seek(end);
		if (reader.next(false)) {
			if (reader.type() == RecordFormat.SEAL) {
				throw new DamagedStorageException(this.disk.describe(SegmentHeader.fileName(segment.lastIndex() + 1)),
						0,
						"it is missing: \"" + segment.path() + "\" ends at offset " + end + " saying that it follows");
			}
			rest = reader.position();
		}
		String problem = reader.problem();
		if (reader.isZeroFrom(rest)) {
			segment.syncFile();
			return;
		}
		long proof = reader.findProof(end);
		if (proof >= 0) {
			throw new DamagedStorageException(segment.path(), end,
					problem + ", and the record at offset " + proof + " shows that it was good once");
		}
		if (logger.isWarnEnabled()) {
			logger.warn("Cut the torn tail of \"{}\" at offset {}: {} bytes, never acknowledged, after entry {}",
					segment.path(), end, segment.allocated() - end, segment.lastIndex());
		}
		segment.cutBehindEnd();
	}

	/**
	 * Read records until one is bad, or is a mark, or the last wanted is read.
	 */
	private void scan(Segment segment, long lastWanted, RecordReader reader) throws IOException {
		reader.begin(segment.file(), segment.header().salt(), segment.end(), segment.allocated());
		while (segment.lastIndex() < lastWanted) {
			long start = reader.position();
			if (!reader.next(false) || RecordFormat.isMark(reader.type())) {
				return;
			}
			if (reader.index() != segment.lastIndex() + 1 || reader.term() < this.lastTerm) {
				throw new DamagedStorageException(segment.path(), start, "entry " + reader.index() + " of term "
						+ reader.term() + " follows entry " + segment.lastIndex() + " of term " + this.lastTerm);
			}
			if (reader.type() == EntryType.CONFIGURATION.code()) {
				readConfiguration(segment, start, reader);
			}
			segment.recovered(reader.index(), start, reader.position());
			this.lastTerm = reader.term();
			this.terms.add(reader.index(), this.lastTerm);
		}
	}

	private void readConfiguration(Segment segment, long start, RecordReader reader) throws IOException {
		reader.seek(start);
		segment.read(reader, true);
		try {
			this.configurations.put(reader.index(), ConfigurationCodec.decode(reader.payload()));
		}
		catch (IllegalArgumentException ex) {
			throw new DamagedStorageException(segment.path(), start, String.valueOf(ex.getMessage()));
		}
	}

}
