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

package io.raftboot.ratis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

import io.raftboot.storage.DamagedStorageException;
import io.raftboot.storage.DirectoryOwner;
import io.raftboot.storage.DirectoryRefusedException;
import io.raftboot.storage.Disk;
import io.raftboot.storage.DiskFile;

/**
 * The {@link MemberRecord} of a directory, in the file {@code engine-ratis}: lines of a
 * name, an equals sign and a value, the last of them the CRC32C of the lines before it.
 * Replaced in one piece: written beside, synced, renamed, and the directory synced.
 * Thread-safe.
 */
final class MemberFile {

	static final String NAME = DirectoryOwner.fileName(RatisSettings.ENGINE);

	private static final String UNFINISHED = NAME + ".tmp";

	private static final int VERSION = 1;

	private static final int MAX_SIZE = 8 << 20;

	private static final String PEER = "peer.";

	private final Disk disk;

	private final String group;

	private volatile MemberRecord member;

	private MemberFile(Disk disk, String group, MemberRecord member) {
		this.disk = disk;
		this.group = group;
		this.member = member;
	}

	/**
	 * Open the file of a directory; one that is empty gets a directory number.
	 * @throws DirectoryRefusedException if the directory is another engine's or group's
	 * @throws IOException if the file is damaged or the disk fails
	 */
	static MemberFile open(Disk disk, String group) throws IOException {
		disk.syncDirectory();
		DirectoryOwner.check(disk, RatisSettings.ENGINE);
		if (disk.list().contains(NAME)) {
			return new MemberFile(disk, group, read(disk, group));
		}
		return create(disk, group);
	}

	/** Write the file of a directory that has none. */
	static MemberFile create(Disk disk, String group) throws IOException {
		MemberFile created = new MemberFile(disk, group, MemberRecord.empty(nonZero()));
		created.save(created.member);
		return created;
	}

	static long nonZero() {
		return new SecureRandom().nextLong() | 1;
	}

	MemberRecord get() {
		return this.member;
	}

	String group() {
		return this.group;
	}

	private static MemberRecord read(Disk disk, String group) throws IOException {
		String path = disk.describe(NAME);
		Map<String, String> values = values(text(disk, path), path);
		int version = (int) number(values, "version", path);
		if (version != VERSION) {
			throw new DirectoryRefusedException(path,
					"its version is \"" + version + "\" but this release knows \"" + VERSION + "\": start a newer one",
					null);
		}
		if (!group.equals(values.get("group"))) {
			throw new DirectoryRefusedException(path, "it belongs to the group \"" + values.get("group")
					+ "\", not to \"" + group + "\": name another directory", null);
		}
		Map<Long, Long> peers = new TreeMap<>();
		for (String name : values.keySet()) {
			if (name.startsWith(PEER)) {
				peers.put(Long.parseLong(name.substring(PEER.length())), number(values, name, path));
			}
		}
		return new MemberRecord(number(values, "directory", path), number(values, "cluster", path),
				number(values, "node", path), number(values, "removed", path) != 0,
				number(values, "formatted", path) != 0, number(values, "election-timeout.min", path),
				number(values, "election-timeout.max", path), peers);
	}

	private static String text(Disk disk, String path) throws IOException {
		try (DiskFile file = disk.open(NAME)) {
			long size = file.size();
			if (size > MAX_SIZE) {
				throw new DamagedStorageException(path, 0, "its size is \"" + size + "\" bytes");
			}
			ByteBuffer bytes = ByteBuffer.allocate((int) size);
			int read = 0;
			while (bytes.hasRemaining() && read >= 0) {
				read = file.read(bytes.position(), bytes);
			}
			String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
			int last = text.lastIndexOf("crc=");
			if (last < 0 || !text.substring(last).equals(crcLine(text.substring(0, last)))) {
				throw new DamagedStorageException(path, Math.max(0, last), "its checksum is wrong");
			}
			return text.substring(0, last);
		}
	}

	private static Map<String, String> values(String text, String path) throws DamagedStorageException {
		Map<String, String> values = new TreeMap<>();
		for (String line : text.lines().toList()) {
			int separator = line.indexOf('=');
			if (separator < 0) {
				throw new DamagedStorageException(path, text.indexOf(line), "a line is \"" + line + "\"");
			}
			values.put(line.substring(0, separator), line.substring(separator + 1));
		}
		return values;
	}

	private static long number(Map<String, String> values, String name, String path) throws DamagedStorageException {
		String value = values.get(name);
		try {
			return Long.parseLong(String.valueOf(value));
		}
		catch (NumberFormatException ex) {
			throw new DamagedStorageException(path, 0, "\"" + name + "\" is \"" + value + "\"");
		}
	}

	/**
	 * Change the record, durably. More than one thread does.
	 * @throws IOException if that fails; the old one stays
	 */
	synchronized void change(UnaryOperator<MemberRecord> change) throws IOException {
		save(change.apply(this.member));
	}

	private void save(MemberRecord changed) throws IOException {
		StringBuilder text = new StringBuilder();
		line(text, "version", VERSION).append("group=").append(this.group).append('\n');
		line(text, "directory", changed.directoryId());
		line(text, "cluster", changed.clusterId());
		line(text, "node", changed.nodeId());
		line(text, "removed", changed.removed() ? 1 : 0);
		line(text, "formatted", changed.formatted() ? 1 : 0);
		line(text, "election-timeout.min", changed.minTimeoutMillis());
		line(text, "election-timeout.max", changed.maxTimeoutMillis());
		new TreeMap<>(changed.peers()).forEach((number, directory) -> line(text, PEER + number, directory));
		text.append(crcLine(text.toString()));
		try (DiskFile file = this.disk.open(UNFINISHED)) {
			file.truncate(0);
			file.write(0, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
			file.sync();
		}
		this.disk.rename(UNFINISHED, NAME);
		this.disk.syncDirectory();
		this.member = changed;
	}

	private static StringBuilder line(StringBuilder text, String name, long value) {
		return text.append(name).append('=').append(value).append('\n');
	}

	private static String crcLine(String text) {
		CRC32C crc = new CRC32C();
		crc.update(text.getBytes(StandardCharsets.UTF_8));
		return "crc=" + crc.getValue() + "\n";
	}

}
