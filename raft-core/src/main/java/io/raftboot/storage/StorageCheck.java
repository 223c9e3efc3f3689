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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.SnapshotPoint;

/**
 * Reads every byte of a stopped node's directory that has a checksum, by the rules of a
 * start, and changes nothing.
 */
public final class StorageCheck {

	private static final String PEERS = "peers";

	private final Disk disk;

	private final List<String> problems = new ArrayList<>();

	private final List<String> notes = new ArrayList<>();

	private final List<SnapshotPoint> snapshots = new ArrayList<>();

	private final List<StorageSummary.LogFile> logFiles = new ArrayList<>();

	private Configuration configuration = Configuration.EMPTY;

	private long firstIndex = 1;

	private long lastIndex;

	private long lastTerm;

	/** Why reading stopped in the file before. */
	private String end = "";

	private StorageCheck(Disk disk) {
		this.disk = disk;
	}

	/**
	 * Check a directory.
	 * @param directory the directory
	 * @return what is in it, with what is wrong
	 * @throws DirectoryRefusedException if a node runs in it, it is none of a node, or it
	 * is of a newer version
	 * @throws IOException if the disk fails
	 */
	public static StorageSummary check(Path directory) throws IOException {
		try (FileDisk disk = FileDisk.openReadOnly(directory)) {
			return new StorageCheck(disk).run();
		}
	}

	private StorageSummary run() throws IOException {
		Identity identity = read(() -> new IdentityFile(this.disk, null).get(), new Identity(0, 0, 0, false));
		HardState hardState = read(() -> new HardStateFile(this.disk, null).get(), HardState.INITIAL);
		for (String name : this.disk.list()) {
			if (SnapshotFormat.isSnapshot(name)) {
				read(() -> this.snapshots.add(snapshot(name)), false);
			}
		}
		read(this::checkPeers, false);
		if (!this.snapshots.isEmpty()) {
			this.configuration = this.snapshots.get(this.snapshots.size() - 1).configuration();
		}
		boolean whole = read(this::checkLog, false);
		if (whole) {
			checkAgreement(identity, hardState);
		}
		return new StorageSummary(identity, hardState, this.snapshots, this.logFiles, this.firstIndex, this.lastIndex,
				this.lastTerm, this.configuration, this.problems, this.notes);
	}

	private <T> T read(Reading<T> reading, T otherwise) throws IOException {
		try {
			return reading.read();
		}
		catch (DamagedStorageException ex) {
			this.problems.add(String.valueOf(ex.getMessage()));
			return otherwise;
		}
	}

	private SnapshotPoint snapshot(String name) throws IOException {
		try (SnapshotFile file = SnapshotFile.open(this.disk, name, null)) {
			file.check();
			return file.point();
		}
	}

	/** The file of the members' directories ends with the checksum of what is before. */
	private boolean checkPeers() throws IOException {
		if (!this.disk.list().contains(PEERS)) {
			return true;
		}
		String path = this.disk.describe(PEERS);
		try (DiskFile file = this.disk.open(PEERS)) {
			int checked = (int) file.size() - Integer.BYTES;
			if (checked <= 0) {
				throw new DamagedStorageException(path, 0, "it is cut off");
			}
			ByteBuffer bytes = ByteBuffer.allocate(checked + Integer.BYTES);
			SnapshotFormat.readFully(file, 0, bytes, path);
			CRC32C crc = new CRC32C();
			crc.update(bytes.array(), 0, checked);
			if ((int) crc.getValue() != bytes.getInt(checked)) {
				throw new DamagedStorageException(path, checked, "its checksum is wrong");
			}
			return true;
		}
	}

	private boolean checkLog() throws IOException {
		List<String> names = StorageDump.segments(this.disk);
		for (String name : names) {
			checkSegment(name, name.equals(names.get(names.size() - 1)));
		}
		return true;
	}

	private void checkSegment(String name, boolean newest) throws IOException {
		String path = this.disk.describe(name);
		try (DiskFile file = this.disk.open(name)) {
			SegmentHeader.Sized sized = SegmentHeader.read(file, path, null);
			begin(sized.header(), path);
			RecordReader reader = new RecordReader(file);
			reader.begin(file, sized.header().salt(), sized.size(), file.size());
			long position = sized.size();
			try {
				while (reader.next(true) && RecordFormat.isEntry(reader.type())) {
					entry(reader, path, position);
					position = reader.position();
				}
			}
			finally {
				this.logFiles
					.add(new StorageSummary.LogFile(name, sized.header().firstIndex(), this.lastIndex, file.size()));
			}
			this.end = "\"" + path + "\" ends at offset " + position
					+ (reader.problem().isEmpty() ? "" : ", where " + reader.problem());
			if (newest) {
				checkTail(reader, path, position);
			}
		}
	}

	private void begin(SegmentHeader header, String path) throws IOException {
		if (this.logFiles.isEmpty()) {
			this.firstIndex = header.firstIndex();
			this.lastIndex = header.firstIndex() - 1;
			this.lastTerm = header.previousTerm();
		}
		else if (header.firstIndex() != this.lastIndex + 1 || header.previousTerm() != this.lastTerm) {
			throw new DamagedStorageException(path, 0,
					"it begins with entry " + header.firstIndex() + " after term " + header.previousTerm()
							+ " but the log before it ends with entry " + this.lastIndex + " of term " + this.lastTerm
							+ ": " + this.end);
		}
	}

	private void entry(RecordReader reader, String path, long position) throws IOException {
		if (reader.index() != this.lastIndex + 1 || reader.term() < this.lastTerm) {
			throw new DamagedStorageException(path, position, "entry " + reader.index() + " of term " + reader.term()
					+ " follows entry " + this.lastIndex + " of term " + this.lastTerm);
		}
		this.lastIndex = reader.index();
		this.lastTerm = reader.term();
		if (reader.type() == EntryType.CONFIGURATION.code()) {
			try {
				this.configuration = ConfigurationCodec.decode(reader.payload());
			}
			catch (IllegalArgumentException ex) {
				throw new DamagedStorageException(path, position, String.valueOf(ex.getMessage()));
			}
		}
	}

	/** A torn tail is cut by a start; anything that was durable once must be good. */
	private void checkTail(RecordReader reader, String path, long position) throws IOException {
		long rest = position;
		reader.seek(position);
		if (reader.next(false)) {
			if (reader.type() == RecordFormat.SEAL) {
				throw new DamagedStorageException(this.disk.describe(SegmentHeader.fileName(this.lastIndex + 1)), 0,
						"it is missing: \"" + path + "\" ends at offset " + position + " saying that it follows");
			}
			rest = reader.position();
		}
		String problem = reader.problem();
		if (reader.isZeroFrom(rest)) {
			return;
		}
		long proof = reader.findProof(position);
		if (proof >= 0) {
			throw new DamagedStorageException(path, position,
					problem + ", and the record at offset " + proof + " shows that it was good once");
		}
		this.notes.add("\"" + path + "\" has a torn tail at offset " + position + ", never acknowledged, after entry "
				+ this.lastIndex + ": the next start cuts it");
	}

	private void checkAgreement(Identity identity, HardState hardState) throws IOException {
		if (this.disk.list().contains(DirectoryOwner.IMPORTING)) {
			this.problems.add("\"" + this.disk.describe(DirectoryOwner.IMPORTING)
					+ "\" says that the import of a snapshot was cut short: do it again, or delete the directory");
		}
		long snapshot = this.snapshots.isEmpty() ? 0 : this.snapshots.get(this.snapshots.size() - 1).index();
		if (this.logFiles.isEmpty() && identity.directoryId() != 0) {
			this.problems.add("\"" + this.disk.describe(SegmentHeader.fileName(1))
					+ "\" and every other file of the log are missing");
		}
		if (this.firstIndex - 1 > snapshot) {
			this.problems.add("The log begins with entry " + this.firstIndex
					+ " but the latest good snapshot ends with entry " + snapshot);
		}
		if (this.lastTerm > Math.max(1, hardState.term())) {
			this.problems.add("\"" + this.disk.describe(HardStateFile.NAME) + "\" has term " + hardState.term()
					+ " but the log ends with term " + this.lastTerm);
		}
	}

	/**
	 * Something that is read and may be damaged.
	 *
	 * @param <T> what is read
	 */
	private interface Reading<T> {

		T read() throws IOException;

	}

}
