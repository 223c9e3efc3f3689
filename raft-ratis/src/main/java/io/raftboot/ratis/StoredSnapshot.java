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

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

import io.raftboot.engine.SnapshotSource;
import io.raftboot.storage.DamagedStorageException;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot in Ratis's directory. Its file is open from the start, so that it can be
 * read though Ratis replaces it: {@code [format: 4][timestamp: 8]}, then what the machine
 * wrote. Ratis keeps the MD5 of the file beside it.
 */
final class StoredSnapshot implements SnapshotSource {

	/** "RBR" and the version. */
	static final int FORMAT = 0x52425201;

	static final int HEADER = Integer.BYTES + Long.BYTES;

	private final TermIndex point;

	private final String path;

	private final FileChannel channel;

	private final long timestampMillis;

	private StoredSnapshot(TermIndex point, String path, FileChannel channel) throws IOException {
		this.point = point;
		this.path = path;
		this.channel = channel;
		DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
		if (channel.size() < HEADER || in.readInt() != FORMAT) {
			throw new DamagedStorageException(path, 0, "it is no snapshot of this version");
		}
		this.timestampMillis = in.readLong();
	}

	/**
	 * Open a snapshot and read all of it once.
	 * @throws DamagedStorageException if it is not what was written
	 */
	static StoredSnapshot open(SingleFileSnapshotInfo info) throws IOException {
		String path = info.getFile().getPath().toString();
		FileChannel channel = FileChannel.open(info.getFile().getPath(), StandardOpenOption.READ);
		try {
			StoredSnapshot opened = new StoredSnapshot(info.getTermIndex(), path, channel);
			opened.check(info.getFile().getFileDigest());
			return opened;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	long timestampMillis() {
		return this.timestampMillis;
	}

	@Override
	public long index() {
		return this.point.getIndex();
	}

	@Override
	public long term() {
		return this.point.getTerm();
	}

	@Override
	public InputStream open() throws IOException {
		this.channel.position(HEADER);
		return Channels.newInputStream(this.channel);
	}

	private void check(@Nullable MD5Hash expected) throws IOException {
		if (expected == null) {
			throw new DamagedStorageException(this.path, 0, "its checksum is missing");
		}
		MessageDigest digester = MD5FileUtil.newMD5();
		ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
		this.channel.position(0);
		while (this.channel.read(buffer) >= 0) {
			digester.update(buffer.flip());
			buffer.clear();
		}
		if (!expected.equals(MD5Hash.newInstance(digester.digest()))) {
			throw new DamagedStorageException(this.path, 0, "its checksum is wrong");
		}
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
