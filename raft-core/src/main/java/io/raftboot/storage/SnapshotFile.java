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
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

import io.raftboot.consensus.SnapshotPoint;
import org.jspecify.annotations.Nullable;

/**
 * A complete snapshot, open for reading.
 */
final class SnapshotFile implements StoredSnapshot {

	private final DiskFile file;

	private final String path;

	private final SnapshotFormat.Header header;

	private final long size;

	private SnapshotFile(DiskFile file, String path, SnapshotFormat.Header header, long size) {
		this.file = file;
		this.path = path;
		this.header = header;
		this.size = size;
	}

	/**
	 * Open a snapshot. Its header and footer are checked, its content when it is read.
	 * @param disk the directory
	 * @param name the file's name
	 * @param group the group that it should belong to, {@code null} for any
	 * @return the snapshot
	 * @throws IOException if it is damaged or refused, or the disk fails
	 */
	static SnapshotFile open(Disk disk, String name, @Nullable String group) throws IOException {
		String path = disk.describe(name);
		DiskFile file = disk.open(name);
		try {
			SnapshotFormat.Header header = SnapshotFormat.readHeader(file, path, group);
			SnapshotFormat.readFooter(file, path, header.size());
			return new SnapshotFile(file, path, header, file.size());
		}
		catch (IOException ex) {
			file.close();
			throw ex;
		}
	}

	@Override
	public SnapshotPoint point() {
		return this.header.point();
	}

	@Override
	public long fileSize() {
		return this.size;
	}

	@Override
	public int read(long position, ByteBuffer into) throws IOException {
		return this.file.read(position, into);
	}

	@Override
	public InputStream content() throws IOException {
		return reader();
	}

	/**
	 * Read the whole content, only to check it.
	 * @throws DamagedStorageException if it is damaged
	 * @throws IOException if the disk fails
	 */
	void check() throws IOException {
		try (SnapshotContentReader reader = reader()) {
			reader.check();
		}
	}

	private SnapshotContentReader reader() throws IOException {
		return new SnapshotContentReader(this.file, this.path, this.header.size());
	}

	@Override
	public void close() {
		try {
			this.file.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
