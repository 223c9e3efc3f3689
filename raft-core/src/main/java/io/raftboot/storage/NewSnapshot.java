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
import java.io.OutputStream;
import java.nio.ByteBuffer;

import io.raftboot.consensus.SnapshotPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot in the making, in a file of its own beside the latest.
 */
final class NewSnapshot implements SnapshotFileWriter {

	private static final Logger logger = LoggerFactory.getLogger(NewSnapshot.class);

	private final Disk disk;

	private final String name;

	private final String group;

	private final DiskFile file;

	private final PacedFile paced;

	private long received;

	/**
	 * Set when the file is complete, checked and durable; read by the storage's thread.
	 */
	private volatile @Nullable SnapshotPoint finished;

	private boolean closed;

	private volatile boolean installed;

	NewSnapshot(Disk disk, String name, String group) throws IOException {
		this.disk = disk;
		this.name = name;
		this.group = group;
		this.file = disk.open(name);
		this.paced = new PacedFile(this.file);
	}

	@Override
	public OutputStream content(SnapshotPoint point) throws IOException {
		if (this.received > 0) {
			throw new IllegalStateException("the snapshot's content is begun already");
		}
		ByteBuffer header = SnapshotFormat.encodeHeader(point, this.group);
		this.received = header.remaining();
		this.paced.write(0, header);
		return new SnapshotContentWriter(this.paced, this.received, () -> this.finished = check());
	}

	@Override
	public void receive(long position, ByteBuffer piece) throws IOException {
		if (position != this.received) {
			throw new IOException("the next piece of the snapshot must be at \"" + this.received + "\" but was at \""
					+ position + "\"");
		}
		int length = piece.remaining();
		this.paced.write(position, piece);
		this.received += length;
	}

	@Override
	public SnapshotPoint finishReceived() throws IOException {
		this.paced.sync();
		SnapshotPoint point = check();
		this.finished = point;
		return point;
	}

	private SnapshotPoint check() throws IOException {
		try (SnapshotFile written = SnapshotFile.open(this.disk, this.name, this.group)) {
			written.check();
			return written.point();
		}
	}

	@Nullable SnapshotPoint finished() {
		return this.finished;
	}

	boolean isInstalled() {
		return this.installed;
	}

	/**
	 * Give the file the name of a snapshot. Its own name is then no longer its own.
	 * @param newName the name
	 * @throws IOException if the disk fails
	 */
	void install(String newName) throws IOException {
		this.disk.rename(this.name, newName);
		this.installed = true;
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		try {
			this.file.close();
			if (!this.installed) {
				this.disk.delete(this.name);
			}
		}
		catch (IOException ex) {
			logger.warn("An unfinished snapshot stays until the next start: {}", ex.toString());
		}
	}

}
