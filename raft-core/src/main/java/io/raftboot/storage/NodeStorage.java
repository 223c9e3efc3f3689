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
import java.util.List;
import java.util.SortedMap;

import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.LogReader;
import io.raftboot.consensus.SnapshotPoint;

/**
 * Everything durable of one node in one group. Not thread-safe; only
 * {@link #newSnapshot()}'s writer and {@link #openSnapshot()}'s stream may be used on
 * other threads.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class NodeStorage implements AutoCloseable {

	/**
	 * Open a directory, recover it, clean up what a crash left half-way.
	 * @param disk the directory, locked
	 * @param settings the settings
	 * @return the storage
	 * @throws DamagedStorageException if a record is damaged anywhere but at the log's
	 * torn tail, which is cut and logged
	 * @throws IOException if the disk fails
	 */
	public static NodeStorage open(Disk disk, StorageSettings settings) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return who the node is.
	 * @return the identity
	 */
	public Identity identity() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Save who the node is, durably.
	 * @param identity the identity
	 * @throws IOException if the disk fails
	 */
	public void save(Identity identity) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the hard state.
	 * @return the hard state, {@link HardState#INITIAL} in a new directory
	 */
	public HardState hardState() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Save the hard state, durably, in one piece.
	 * @param hardState the hard state
	 * @throws IOException if the disk fails
	 */
	public void save(HardState hardState) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the log for reading.
	 * @return the log
	 */
	public LogReader log() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the configuration entries in the log.
	 * @return configurations by index
	 */
	public SortedMap<Long, Configuration> configurations() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Append entries. If the log has an entry at the first one's index, that and all
	 * after it are dropped first. Durable after {@link #sync()}.
	 * @param entries consecutive entries, the first at most one above the last index
	 * @throws IOException if the disk fails: nothing more may be appended
	 */
	public void append(List<Entry> entries) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Make all that was appended durable. Does nothing when syncing is off or nothing was
	 * appended.
	 * @throws IOException if that fails: nothing may be acknowledged any more
	 */
	public void sync() throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the bytes of log after the latest snapshot.
	 * @return bytes on disk
	 */
	public long logSize() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Drop whole segments of log that end at or before an index.
	 * @param index the index, at most the snapshot's
	 * @throws IOException if the disk fails
	 */
	public void dropUpTo(long index) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the point of the latest complete snapshot.
	 * @return the point, {@link SnapshotPoint#NONE} without one
	 */
	public SnapshotPoint snapshot() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Open the latest complete snapshot's bytes. It stays readable until closed, though a
	 * later one may have taken its place.
	 * @return the snapshot
	 * @throws IOException if the disk fails or there is none
	 */
	public StoredSnapshot openSnapshot() throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Begin a snapshot beside the latest.
	 * @return the writer, to be used on any one thread
	 * @throws IOException if the disk fails
	 */
	public SnapshotFileWriter newSnapshot() throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Put a finished snapshot in the place of the latest. The log is not touched.
	 * @param writer finished
	 * @throws IOException if the disk fails; the one before stays
	 */
	public void install(SnapshotFileWriter writer) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Let the log start anew after the latest snapshot, unless it has that very entry:
	 * then only what is before it goes (Raft paper, figure 13).
	 * @throws IOException if the disk fails
	 */
	public void restartLogAfterSnapshot() throws IOException {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		throw new UnsupportedOperationException();
	}

}
