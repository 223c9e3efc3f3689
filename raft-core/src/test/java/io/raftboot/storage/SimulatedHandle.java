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
import java.util.Arrays;

/**
 * An open file on a {@link SimulatedDisk}. It stays usable when the file is renamed or
 * deleted, and is dead when the process is.
 */
final class SimulatedHandle implements DiskFile {

	private final SimulatedDisk disk;

	private final String name;

	private final SimulatedFile file;

	private final int life;

	private boolean closed;

	SimulatedHandle(SimulatedDisk disk, String name, SimulatedFile file, int life) {
		this.disk = disk;
		this.name = name;
		this.file = file;
		this.life = life;
	}

	private void check() {
		this.disk.check(this.life);
		if (this.closed) {
			throw new IllegalStateException("\"" + this.name + "\" is closed");
		}
	}

	@Override
	public long size() {
		check();
		return this.file.size();
	}

	@Override
	public int read(long position, ByteBuffer into) {
		check();
		return this.file.read(Math.toIntExact(position), into);
	}

	@Override
	public void write(long position, ByteBuffer bytes) throws IOException {
		check();
		int at = Math.toIntExact(position);
		byte[] copy = new byte[bytes.remaining()];
		bytes.get(copy);
		long growth = Math.max(0, position + copy.length - this.file.size());
		this.disk.begin(this.life, () -> {
			int part = this.disk.random().nextInt(copy.length + 1);
			this.file.write(at, Arrays.copyOf(copy, part));
		}, growth);
		this.file.write(at, copy);
	}

	@Override
	public void truncate(long size) throws IOException {
		check();
		this.disk.begin(this.life, null, 0);
		if (size < this.file.size()) {
			this.file.truncate(Math.toIntExact(size));
		}
	}

	@Override
	public void sync() throws IOException {
		check();
		this.disk.beginSync(this.life);
		this.file.sync();
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
