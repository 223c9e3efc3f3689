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
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.raftboot.NodeSettings;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.LogReader;
import io.raftboot.consensus.SnapshotPoint;
import org.jspecify.annotations.Nullable;

/**
 * Everything durable of one node in one group. Not thread-safe; only
 * {@link #newSnapshot()}'s writer and {@link #openSnapshot()}'s stream may be used on
 * other threads.
 */
public final class NodeStorage implements AutoCloseable {

	private final Disk disk;

	private final IdentityFile identityFile;

	private final HardStateFile hardStateFile;

	private final SnapshotStore snapshots;

	private final SegmentedLog log;

	private @Nullable IOException failure;

	private boolean closed;

	private NodeStorage(Disk disk, StorageSettings settings, boolean unfinished) throws IOException {
		this.disk = disk;
		// a killed process may have renamed and not synced: what is found here must be
		// durable before anything that it replaces is deleted
		disk.syncDirectory();
		if (!unfinished) {
			DirectoryOwner.check(disk, NodeSettings.NATIVE_ENGINE);
		}
		deleteUnfinished(disk);
		this.identityFile = new IdentityFile(disk, settings.group());
		this.hardStateFile = new HardStateFile(disk, settings.group());
		this.snapshots = new SnapshotStore(disk, settings.group());
		this.snapshots.recover();
		if (isUsed(disk) && !SegmentedLog.exists(disk)) {
			throw new DamagedStorageException(disk.describe(SegmentHeader.fileName(1)), 0,
					"it and every other file of the log are missing");
		}
		this.log = SegmentedLog.open(disk, settings, this.snapshots.point());
		try {
			checkAgreement();
		}
		catch (IOException ex) {
			this.log.close();
			throw ex;
		}
	}

	/** The log is made before any of these: without it they are what someone has left. */
	private static boolean isUsed(Disk disk) throws IOException {
		return disk.list()
			.stream()
			.anyMatch((name) -> name.equals(IdentityFile.NAME) || name.equals(HardStateFile.NAME)
					|| SnapshotFormat.isSnapshot(name));
	}

	private static void deleteUnfinished(Disk disk) throws IOException {
		for (String name : disk.list()) {
			if (name.endsWith(StateFile.UNFINISHED)) {
				disk.delete(name);
			}
		}
	}

	/**
	 * A hard state older than the log has forgotten a vote: it was removed or replaced.
	 * Only a founder's first entry may be there before it.
	 */
	private void checkAgreement() throws DamagedStorageException {
		long lastTerm = this.log.term(this.log.lastIndex());
		if (lastTerm > Math.max(1, hardState().term())) {
			throw new DamagedStorageException(this.disk.describe(HardStateFile.NAME), 0,
					"its term is " + hardState().term() + " but the log ends with term " + lastTerm);
		}
		if (identity().directoryId() == 0 && lastTerm > 0) {
			throw new DamagedStorageException(this.disk.describe(IdentityFile.NAME), 0,
					"it is missing, but there are entries in the log");
		}
	}

	private void check() throws IOException {
		if (this.closed) {
			throw new IllegalStateException("the storage is closed");
		}
		if (this.failure != null) {
			throw new IOException("the storage failed before and takes nothing more: restart the node", this.failure);
		}
	}

	/**
	 * A failed write or sync is final: what the system's cache says afterwards need not
	 * be what is on disk.
	 */
	private void change(Change change) throws IOException {
		check();
		try {
			change.run();
		}
		catch (DiskFullException ex) {
			throw ex;
		}
		catch (IOException ex) {
			this.failure = ex;
			throw ex;
		}
	}

	/**
	 * Open a directory, recover it, clean up what a crash left half-way.
	 * @param disk the directory, locked; closed with the storage, and at once if it
	 * cannot be opened
	 * @param settings the settings
	 * @return the storage
	 * @throws DamagedStorageException if a record is damaged anywhere but at the log's
	 * torn tail, which is cut and logged
	 * @throws DirectoryRefusedException if a file is of a newer version or of another
	 * group
	 * @throws IOException if the disk fails
	 */
	public static NodeStorage open(Disk disk, StorageSettings settings) throws IOException {
		return open(disk, settings, false);
	}

	/**
	 * Open a directory that an import is about to fill and has marked as unfinished.
	 */
	static NodeStorage openUnfinished(Disk disk, StorageSettings settings) throws IOException {
		return open(disk, settings, true);
	}

	private static NodeStorage open(Disk disk, StorageSettings settings, boolean unfinished) throws IOException {
		Disk files = settings.sync() ? disk : new UnsyncedDisk(disk);
		try {
			return new NodeStorage(files, settings, unfinished);
		}
		catch (IOException | RuntimeException ex) {
			disk.close();
			throw ex;
		}
	}

	/**
	 * Return who the node is.
	 * @return the identity, with 0 for every number in a new directory
	 */
	public Identity identity() {
		return this.identityFile.get();
	}

	/**
	 * Save who the node is, durably.
	 * @param identity the identity
	 * @throws IOException if the disk fails
	 */
	public void save(Identity identity) throws IOException {
		change(() -> this.identityFile.save(identity));
	}

	/**
	 * Return the hard state.
	 * @return the hard state, {@link HardState#INITIAL} in a new directory
	 */
	public HardState hardState() {
		return this.hardStateFile.get();
	}

	/**
	 * Save the hard state, durably, in one piece.
	 * @param hardState the hard state
	 * @throws IOException if the disk fails
	 */
	public void save(HardState hardState) throws IOException {
		change(() -> this.hardStateFile.save(hardState));
	}

	/**
	 * Return the log for reading.
	 * @return the log
	 */
	public LogReader log() {
		return this.log;
	}

	/**
	 * Return the configuration entries in the log.
	 * @return configurations by index
	 */
	public SortedMap<Long, Configuration> configurations() {
		return new TreeMap<>(this.log.configurations());
	}

	/**
	 * Append entries. If the log has an entry at the first one's index, that and all
	 * after it are dropped first. Durable after {@link #sync()}.
	 * @param entries consecutive entries, the first at most one above the last index
	 * @throws DiskFullException if there is no room: none of the entries is in the log,
	 * whose end stays where it was but for what was to be dropped
	 * @throws IOException if the disk fails: nothing more may be appended
	 */
	public void append(List<Entry> entries) throws IOException {
		if (!entries.isEmpty()) {
			change(() -> this.log.append(entries));
		}
	}

	/**
	 * Make all that was appended durable. Does nothing when syncing is off or nothing was
	 * appended.
	 * @throws IOException if that fails: nothing may be acknowledged any more
	 */
	public void sync() throws IOException {
		change(this.log::sync);
	}

	/**
	 * Note on disk that all before is durable, which is not needed but lets damage in the
	 * last batch be told from a torn write. For when nobody waits for what comes next.
	 * @throws IOException if the disk fails
	 */
	public void mark() throws IOException {
		change(this.log::mark);
	}

	/**
	 * Return the bytes of log after the latest snapshot.
	 * @return bytes on disk, too many by at most 16 KiB and a record
	 */
	public long logSize() {
		return this.log.sizeFrom(this.snapshots.point().index() + 1);
	}

	/**
	 * Return where a tail of the log begins.
	 * @param index where it ends, from {@code log().baseIndex()} to the last index
	 * @param entries the most entries of it
	 * @param bytes the most bytes of it, about
	 * @return the index before its first entry; {@code index} for an empty one
	 */
	public long tailBefore(long index, long entries, long bytes) {
		long low = Math.max(this.log.baseIndex(), index - entries);
		long high = index;
		long most = this.log.sizeFrom(index + 1) + bytes;
		while (low < high) {
			long middle = low + (high - low) / 2;
			if (this.log.sizeFrom(middle + 1) > most) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	/**
	 * Drop whole segments of log that end at or before an index. If the index is in the
	 * last segment, that is closed and a new one begun, so that this drop or the next one
	 * can take it.
	 * @param index the index, at most the snapshot's
	 * @throws IOException if the disk fails
	 */
	public void dropUpTo(long index) throws IOException {
		change(() -> this.log.dropUpTo(index));
	}

	/**
	 * Return the point of the latest complete snapshot.
	 * @return the point, {@link SnapshotPoint#NONE} without one
	 */
	public SnapshotPoint snapshot() {
		return this.snapshots.point();
	}

	/**
	 * Open the latest complete snapshot's bytes. It stays readable until closed, though a
	 * later one may have taken its place.
	 * @return the snapshot
	 * @throws IOException if the disk fails or there is none
	 */
	public StoredSnapshot openSnapshot() throws IOException {
		return this.snapshots.open();
	}

	/**
	 * Begin a snapshot beside the latest.
	 * @return the writer, to be used on any one thread
	 * @throws IOException if the disk fails
	 */
	public SnapshotFileWriter newSnapshot() throws IOException {
		check();
		return this.snapshots.create();
	}

	/**
	 * Put a finished snapshot in the place of the latest. The log is not touched. If the
	 * latest is of a higher index, it stays, and the other is deleted.
	 * @param writer finished
	 * @throws IOException if the disk fails; the one before stays
	 */
	public void install(SnapshotFileWriter writer) throws IOException {
		if (!(writer instanceof NewSnapshot snapshot)) {
			throw new IllegalArgumentException("writer must come from newSnapshot() but was \"" + writer + "\"");
		}
		change(() -> this.snapshots.install(snapshot));
	}

	/**
	 * Let the log start anew after the latest snapshot, unless it has that very entry:
	 * then only what is before it goes (Raft paper, figure 13).
	 * @throws IOException if the disk fails
	 */
	public void restartLogAfterSnapshot() throws IOException {
		change(() -> this.log.restartAfter(this.snapshots.point()));
	}

	/**
	 * Make everything durable and close the files and the disk.
	 * @throws UncheckedIOException if the disk fails
	 */
	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try (SegmentedLog files = this.log) {
			if (this.failure == null) {
				files.finish();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.disk.close();
		}
	}

	/**
	 * Something that changes what is on disk.
	 */
	private interface Change {

		void run() throws IOException;

	}

}
