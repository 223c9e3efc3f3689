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
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import org.jspecify.annotations.Nullable;

/**
 * What every file starts with: eight letters that say what it is (8 bytes), the version
 * of the format (4), the length of the body (4), the body, and the CRC32C of all that
 * (4). The body is the name of the group (2 bytes of length, UTF-8) and what the kind of
 * file adds. Big-endian throughout.
 *
 * @param fields what the kind of file adds
 * @param size the bytes of the whole header
 */
record FileHeader(ByteBuffer fields, int size) {

	private static final int VERSION = 1;

	private static final int FIXED_SIZE = Long.BYTES + 2 * Integer.BYTES;

	private static final int LARGEST_BODY = 16 * 1024 * 1024;

	/**
	 * What a file holds.
	 */
	enum Kind {

		SEGMENT("RBLOGSEG"), HARD_STATE("RBHSTATE"), IDENTITY("RBIDENTY"), SNAPSHOT("RBSNAPSH");

		private final String magic;

		Kind(String magic) {
			this.magic = magic;
		}

	}

	/**
	 * Write a header.
	 * @param kind what the file holds
	 * @param group the name of the group
	 * @param fields what the kind of file adds
	 * @return the header, ready to be read
	 */
	static ByteBuffer encode(Kind kind, String group, byte[] fields) {
		byte[] name = group.getBytes(StandardCharsets.UTF_8);
		int body = Short.BYTES + name.length + fields.length;
		ByteBuffer header = ByteBuffer.allocate(FIXED_SIZE + body + Integer.BYTES);
		header.put(kind.magic.getBytes(StandardCharsets.US_ASCII)).putInt(VERSION).putInt(body);
		header.putShort((short) name.length).put(name).put(fields);
		header.putInt(crc(header, header.position()));
		return header.flip();
	}

	private static int crc(ByteBuffer header, int length) {
		CRC32C crc = new CRC32C();
		crc.update(header.duplicate().position(0).limit(length));
		return (int) crc.getValue();
	}

	/**
	 * Read a file's header.
	 * @param file the file
	 * @param path where it is, for messages
	 * @param kind what it should hold
	 * @param group the group that it should belong to, {@code null} for any
	 * @return the header
	 * @throws DamagedStorageException if it is damaged
	 * @throws DirectoryRefusedException if it is of a newer version or of another group
	 * @throws IOException if the disk fails
	 */
	static FileHeader read(DiskFile file, String path, Kind kind, @Nullable String group) throws IOException {
		ByteBuffer fixed = read(file, FIXED_SIZE, path);
		byte[] magic = new byte[kind.magic.length()];
		fixed.get(magic);
		if (!new String(magic, StandardCharsets.US_ASCII).equals(kind.magic)) {
			throw new DamagedStorageException(path, 0, "it does not start as such a file does");
		}
		int version = fixed.getInt();
		if (version > VERSION) {
			throw new DirectoryRefusedException(path, "it has format version " + version
					+ " but this program reads up to version " + VERSION + ": use the newer program", null);
		}
		int body = fixed.getInt();
		if (version < 1 || body < Short.BYTES || body > LARGEST_BODY || body > file.size()) {
			throw new DamagedStorageException(path, kind.magic.length(), "the header's version or length is wrong");
		}
		ByteBuffer header = read(file, FIXED_SIZE + body + Integer.BYTES, path);
		if (header.getInt(FIXED_SIZE + body) != crc(header, FIXED_SIZE + body)) {
			throw new DamagedStorageException(path, 0, "the header's checksum is wrong");
		}
		return decode(header, path, group);
	}

	private static FileHeader decode(ByteBuffer header, String path, @Nullable String group) throws IOException {
		int size = header.limit();
		header.limit(size - Integer.BYTES).position(FIXED_SIZE);
		int length = Short.toUnsignedInt(header.getShort());
		if (length > header.remaining()) {
			throw new DamagedStorageException(path, FIXED_SIZE, "the group's name is cut off");
		}
		byte[] name = new byte[length];
		header.get(name);
		String found = new String(name, StandardCharsets.UTF_8);
		if (group != null && !found.equals(group)) {
			throw new DirectoryRefusedException(path,
					"it belongs to group \"" + found + "\", not to \"" + group + "\": name another directory", null);
		}
		return new FileHeader(header.slice(), size);
	}

	private static ByteBuffer read(DiskFile file, int length, String path) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(length);
		while (bytes.hasRemaining()) {
			if (file.read(bytes.position(), bytes) < 0) {
				throw new DamagedStorageException(path, bytes.position(), "the header is cut off");
			}
		}
		return bytes.flip();
	}

}
