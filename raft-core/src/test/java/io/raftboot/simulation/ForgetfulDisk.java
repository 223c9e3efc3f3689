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

package io.raftboot.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import io.raftboot.storage.Disk;
import io.raftboot.storage.DiskFile;

/**
 * A disk whose syncs of files do nothing.
 */
final class ForgetfulDisk implements Disk {

	private final Disk disk;

	ForgetfulDisk(Disk disk) {
		this.disk = disk;
	}

	@Override
	public List<String> list() throws IOException {
		return this.disk.list();
	}

	@Override
	public DiskFile open(String name) throws IOException {
		DiskFile file = this.disk.open(name);
		return name.startsWith("log-") ? new ForgetfulFile(file) : file;
	}

	@Override
	public void rename(String from, String to) throws IOException {
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

	private record ForgetfulFile(DiskFile file) implements DiskFile {

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
			this.file.write(position, bytes);
		}

		@Override
		public void truncate(long size) throws IOException {
			this.file.truncate(size);
		}

		@Override
		public void sync() {
			// The planted bug.
		}

		@Override
		public void close() throws IOException {
			this.file.close();
		}

	}

}
