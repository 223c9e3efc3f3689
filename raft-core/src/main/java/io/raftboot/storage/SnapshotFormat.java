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
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;

import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.SnapshotPoint;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot file: {@link FileHeader}, whose fields are index, term, index of the
 * configuration, timestamp (8 bytes each) and the configuration; then the content in
 * blocks, each its length (4 bytes), the CRC32C of length and bytes (4) and the bytes;
 * then a footer: -1 (4 bytes), the CRC32C of the footer without this field (4) and the
 * length of the content (8). No file is a snapshot without its footer.
 */
final class SnapshotFormat {

	static final int BLOCK_SIZE = 64 * 1024;

	static final int BLOCK_HEADER_SIZE = 2 * Integer.BYTES;

	static final int FOOTER_SIZE = BLOCK_HEADER_SIZE + Long.BYTES;

	static final int FOOTER = -1;

	private static final String PREFIX = "snapshot-";

	private static final String SUFFIX = ".snap";

	private static final int FIXED_FIELDS = 4 * Long.BYTES;

	private SnapshotFormat() {
	}

	static String fileName(SnapshotPoint point) {
		return String.format(Locale.ROOT, "%s%020d-%d%s", PREFIX, point.index(), point.term(), SUFFIX);
	}

	static String unfinishedName(long number) {
		return PREFIX + number + StateFile.UNFINISHED;
	}

	static boolean isSnapshot(String fileName) {
		return fileName.startsWith(PREFIX) && fileName.endsWith(SUFFIX);
	}

	static ByteBuffer encodeHeader(SnapshotPoint point, String group) {
		byte[] configuration = ConfigurationCodec.encode(point.configuration());
		ByteBuffer fields = ByteBuffer.allocate(FIXED_FIELDS + configuration.length);
		fields.putLong(point.index()).putLong(point.term()).putLong(point.configurationIndex());
		fields.putLong(point.timestampMillis()).put(configuration);
		return FileHeader.encode(FileHeader.Kind.SNAPSHOT, group, fields.array());
	}

	static ByteBuffer encodeFooter(long contentLength) {
		ByteBuffer footer = ByteBuffer.allocate(FOOTER_SIZE);
		footer.putInt(FOOTER).putInt(crc(FOOTER, contentLength)).putLong(contentLength);
		return footer.flip();
	}

	private static int crc(int marker, long contentLength) {
		ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + Long.BYTES).putInt(marker).putLong(contentLength);
		CRC32C crc = new CRC32C();
		crc.update(bytes.flip());
		return (int) crc.getValue();
	}

	/**
	 * Return the checksum of a block.
	 * @param block its bytes
	 * @param length how many
	 * @return the checksum
	 */
	static int crc(byte[] block, int length) {
		CRC32C crc = new CRC32C();
		crc.update(length >>> 24);
		crc.update(length >>> 16);
		crc.update(length >>> 8);
		crc.update(length);
		crc.update(block, 0, length);
		return (int) crc.getValue();
	}

	static Header readHeader(DiskFile file, String path, @Nullable String group) throws IOException {
		FileHeader header = FileHeader.read(file, path, FileHeader.Kind.SNAPSHOT, group);
		ByteBuffer fields = header.fields();
		try {
			long index = fields.getLong();
			long term = fields.getLong();
			long configurationIndex = fields.getLong();
			long timestamp = fields.getLong();
			byte[] configuration = new byte[fields.remaining()];
			fields.get(configuration);
			Configuration decoded = ConfigurationCodec.decode(configuration);
			return new Header(new SnapshotPoint(index, term, decoded, configurationIndex, timestamp), header.size());
		}
		catch (BufferUnderflowException | IllegalArgumentException ex) {
			throw new DamagedStorageException(path, 0, "the header's fields are wrong: " + ex.getMessage());
		}
	}

	/**
	 * Check that the file ends with a footer, so that it is complete.
	 * @param file the file
	 * @param path where it is
	 * @param headerSize the bytes of the header
	 * @return the length of the content
	 * @throws DamagedStorageException if it does not
	 * @throws IOException if the disk fails
	 */
	static long readFooter(DiskFile file, String path, int headerSize) throws IOException {
		long position = file.size() - FOOTER_SIZE;
		if (position < headerSize) {
			throw new DamagedStorageException(path, file.size(), "the footer is missing");
		}
		ByteBuffer footer = ByteBuffer.allocate(FOOTER_SIZE);
		readFully(file, position, footer, path);
		int marker = footer.getInt();
		int crc = footer.getInt();
		long length = footer.getLong();
		if (marker != FOOTER || crc != crc(marker, length)) {
			throw new DamagedStorageException(path, position, "the footer is missing or its checksum is wrong");
		}
		return length;
	}

	/**
	 * Fill a buffer and flip it.
	 * @param file the file
	 * @param position where in the file
	 * @param into the buffer
	 * @param path where the file is
	 * @throws DamagedStorageException if the file ends before
	 * @throws IOException if the disk fails
	 */
	static void readFully(DiskFile file, long position, ByteBuffer into, String path) throws IOException {
		long at = position;
		while (into.hasRemaining()) {
			int count = file.read(at, into);
			if (count < 0) {
				throw new DamagedStorageException(path, at, "the file is cut off");
			}
			at += count;
		}
		into.flip();
	}

	/**
	 * What the header says.
	 *
	 * @param point which snapshot it is
	 * @param size the bytes of the header
	 */
	record Header(SnapshotPoint point, int size) {
	}

}
