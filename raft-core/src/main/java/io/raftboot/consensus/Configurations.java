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

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The configurations in the log and in the latest snapshot. The last one is in force,
 * committed or not; when its entry goes, the one before is in force again (dissertation,
 * section 4.1).
 */
final class Configurations {

	private final TreeMap<Long, Configuration> byIndex = new TreeMap<>();

	private Quorums quorums;

	Configurations(SnapshotPoint snapshot, SortedMap<Long, Configuration> configurations) {
		this.byIndex.putAll(configurations);
		this.quorums = compact(snapshot);
	}

	Configuration current() {
		return this.byIndex.lastEntry().getValue();
	}

	/** The index of the entry that brought the configuration in force. */
	long currentIndex() {
		return this.byIndex.lastKey();
	}

	Quorums quorums() {
		return this.quorums;
	}

	/**
	 * Return the configuration that was in force at an index.
	 * @param index from the latest snapshot's on
	 * @return its index and itself
	 */
	Map.Entry<Long, Configuration> at(long index) {
		Map.Entry<Long, Configuration> entry = this.byIndex.floorEntry(index);
		if (entry == null) {
			throw new IllegalArgumentException(
					"index must be at least \"" + this.byIndex.firstKey() + "\" but was \"" + index + "\"");
		}
		return entry;
	}

	void add(long index, Configuration configuration) {
		this.byIndex.put(index, configuration);
		this.quorums = Quorums.of(configuration);
	}

	/**
	 * Forget what a truncated log no longer has.
	 * @param index the first index that is gone
	 * @return whether another configuration is in force now
	 */
	boolean truncateFrom(long index) {
		SortedMap<Long, Configuration> gone = this.byIndex.tailMap(index);
		if (gone.isEmpty()) {
			return false;
		}
		gone.clear();
		this.quorums = Quorums.of(current());
		return true;
	}

	/**
	 * Drop what a snapshot covers.
	 * @param snapshot the snapshot
	 * @return the quorums of the configuration in force
	 */
	Quorums compact(SnapshotPoint snapshot) {
		this.byIndex.headMap(snapshot.index(), true).clear();
		this.byIndex.put(snapshot.configurationIndex(), snapshot.configuration());
		this.quorums = Quorums.of(current());
		return this.quorums;
	}

	/**
	 * Start anew after a snapshot that replaced the log.
	 * @param snapshot the snapshot
	 */
	void restore(SnapshotPoint snapshot) {
		this.byIndex.clear();
		compact(snapshot);
	}

}
