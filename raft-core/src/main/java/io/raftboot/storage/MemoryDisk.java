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

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Files that live as long as this object, for {@code raft.storage=memory}. Thread-safe.
 */
public final class MemoryDisk implements Disk {

	private final ConcurrentSkipListMap<String, MemoryFile> files = new ConcurrentSkipListMap<>();

	@Override
	public List<String> list() {
		return List.copyOf(this.files.keySet());
	}

	@Override
	public DiskFile open(String name) {
		return this.files.computeIfAbsent(name, (key) -> new MemoryFile());
	}

	@Override
	public void rename(String from, String to) throws IOException {
		MemoryFile file = this.files.remove(from);
		if (file == null) {
			throw new FileNotFoundException(describe(from));
		}
		this.files.put(to, file);
	}

	@Override
	public void delete(String name) throws IOException {
		if (this.files.remove(name) == null) {
			throw new FileNotFoundException(describe(name));
		}
	}

	@Override
	public void syncDirectory() {
	}

	@Override
	public String describe(String name) {
		return "memory:" + name;
	}

	@Override
	public void close() {
	}

	/**
	 * A file: blocks of equal size, so that growing copies nothing.
	 */
	private static final class MemoryFile implements DiskFile {

		private static final int BLOCK_SIZE = 64 * 1024;

		private final List<byte[]> blocks = new ArrayList<>();

		private long size;

		@Override
		public synchronized long size() {
			return this.size;
		}

		@Override
		public synchronized int read(long position, ByteBuffer into) {
			if (position >= this.size) {
				return -1;
			}
			int length = (int) Math.min(into.remaining(), this.size - position);
			for (int done = 0; done < length;) {
				byte[] block = this.blocks.get((int) ((position + done) / BLOCK_SIZE));
				int offset = (int) ((position + done) % BLOCK_SIZE);
				int part = Math.min(BLOCK_SIZE - offset, length - done);
				into.put(block, offset, part);
				done += part;
			}
			return length;
		}

		@Override
		public synchronized void write(long position, ByteBuffer bytes) {
			long at = position;
			while (bytes.hasRemaining()) {
				int number = (int) (at / BLOCK_SIZE);
				while (this.blocks.size() <= number) {
					this.blocks.add(new byte[BLOCK_SIZE]);
				}
				int offset = (int) (at % BLOCK_SIZE);
				int part = Math.min(BLOCK_SIZE - offset, bytes.remaining());
				bytes.get(this.blocks.get(number), offset, part);
				at += part;
			}
			this.size = Math.max(this.size, at);
		}

		@Override
		public synchronized void truncate(long newSize) {
			if (newSize >= this.size) {
				return;
			}
			int kept = (int) ((newSize + BLOCK_SIZE - 1) / BLOCK_SIZE);
			this.blocks.subList(kept, this.blocks.size()).clear();
			int tail = (int) (newSize % BLOCK_SIZE);
			if (tail > 0) {
				Arrays.fill(this.blocks.get(kept - 1), tail, BLOCK_SIZE, (byte) 0);
			}
			this.size = newSize;
		}

		@Override
		public void sync() {
		}

		@Override
		public void close() {
		}

	}

}
