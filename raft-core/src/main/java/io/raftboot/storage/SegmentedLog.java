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
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.LogReader;
import io.raftboot.consensus.SnapshotPoint;

/**
 * The log: segments on disk, the newest entries in memory. The order of its writes is
 * such that after a crash between any two {@link LogRecovery} finds what was durable.
 */
final class SegmentedLog implements LogReader, AutoCloseable {

	private static final SecureRandom random = new SecureRandom();

	private final Disk disk;

	private final StorageSettings settings;

	private final TreeMap<Long, Configuration> configurations = new TreeMap<>();

	/** Never empty; the last one is appended to. */
	private final List<Segment> segments;

	private final TermIndex terms;

	private final EntryCache cache;

	private final RecordWriter writer;

	private final RecordReader reader;

	/** Whether there was a sync since the last mark. */
	private boolean unmarked;

	private SegmentedLog(Disk disk, StorageSettings settings, SnapshotPoint snapshot) throws IOException {
		this.disk = disk;
		this.settings = settings;
		LogRecovery recovery = new LogRecovery(disk, settings.group(), this.configurations);
		this.segments = recovery.recover();
		this.terms = recovery.terms();
		if (this.segments.isEmpty()) {
			this.segments.add(create(new SegmentHeader(snapshot.index() + 1, snapshot.term(), 1, random.nextInt())));
			this.terms.reset(snapshot.index(), snapshot.term());
		}
		DiskFile file = active().file();
		this.writer = new RecordWriter(file);
		this.reader = new RecordReader(file);
		this.cache = new EntryCache(settings.cacheSize(), lastIndex());
	}

	/**
	 * Open the log and recover it.
	 * @param disk the directory
	 * @param settings the settings
	 * @param snapshot the latest snapshot
	 * @return the log
	 * @throws DamagedStorageException if it is damaged
	 * @throws IOException if the disk fails
	 */
	static SegmentedLog open(Disk disk, StorageSettings settings, SnapshotPoint snapshot) throws IOException {
		SegmentedLog log = new SegmentedLog(disk, settings, snapshot);
		try {
			log.agreeWith(snapshot);
			log.active().mark(RecordFormat.MARK, log.writer);
			return log;
		}
		catch (IOException ex) {
			log.close();
			throw ex;
		}
	}

	private void agreeWith(SnapshotPoint snapshot) throws IOException {
		if (baseIndex() > snapshot.index()) {
			throw new DamagedStorageException(this.segments.get(0).path(), 0, "the log begins with entry "
					+ firstIndex() + " but the snapshot ends with entry " + snapshot.index());
		}
		if (!has(snapshot)) {
			startAfter(snapshot);
		}
	}

	static boolean exists(Disk disk) throws IOException {
		return disk.list().stream().anyMatch(SegmentHeader::isSegment);
	}

	@Override
	public long baseIndex() {
		return this.segments.get(0).firstIndex() - 1;
	}

	@Override
	public long lastIndex() {
		return active().lastIndex();
	}

	@Override
	public long term(long index) {
		check(index, baseIndex(), lastIndex());
		return this.terms.term(index);
	}

	@Override
	public List<Entry> entries(long from, long to, long maxBytes) {
		check(from, firstIndex(), to);
		check(to, from, lastIndex());
		List<Entry> entries = new ArrayList<>((int) Math.min(to - from + 1, 1024));
		long next = from;
		long left = maxBytes;
		while (next <= to && next < this.cache.firstIndex() && left >= 0) {
			left = collect(next, Math.min(to, this.cache.firstIndex() - 1), left, entries);
			next = from + entries.size();
		}
		if (next <= to && left >= 0) {
			this.cache.collect(next, to, left, entries);
		}
		return entries;
	}

	private long collect(long from, long to, long maxBytes, List<Entry> into) {
		try {
			return segmentOf(from).collect(this.reader, from, to, maxBytes, into);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void check(long index, long from, long to) {
		if (index < from || index > to) {
			throw new IndexOutOfBoundsException(
					"index must be from \"" + from + "\" to \"" + to + "\" but was \"" + index + "\"");
		}
	}

	NavigableMap<Long, Configuration> configurations() {
		return this.configurations;
	}

	/**
	 * Append entries, dropping first what conflicts.
	 * @param entries consecutive entries, the first at most one above the last index
	 * @throws DiskFullException if there is no room: none of the entries is in the log,
	 * what conflicted with them is gone
	 * @throws IOException if the disk fails
	 */
	void append(List<Entry> entries) throws IOException {
		long first = entries.get(0).index();
		check(first, firstIndex(), lastIndex() + 1);
		checkOrder(entries);
		if (first <= lastIndex()) {
			truncateFrom(first);
		}
		try {
			for (int done = 0; done < entries.size();) {
				done += appendSome(entries.subList(done, entries.size()));
			}
		}
		catch (DiskFullException ex) {
			active().cutBehindEnd();
			if (lastIndex() >= first) {
				truncateFrom(first);
			}
			throw ex;
		}
	}

	private void checkOrder(List<Entry> entries) {
		long index = entries.get(0).index();
		long term = this.terms.term(index - 1);
		for (Entry entry : entries) {
			if (entry.index() != index || entry.term() < term) {
				throw new IllegalArgumentException("entry \"" + entry + "\" cannot follow index " + (index - 1)
						+ " of term " + term + ": the log would have a gap or a falling term");
			}
			term = entry.term();
			index++;
		}
	}

	private int appendSome(List<Entry> entries) throws IOException {
		if (active().end() >= this.settings.segmentSize() && !active().isEmpty()) {
			roll();
		}
		int count = active().append(entries, this.writer, this.settings.segmentSize(), this.settings.sync());
		for (Entry entry : entries.subList(0, count)) {
			this.terms.add(entry.index(), entry.term());
			this.cache.add(entry);
			if (entry.type() == EntryType.CONFIGURATION) {
				this.configurations.put(entry.index(), ConfigurationCodec.decode(entry.payload()));
			}
		}
		return count;
	}

	void sync() throws IOException {
		if (active().isUnsynced()) {
			active().syncFile();
			this.unmarked = true;
		}
	}

	/**
	 * Leave a mark behind what was made durable last. It costs no sync, and lets damage
	 * in the last batch be told from a torn write.
	 * @throws IOException if the disk fails
	 */
	void mark() throws IOException {
		if (this.unmarked && !active().isUnsynced()) {
			active().mark(RecordFormat.MARK, this.writer);
			this.unmarked = false;
		}
	}

	/**
	 * Begin a new segment. The one before is durable first, so that only the last segment
	 * can ever have a torn tail.
	 */
	private void roll() throws IOException {
		Segment full = active();
		full.cutBehindEnd();
		long last = full.lastIndex();
		SegmentHeader header = new SegmentHeader(last + 1, this.terms.term(last), full.header().generation(),
				random.nextInt());
		this.segments.add(create(header));
		full.seal(this.writer);
	}

	private Segment create(SegmentHeader header) throws IOException {
		String name = header.fileName();
		String unfinished = name + StateFile.UNFINISHED;
		StateFile.write(this.disk, unfinished, header.encode(this.settings.group()));
		this.disk.rename(unfinished, name);
		this.disk.syncDirectory();
		DiskFile file = this.disk.open(name);
		String path = this.disk.describe(name);
		return new Segment(file, path, SegmentHeader.read(file, path, this.settings.group()));
	}

	/**
	 * Drop entries at the end, durably before anything is written in their place: else a
	 * crash could leave old entries behind new ones. Newest segments first, so that a
	 * crash leaves a prefix of the log and no gap.
	 */
	private void truncateFrom(long index) throws IOException {
		while (active().firstIndex() > index) {
			Segment last = this.segments.remove(this.segments.size() - 1);
			// takes away the seal, which says that another segment follows
			active().cutBehindEnd();
			delete(last);
		}
		active().truncateFrom(index, this.reader);
		this.terms.removeFrom(index);
		this.cache.removeFrom(index);
		this.configurations.tailMap(index).clear();
	}

	private void delete(Segment segment) throws IOException {
		segment.close();
		this.disk.delete(segment.header().fileName());
		this.disk.syncDirectory();
	}

	/**
	 * Drop whole segments that end at or before an index; oldest first, so that a crash
	 * leaves no gap. The last segment is closed if it has any such entry, so that this
	 * drop or the next one can take it.
	 * @param index the index, at most the snapshot's
	 * @throws IOException if the disk fails
	 */
	void dropUpTo(long index) throws IOException {
		dropSegments(index);
		if (active().firstIndex() <= index && !active().isEmpty()) {
			try {
				roll();
			}
			catch (DiskFullException ex) {
				return;
			}
			dropSegments(index);
		}
	}

	private void dropSegments(long index) throws IOException {
		while (this.segments.size() > 1 && this.segments.get(0).lastIndex() <= index) {
			delete(this.segments.remove(0));
		}
		long base = baseIndex();
		this.terms.dropTo(base);
		this.cache.dropUpTo(base);
		this.configurations.headMap(base, true).clear();
	}

	/**
	 * Begin anew behind a snapshot, unless the log has its last entry.
	 * @param snapshot the snapshot, durable
	 * @throws IOException if the disk fails
	 */
	void restartAfter(SnapshotPoint snapshot) throws IOException {
		if (has(snapshot)) {
			dropUpTo(snapshot.index());
		}
		else {
			startAfter(snapshot);
		}
	}

	private boolean has(SnapshotPoint snapshot) {
		long index = snapshot.index();
		return index >= baseIndex() && index <= lastIndex() && this.terms.term(index) == snapshot.term();
	}

	/**
	 * The new segment is of a new generation: if a crash leaves some of the old ones,
	 * they are known as leftovers.
	 */
	private void startAfter(SnapshotPoint snapshot) throws IOException {
		List<Segment> old = List.copyOf(this.segments);
		long generation = active().header().generation() + 1;
		SegmentHeader header = new SegmentHeader(snapshot.index() + 1, snapshot.term(), generation, random.nextInt());
		Segment segment = create(header);
		this.segments.clear();
		this.segments.add(segment);
		this.terms.reset(snapshot.index(), snapshot.term());
		this.cache.reset(snapshot.index());
		this.configurations.clear();
		for (Segment leftover : old) {
			leftover.close();
			if (!leftover.header().fileName().equals(header.fileName())) {
				this.disk.delete(leftover.header().fileName());
			}
		}
		this.disk.syncDirectory();
	}

	/**
	 * Return about how many bytes on disk the entries from an index on take.
	 * @param index the index
	 * @return bytes
	 */
	long sizeFrom(long index) {
		// Asked for after every batch, so without a stream
		long size = 0;
		for (Segment segment : this.segments) {
			size += segment.sizeFrom(index);
		}
		return size;
	}

	private Segment active() {
		return this.segments.get(this.segments.size() - 1);
	}

	private Segment segmentOf(long index) {
		int low = 0;
		int high = this.segments.size() - 1;
		while (low < high) {
			int middle = (low + high + 1) >>> 1;
			if (this.segments.get(middle).firstIndex() <= index) {
				low = middle;
			}
			else {
				high = middle - 1;
			}
		}
		return this.segments.get(low);
	}

	/**
	 * Make the log durable, with a mark behind its end, and close its files.
	 * @throws IOException if the disk fails
	 */
	void finish() throws IOException {
		active().cutBehindEnd();
		active().mark(RecordFormat.MARK, this.writer);
		active().syncFile();
	}

	@Override
	public void close() throws IOException {
		for (Segment segment : this.segments) {
			segment.close();
		}
	}

}
