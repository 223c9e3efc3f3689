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

import java.util.ArrayList;
import java.util.List;

/**
 * The log: what the caller has made durable, read through {@link LogReader}, and behind
 * it the entries that are not yet known to be.
 */
final class RaftLog {

	private final LogReader durable;

	/** The entries from {@link #offset} on, not yet known to be durable. */
	private final ArrayList<Entry> unstable = new ArrayList<>();

	private long offset;

	/** The last index that was handed out to be appended. */
	private long handedOut;

	/**
	 * Where the log starts at the earliest, though the caller may not have dropped what
	 * is before it yet.
	 */
	private long floor;

	private SnapshotPoint snapshot;

	RaftLog(LogReader durable, SnapshotPoint snapshot) {
		this.durable = durable;
		this.snapshot = snapshot;
		if (durable.lastIndex() < snapshot.index()) {
			throw new InvariantViolation("The log ends at " + durable.lastIndex() + ", before the snapshot at "
					+ snapshot.index() + ": was it not started anew when the snapshot was installed?");
		}
		this.handedOut = durable.lastIndex();
		this.offset = this.handedOut + 1;
	}

	/** The index before the first that can be read. */
	long baseIndex() {
		return Math.max(this.durable.baseIndex(), this.floor);
	}

	long lastIndex() {
		return this.offset + this.unstable.size() - 1;
	}

	long lastTerm() {
		return term(lastIndex());
	}

	/** The last index that is known to be durable here. */
	long durableIndex() {
		return this.offset - 1;
	}

	SnapshotPoint snapshot() {
		return this.snapshot;
	}

	/** The timestamp below which the next entry's must not be. */
	long lastTimestamp() {
		if (!this.unstable.isEmpty()) {
			return this.unstable.get(this.unstable.size() - 1).timestampMillis();
		}
		long last = lastIndex();
		return (last > baseIndex()) ? entries(last, last, 0).get(0).timestampMillis() : this.snapshot.timestampMillis();
	}

	/**
	 * Return the term of an entry.
	 * @param index from {@link #baseIndex()}, or the snapshot's, to {@link #lastIndex()}
	 * @return its term
	 */
	long term(long index) {
		if (index >= this.offset) {
			return this.unstable.get(Math.toIntExact(index - this.offset)).term();
		}
		if (index == 0) {
			return 0;
		}
		return (index == this.snapshot.index()) ? this.snapshot.term() : this.durable.term(index);
	}

	boolean matches(long index, long term) {
		return index >= baseIndex() && index <= lastIndex() && term(index) == term;
	}

	/**
	 * Return whether a candidate's log has all that this one may have committed (Raft
	 * paper, section 5.4.1).
	 * @param index the candidate's last index
	 * @param term the term of that entry
	 * @return whether it is at least as up to date
	 */
	boolean isCoveredBy(long index, long term) {
		long lastTerm = lastTerm();
		return term > lastTerm || (term == lastTerm && index >= lastIndex());
	}

	/**
	 * Return the last index whose entry may be the same in a log that has a term at an
	 * index: terms never fall along a log, so all behind it differ.
	 * @param index not above {@link #lastIndex()}
	 * @param term the term in the other log
	 * @return the index, one below {@link #baseIndex()} when nothing here can match
	 */
	long lastNotAbove(long index, long term) {
		long low = baseIndex() - 1;
		long high = index;
		while (low < high) {
			long middle = low + (high - low + 1) / 2;
			if (term(middle) <= term) {
				low = middle;
			}
			else {
				high = middle - 1;
			}
		}
		return low;
	}

	/**
	 * Return consecutive entries, perhaps fewer than asked for.
	 * @param from the first, above {@link #baseIndex()}
	 * @param to the last
	 * @param maxBytes the most bytes, but always at least one entry
	 * @return the entries, at least one
	 */
	List<Entry> entries(long from, long to, long maxBytes) {
		if (from < this.offset) {
			return this.durable.entries(from, Math.min(to, this.offset - 1), maxBytes);
		}
		int first = Math.toIntExact(from - this.offset);
		int end = first + 1;
		int limit = Math.toIntExact(to - this.offset) + 1;
		long bytes = this.unstable.get(first).size();
		while (end < limit) {
			bytes += this.unstable.get(end).size();
			if (bytes > maxBytes) {
				break;
			}
			end++;
		}
		return new ArrayList<>(this.unstable.subList(first, end));
	}

	void append(Entry entry) {
		this.unstable.add(entry);
	}

	void append(List<Entry> entries) {
		this.unstable.addAll(entries);
	}

	/**
	 * Drop the end of the log.
	 * @param index the first index to go
	 */
	void truncateFrom(long index) {
		if (index >= this.offset) {
			int from = Math.toIntExact(index - this.offset);
			this.unstable.subList(from, this.unstable.size()).clear();
		}
		else {
			this.unstable.clear();
			this.offset = index;
		}
		this.handedOut = Math.min(this.handedOut, index - 1);
	}

	/**
	 * Note that the log is durable, unless what was written has been replaced since.
	 * @param index up to this index
	 * @param term the term of that entry as it was written
	 */
	void persisted(long index, long term) {
		if (index >= this.offset && index <= this.handedOut && term(index) == term) {
			this.unstable.subList(0, Math.toIntExact(index - this.offset) + 1).clear();
			this.offset = index + 1;
		}
	}

	boolean hasUnwritten() {
		return this.handedOut < lastIndex();
	}

	/** Return, once, the entries that the caller has to append. */
	List<Entry> takeUnwritten() {
		if (!hasUnwritten()) {
			return List.of();
		}
		int from = Math.toIntExact(this.handedOut + 1 - this.offset);
		this.handedOut = lastIndex();
		return new ArrayList<>(this.unstable.subList(from, this.unstable.size()));
	}

	void snapshotTaken(SnapshotPoint point) {
		if (point.index() > this.snapshot.index()) {
			this.snapshot = point;
		}
	}

	/**
	 * Put a snapshot in the place of the log, or of its beginning if the log has the
	 * snapshot's last entry (Raft paper, figure 13).
	 * @param point the snapshot
	 * @return whether the log behind it was kept
	 */
	boolean restore(SnapshotPoint point) {
		boolean kept = matches(point.index(), point.term());
		if (!kept) {
			this.unstable.clear();
			this.offset = point.index() + 1;
			this.floor = point.index();
		}
		else if (point.index() >= this.offset) {
			this.unstable.subList(0, Math.toIntExact(point.index() - this.offset) + 1).clear();
			this.offset = point.index() + 1;
		}
		// what is behind the snapshot goes out again: if the entry was not written yet,
		// the caller's log starts anew and has none of it
		this.handedOut = kept ? Math.max(point.index(), this.offset - 1) : point.index();
		this.snapshot = point;
		return kept;
	}

}
