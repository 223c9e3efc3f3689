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

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.SnapshotPoint;

/**
 * Makes an empty directory that of the only member of a new cluster, which begins with a
 * state that was exported from another.
 * <p>
 * From before the first write until all is durable, a file says that the directory is
 * unfinished: no engine starts in it, and doing it again begins from the start. So a
 * crash at any point leaves an empty directory, an unfinished one or the whole.
 */
public final class ImportedCluster {

	private static final SecureRandom random = new SecureRandom();

	private ImportedCluster() {
	}

	/**
	 * Return the snapshot that the new cluster begins with.
	 * @param address where its member is to live
	 * @param index the index of the last entry in it
	 * @param term the term of that entry
	 * @param timestampMillis its timestamp, or a later one
	 * @return the point, with the member as number 1
	 */
	public static SnapshotPoint point(String address, long index, long term, long timestampMillis) {
		Configuration configuration = new Configuration(List.of(new Member(1, address, MemberRole.VOTER)), List.of(), 1,
				0, 0);
		return new SnapshotPoint(index, term, configuration, index, timestampMillis);
	}

	/**
	 * Form the new cluster, durably.
	 * @param directory where to: not there, empty, or left unfinished by this method
	 * @param settings the settings of its storage
	 * @param point the snapshot that it begins with
	 * @param content the snapshot's content; if it cannot be read to its end, nothing can
	 * start in the directory
	 * @throws DirectoryRefusedException if the directory has something in it, which is
	 * left alone, or cannot be used
	 * @throws IOException if the content cannot be read, or the disk fails or is full: it
	 * is to be done again
	 */
	public static void form(Path directory, StorageSettings settings, SnapshotPoint point, InputStream content)
			throws IOException {
		form(open(directory), settings, point, content);
	}

	/**
	 * Open a directory for a new cluster, which is unfinished until {@link #finish}.
	 * @param directory not there, empty, or left unfinished
	 * @return the directory, locked, with nothing in it but the mark, and directories
	 * that an engine made there
	 * @throws DirectoryRefusedException if the directory has something in it, which is
	 * left alone, or cannot be used
	 * @throws IOException if the disk fails or is full
	 */
	public static Disk begin(Path directory) throws IOException {
		Disk disk = open(directory);
		try {
			begin(disk);
			return disk;
		}
		catch (IOException | RuntimeException ex) {
			disk.close();
			throw ex;
		}
	}

	/**
	 * Let engines start in the directory.
	 * @param disk the directory, durable but for this
	 * @throws IOException if the disk fails
	 */
	public static void finish(Disk disk) throws IOException {
		disk.delete(DirectoryOwner.IMPORTING);
		disk.syncDirectory();
	}

	private static Disk open(Path directory) throws IOException {
		checkEmpty(directory);
		return FileDisk.open(directory);
	}

	private static void begin(Disk disk) throws IOException {
		clear(disk);
		StateFile.write(disk, DirectoryOwner.IMPORTING, ByteBuffer.allocate(0));
		disk.syncDirectory();
	}

	/** Before the directory is locked, which leaves a file in it. */
	private static void checkEmpty(Path directory) throws IOException {
		if (!Files.isDirectory(directory) || Files.exists(directory.resolve(DirectoryOwner.IMPORTING))) {
			return;
		}
		try (Stream<Path> files = Files.list(directory)) {
			List<String> names = files.map((file) -> file.getFileName().toString())
				.filter((name) -> !name.equals(FileDisk.LOCK_FILE))
				.sorted()
				.toList();
			if (!names.isEmpty()) {
				throw notEmpty(directory.toString(), names.get(0));
			}
		}
	}

	private static DirectoryRefusedException notEmpty(String path, String name) {
		return new DirectoryRefusedException(path,
				"there is \"" + name + "\" in it, and a snapshot is imported into an empty directory: name another",
				null);
	}

	/**
	 * Form the new cluster in a locked directory.
	 * @param disk the directory; closed in any case
	 */
	static void form(Disk disk, StorageSettings settings, SnapshotPoint point, InputStream content) throws IOException {
		try (disk) {
			begin(disk);
			try (NodeStorage storage = NodeStorage.openUnfinished(disk, settings)) {
				write(storage, point, content);
				finish(disk);
			}
		}
	}

	private static void clear(Disk disk) throws IOException {
		List<String> names = disk.list();
		for (String name : names) {
			if (!names.contains(DirectoryOwner.IMPORTING) || !isOwn(name)) {
				throw notEmpty(disk.describe(name), name);
			}
		}
		for (String name : names) {
			if (!name.equals(DirectoryOwner.IMPORTING)) {
				disk.delete(name);
			}
		}
		disk.syncDirectory();
	}

	private static boolean isOwn(String name) {
		return DirectoryOwner.isMark(name) || name.equals(IdentityFile.NAME) || name.equals(HardStateFile.NAME)
				|| SnapshotFormat.isSnapshot(name) || SegmentHeader.isSegment(name)
				|| name.endsWith(StateFile.UNFINISHED);
	}

	private static void write(NodeStorage storage, SnapshotPoint point, InputStream content) throws IOException {
		try (SnapshotFileWriter writer = storage.newSnapshot()) {
			try (OutputStream out = new BufferedOutputStream(writer.content(point), 1 << 16)) {
				content.transferTo(out);
			}
			storage.install(writer);
		}
		storage.restartLogAfterSnapshot();
		storage.save(new HardState(point.term(), 0));
		storage.save(new Identity(nonZero(), nonZero(), 1, false));
		storage.sync();
	}

	private static long nonZero() {
		long number = random.nextLong();
		return (number != 0) ? number : 1;
	}

}
