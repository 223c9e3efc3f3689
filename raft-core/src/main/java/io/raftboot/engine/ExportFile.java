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

package io.raftboot.engine;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

import io.raftboot.SnapshotWriter;

/**
 * A snapshot in a file of its own, which belongs to no cluster and no engine: {@code
 * RBEXPORT [version: 4][index: 8][term: 8][timestamp: 8][CRC32C of all before: 4]}, then
 * the bytes that were written to a {@link SnapshotTarget}, then {@code [their length: 8]
 * [CRC32C of the whole file before: 4]}. Big-endian.
 */
public final class ExportFile {

	private static final byte[] MAGIC = "RBEXPORT".getBytes(StandardCharsets.US_ASCII);

	private static final int VERSION = 1;

	private static final int HEADER = 8 + Integer.BYTES + 3 * Long.BYTES + Integer.BYTES;

	private static final int FOOTER = Long.BYTES + Integer.BYTES;

	private static final int BUFFER = 1 << 16;

	private final Path file;

	private final byte[] header;

	private final long length;

	private final int checksum;

	private ExportFile(Path file, byte[] header, long length, int checksum) {
		this.file = file;
		this.header = header;
		this.length = length;
		this.checksum = checksum;
	}

	/**
	 * Write a snapshot. The file is there when it is complete and durable, never before.
	 * @param file where to; nothing may be there
	 * @param index the index of the last entry whose effect it holds
	 * @param term the term of that entry
	 * @param timestampMillis its timestamp, or a later one
	 * @param content writes the bytes
	 * @throws IOException if the file is there already or cannot be written
	 */
	public static void write(Path file, long index, long term, long timestampMillis, SnapshotWriter content)
			throws IOException {
		Path target = file.toAbsolutePath();
		if (Files.exists(target)) {
			throw new IOException("\"" + file + "\" is there already: name another file");
		}
		Path unfinished = target.resolveSibling(target.getFileName() + ".tmp");
		try {
			try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
					StandardOpenOption.TRUNCATE_EXISTING)) {
				write(channel, encodeHeader(index, term, timestampMillis), content);
				channel.force(true);
			}
			Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException | RuntimeException ex) {
			Files.deleteIfExists(unfinished);
			throw ex;
		}
		try (FileChannel directory = FileChannel.open(target.resolveSibling("."), StandardOpenOption.READ)) {
			directory.force(true);
		}
	}

	private static void write(FileChannel channel, byte[] header, SnapshotWriter content) throws IOException {
		Summing out = new Summing(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
		out.write(header);
		content.writeTo(out);
		out.write(ByteBuffer.allocate(Long.BYTES).putLong(out.count - HEADER).array());
		out.write(ByteBuffer.allocate(Integer.BYTES).putInt((int) out.crc.getValue()).array());
		out.flush();
	}

	private static byte[] encodeHeader(long index, long term, long timestampMillis) {
		ByteBuffer header = ByteBuffer.allocate(HEADER).put(MAGIC).putInt(VERSION);
		header.putLong(index).putLong(term).putLong(timestampMillis);
		return header.putInt(crc(header.array(), header.position())).array();
	}

	private static int crc(byte[] bytes, int length) {
		CRC32C crc = new CRC32C();
		crc.update(bytes, 0, length);
		return (int) crc.getValue();
	}

	/**
	 * Read a file and check every byte of it.
	 * @param file the file
	 * @return what it holds
	 * @throws IOException if it is damaged, cut off, of a newer version or something
	 * else, or cannot be read
	 */
	public static ExportFile read(Path file) throws IOException {
		ExportFile found;
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			byte[] header = readHeader(file, channel);
			if (channel.size() < HEADER + FOOTER) {
				throw bad(file, "it is cut off");
			}
			ByteBuffer footer = ByteBuffer.allocate(FOOTER);
			readFully(channel, channel.size() - FOOTER, footer);
			found = new ExportFile(file, header, footer.getLong(), footer.getInt());
			if (found.length != channel.size() - HEADER - FOOTER) {
				throw bad(file, "it is cut off, or damaged at its end");
			}
		}
		try (InputStream content = found.open()) {
			content.transferTo(OutputStream.nullOutputStream());
		}
		return found;
	}

	private static byte[] readHeader(Path file, FileChannel channel) throws IOException {
		ByteBuffer header = ByteBuffer.allocate(HEADER);
		if (channel.size() < MAGIC.length + Integer.BYTES) {
			throw bad(file, "it is no exported snapshot");
		}
		readFully(channel, 0, header.limit((int) Math.min(HEADER, channel.size())));
		byte[] magic = new byte[MAGIC.length];
		header.get(magic);
		if (!new String(magic, StandardCharsets.US_ASCII).equals(new String(MAGIC, StandardCharsets.US_ASCII))) {
			throw bad(file, "it is no exported snapshot");
		}
		int version = header.getInt();
		if (version != VERSION) {
			throw bad(file, "it has the version " + version + " but this program reads version " + VERSION
					+ ": use the program that goes with it");
		}
		if (header.limit() < HEADER) {
			throw bad(file, "it is cut off");
		}
		int checked = HEADER - Integer.BYTES;
		if (header.getInt(checked) != crc(header.array(), checked)) {
			throw bad(file, "the checksum of its header is wrong");
		}
		return header.array();
	}

	private static void readFully(FileChannel channel, long position, ByteBuffer into) throws IOException {
		while (into.hasRemaining()) {
			if (channel.read(into, position + into.position()) < 0) {
				throw new EOFException("the file became shorter while it was read");
			}
		}
		into.flip();
	}

	private static IOException bad(Path file, String problem) {
		return new IOException("\"" + file + "\" cannot be used: " + problem);
	}

	/**
	 * Return the index of the last entry whose effect it holds.
	 * @return the index
	 */
	public long index() {
		return field(0);
	}

	/**
	 * Return the term of that entry.
	 * @return the term
	 */
	public long term() {
		return field(1);
	}

	/**
	 * Return the timestamp of that entry, or a later one.
	 * @return milliseconds since the epoch
	 */
	public long timestampMillis() {
		return field(2);
	}

	private long field(int number) {
		return ByteBuffer.wrap(this.header).getLong(MAGIC.length + Integer.BYTES + number * Long.BYTES);
	}

	/**
	 * Return the size of the content.
	 * @return bytes
	 */
	public long length() {
		return this.length;
	}

	/**
	 * Open the content: what was written to a {@link SnapshotTarget}.
	 * @return the content, whose checksum is checked again when its end is read; the
	 * caller closes it
	 * @throws IOException if it cannot be read
	 */
	public InputStream open() throws IOException {
		InputStream in = Files.newInputStream(this.file);
		try {
			in.skipNBytes(HEADER);
			return new Checked(in);
		}
		catch (IOException ex) {
			in.close();
			throw ex;
		}
	}

	/** Counts and sums up what is written. */
	private static final class Summing extends FilterOutputStream {

		private final CRC32C crc = new CRC32C();

		private long count;

		Summing(OutputStream out) {
			super(out);
		}

		@Override
		public void write(int value) throws IOException {
			this.out.write(value);
			this.crc.update(value);
			this.count++;
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.out.write(bytes, offset, length);
			this.crc.update(bytes, offset, length);
			this.count += length;
		}

		/** What wrote the content may close it; the footer is still to come. */
		@Override
		public void close() throws IOException {
			flush();
		}

	}

	/** Ends where the content does, if that is what was written. */
	private final class Checked extends FilterInputStream {

		private final CRC32C crc = new CRC32C();

		private long left = ExportFile.this.length;

		private boolean ended;

		Checked(InputStream in) {
			super(in);
			this.crc.update(ExportFile.this.header);
		}

		@Override
		public int read() throws IOException {
			byte[] one = new byte[1];
			return (read(one, 0, 1) < 0) ? -1 : one[0] & 0xff;
		}

		@Override
		public int read(byte[] bytes, int offset, int count) throws IOException {
			if (count == 0) {
				return 0;
			}
			if (this.left == 0) {
				end();
				return -1;
			}
			int read = this.in.read(bytes, offset, (int) Math.min(count, this.left));
			if (read < 0) {
				throw bad(ExportFile.this.file, "it became shorter while it was read");
			}
			this.crc.update(bytes, offset, read);
			this.left -= read;
			return read;
		}

		private void end() throws IOException {
			if (this.ended) {
				return;
			}
			this.crc.update(ByteBuffer.allocate(Long.BYTES).putLong(ExportFile.this.length).array());
			if ((int) this.crc.getValue() != ExportFile.this.checksum) {
				throw bad(ExportFile.this.file, "its checksum is wrong");
			}
			this.ended = true;
		}

		@Override
		public long skip(long count) throws IOException {
			throw new IOException("every byte counts for the checksum");
		}

		@Override
		public boolean markSupported() {
			return false;
		}

	}

}
