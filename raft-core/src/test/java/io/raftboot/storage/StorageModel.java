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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.LogReader;
import io.raftboot.consensus.SnapshotPoint;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a node's storage must hold, and after a crash may hold. Lists stand for files.
 */
final class StorageModel {

	/** All entries ever in the log, by index from 1; those up to the base may be null. */
	List<@Nullable Entry> log = new ArrayList<>();

	/** The log after the operation that is under way, if it is another. */
	@Nullable List<@Nullable Entry> nextLog;

	/** Entries up to here survive whatever happens. */
	long durable;

	long base;

	/** The base may have come this far. */
	long nextBase;

	HardState hardState = HardState.INITIAL;

	HardState nextHardState = HardState.INITIAL;

	Identity identity = new Identity(0, 0, 0, false);

	Identity nextIdentity = this.identity;

	SnapshotPoint snapshot = SnapshotPoint.NONE;

	SnapshotPoint nextSnapshot = SnapshotPoint.NONE;

	/** The term of the entry before the first. */
	long baseTerm;

	long lastIndex() {
		return this.log.size();
	}

	long term(long index) {
		if (index == this.base) {
			return this.baseTerm;
		}
		Entry entry = entry(index);
		return entry.term();
	}

	Entry entry(long index) {
		Entry entry = this.log.get((int) index - 1);
		assertThat(entry).as("entry %d of the model, base %d", index, this.base).isNotNull();
		return entry;
	}

	/** The operation under way has succeeded. */
	void done() {
		if (this.nextLog != null) {
			this.log = this.nextLog;
			this.nextLog = null;
		}
		this.hardState = this.nextHardState;
		this.identity = this.nextIdentity;
		this.snapshot = this.nextSnapshot;
	}

	/** Take over the base that the storage has come to, which must be a possible one. */
	void takeBase(long newBase) {
		assertThat(newBase).as("base").isBetween(this.base, Math.max(this.base, this.nextBase));
		if (newBase > this.base) {
			this.baseTerm = term(newBase);
			this.base = newBase;
		}
		this.nextBase = this.base;
	}

	void restart(SnapshotPoint point) {
		List<@Nullable Entry> empty = new ArrayList<>();
		for (long index = 1; index <= point.index(); index++) {
			empty.add(null);
		}
		this.log = empty;
		this.nextLog = null;
		this.base = point.index();
		this.nextBase = this.base;
		this.baseTerm = point.term();
		this.durable = point.index();
	}

	boolean has(SnapshotPoint point) {
		return has(this.log, point);
	}

	private boolean has(List<@Nullable Entry> entries, SnapshotPoint point) {
		if (point.index() == this.base) {
			return point.term() == this.baseTerm;
		}
		return point.index() > this.base && point.index() <= entries.size()
				&& entries.get((int) point.index() - 1).term() == point.term();
	}

	SortedMap<Long, Configuration> configurations() {
		SortedMap<Long, Configuration> configurations = new TreeMap<>();
		for (long index = this.base + 1; index <= lastIndex(); index++) {
			Entry entry = entry(index);
			if (entry.type() == EntryType.CONFIGURATION) {
				configurations.put(index, ConfigurationCodec.decode(entry.payload()));
			}
		}
		return configurations;
	}

	/**
	 * Check what a crash has left, and take it over.
	 * @param storage opened after the crash
	 */
	void recovered(NodeStorage storage) {
		assertThat(storage.identity()).isIn(this.identity, this.nextIdentity);
		this.identity = storage.identity();
		this.nextIdentity = this.identity;
		assertThat(storage.hardState()).isIn(this.hardState, this.nextHardState);
		this.hardState = storage.hardState();
		this.nextHardState = this.hardState;
		assertThat(storage.snapshot()).isIn(this.snapshot, this.nextSnapshot);
		this.snapshot = storage.snapshot();
		this.nextSnapshot = this.snapshot;
		recoveredLog(storage.log());
		check(storage);
		this.durable = lastIndex();
	}

	private void recoveredLog(LogReader found) {
		boolean anew = found.lastIndex() == this.snapshot.index() && found.baseIndex() == this.snapshot.index()
				&& found.term(found.baseIndex()) == this.snapshot.term();
		if (anew && mayLack(this.snapshot)) {
			restart(this.snapshot);
			return;
		}
		assertThat(found.lastIndex()).as("last index").isGreaterThanOrEqualTo(this.durable);
		List<@Nullable Entry> old = prefix(this.log, found);
		List<@Nullable Entry> changed = (this.nextLog != null) ? prefix(this.nextLog, found) : null;
		this.nextLog = null;
		List<@Nullable Entry> matching = (old != null) ? old : changed;
		assertThat(matching)
			.as("the log before or after what was under way, from %d to %d", found.firstIndex(), found.lastIndex())
			.isNotNull();
		this.log = matching;
		takeBase(found.baseIndex());
	}

	/** Return whether the log may have been left without the snapshot's last entry. */
	private boolean mayLack(SnapshotPoint point) {
		boolean survives = has(this.log, point) && this.durable >= point.index()
				&& (this.nextLog == null || has(this.nextLog, point));
		return !survives;
	}

	private @Nullable List<@Nullable Entry> prefix(List<@Nullable Entry> of, LogReader found) {
		if (found.lastIndex() > of.size()) {
			return null;
		}
		for (long index = found.firstIndex(); index <= found.lastIndex(); index++) {
			if (!same(of.get((int) index - 1), found.entries(index, index, 0).get(0))) {
				return null;
			}
		}
		return new ArrayList<>(of.subList(0, (int) found.lastIndex()));
	}

	static boolean same(@Nullable Entry expected, Entry actual) {
		return expected != null && expected.index() == actual.index() && expected.term() == actual.term()
				&& expected.timestampMillis() == actual.timestampMillis() && expected.type() == actual.type()
				&& Arrays.equals(expected.payload(), actual.payload());
	}

	/**
	 * Check that the storage says what the model says.
	 * @param storage the storage
	 */
	void check(NodeStorage storage) {
		assertThat(storage.identity()).isEqualTo(this.identity);
		assertThat(storage.hardState()).isEqualTo(this.hardState);
		assertThat(storage.snapshot()).isEqualTo(this.snapshot);
		LogReader found = storage.log();
		assertThat(found.lastIndex()).as("last index").isEqualTo(lastIndex());
		assertThat(found.baseIndex()).as("base").isEqualTo(this.base);
		for (long index = this.base; index <= lastIndex(); index++) {
			assertThat(found.term(index)).as("term of %d", index).isEqualTo(term(index));
		}
		assertThat(storage.configurations()).isEqualTo(configurations());
		if (lastIndex() > this.base) {
			checkEntries(found, this.base + 1, lastIndex());
		}
	}

	void checkEntries(LogReader found, long from, long to) {
		List<Entry> entries = found.entries(from, to, Long.MAX_VALUE);
		assertThat(entries).hasSize((int) (to - from + 1));
		for (Entry entry : entries) {
			assertThat(same(entry(entry.index()), entry)).as("%s should be %s", entry, entry(entry.index())).isTrue();
		}
	}

}
