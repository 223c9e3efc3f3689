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
import java.util.List;

import io.raftboot.storage.Disk;
import io.raftboot.storage.DiskFile;
import io.raftboot.storage.DiskFullException;
import io.raftboot.storage.MemoryDisk;

/**
 * A disk in memory that can be full, or fail to sync.
 */
final class BreakableDisk implements Disk {

	private final Disk disk = new MemoryDisk();

	private boolean full;

	private boolean broken;

	private boolean fillBeforeRename;

	void fill() {
		this.full = true;
	}

	void empty() {
		this.full = false;
	}

	boolean isFull() {
		return this.full;
	}

	/** Be full from the next renaming of a snapshot on. */
	void fillBeforeRename() {
		this.fillBeforeRename = true;
	}

	void breakSync() {
		this.broken = true;
	}

	@Override
	public List<String> list() throws IOException {
		return this.disk.list();
	}

	@Override
	public DiskFile open(String name) throws IOException {
		return new BreakableFile(name, this.disk.open(name));
	}

	@Override
	public void rename(String from, String to) throws IOException {
		if (this.fillBeforeRename && to.startsWith("snapshot")) {
			this.fillBeforeRename = false;
			this.full = true;
		}
		this.disk.rename(from, to);
	}

	@Override
	public void delete(String name) throws IOException {
		this.disk.delete(name);
	}

	@Override
	public void syncDirectory() throws IOException {
		this.disk.syncDirectory();
	}

	@Override
	public String describe(String name) {
		return this.disk.describe(name);
	}

	@Override
	public void close() {
		this.disk.close();
	}

	private final class BreakableFile implements DiskFile {

		private final String name;

		private final DiskFile file;

		BreakableFile(String name, DiskFile file) {
			this.name = name;
			this.file = file;
		}

		@Override
		public long size() throws IOException {
			return this.file.size();
		}

		@Override
		public int read(long position, ByteBuffer into) throws IOException {
			return this.file.read(position, into);
		}

		@Override
		public void write(long position, ByteBuffer bytes) throws IOException {
			if (BreakableDisk.this.full) {
				throw new DiskFullException(this.name, null);
			}
			this.file.write(position, bytes);
		}

		@Override
		public void truncate(long size) throws IOException {
			this.file.truncate(size);
		}

		@Override
		public void sync() throws IOException {
			if (BreakableDisk.this.broken) {
				throw new IOException("cannot sync \"" + this.name + "\"");
			}
			this.file.sync();
		}

		@Override
		public void close() throws IOException {
			this.file.close();
		}

	}

}
