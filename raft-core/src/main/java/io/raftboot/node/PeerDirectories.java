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

package io.raftboot.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

import io.raftboot.storage.DamagedStorageException;
import io.raftboot.storage.Disk;
import io.raftboot.storage.DiskFile;

/**
 * The directory that each other member had when it was first met. A member that comes
 * back with another one has forgotten what it voted for, and is refused. In the file
 * {@code peers}: a version and a count (4 bytes each), a member's number and its
 * directory (8 bytes each) for every member, and the CRC32C of all that (4 bytes).
 */
final class PeerDirectories {

	private static final String FILE = "peers";

	private static final int VERSION = 1;

	private static final int MAX_MEMBERS = 100_000;

	/** More members than any cluster ever has: whoever comes then makes them up. */
	private static final int MAX_REMEMBERED = 10_000;

	private final Disk disk;

	private final Map<Long, Long> directories = new TreeMap<>();

	private PeerDirectories(Disk disk) {
		this.disk = disk;
	}

	static PeerDirectories open(Disk disk) throws IOException {
		PeerDirectories opened = new PeerDirectories(disk);
		if (disk.list().contains(FILE)) {
			try (DiskFile file = disk.open(FILE)) {
				opened.read(file);
			}
		}
		return opened;
	}

	private void read(DiskFile file) throws IOException {
		long size = file.size();
		if (size < 3 * Integer.BYTES || size > 3 * Integer.BYTES + 2L * Long.BYTES * MAX_MEMBERS) {
			throw new DamagedStorageException(this.disk.describe(FILE), 0, "its size is \"" + size + "\" bytes");
		}
		ByteBuffer bytes = ByteBuffer.allocate((int) size);
		int read = 0;
		while (bytes.hasRemaining() && read >= 0) {
			read = file.read(bytes.position(), bytes);
		}
		bytes.flip();
		int checked = bytes.limit() - Integer.BYTES;
		if (checked < 2 * Integer.BYTES || bytes.getInt(checked) != crc(bytes.array(), checked)) {
			throw new DamagedStorageException(this.disk.describe(FILE), checked, "its checksum is wrong");
		}
		int version = bytes.getInt();
		if (version != VERSION) {
			throw new DamagedStorageException(this.disk.describe(FILE), 0,
					"its version is \"" + version + "\" but this release knows \"" + VERSION + "\"");
		}
		for (int left = bytes.getInt(); left > 0; left--) {
			this.directories.put(bytes.getLong(), bytes.getLong());
		}
	}

	/**
	 * Compare a member's directory with the one that it had before, and remember it,
	 * durably, if it had none.
	 * @return whether it is the one that was known, or none was
	 */
	boolean knows(long member, long directoryId) throws IOException {
		Long known = this.directories.get(member);
		if (known != null) {
			return known == directoryId;
		}
		if (this.directories.size() >= MAX_REMEMBERED) {
			return false;
		}
		this.directories.put(member, directoryId);
		write();
		return true;
	}

	private void write() throws IOException {
		int checked = 2 * Integer.BYTES + 2 * Long.BYTES * this.directories.size();
		ByteBuffer bytes = ByteBuffer.allocate(checked + Integer.BYTES);
		bytes.putInt(VERSION).putInt(this.directories.size());
		this.directories.forEach((member, directory) -> bytes.putLong(member).putLong(directory));
		bytes.putInt(crc(bytes.array(), checked)).flip();
		String unfinished = FILE + ".tmp";
		try (DiskFile file = this.disk.open(unfinished)) {
			file.truncate(0);
			file.write(0, bytes);
			file.sync();
		}
		this.disk.rename(unfinished, FILE);
		this.disk.syncDirectory();
	}

	private static int crc(byte[] bytes, int length) {
		CRC32C crc = new CRC32C();
		crc.update(bytes, 0, length);
		return (int) crc.getValue();
	}

}
