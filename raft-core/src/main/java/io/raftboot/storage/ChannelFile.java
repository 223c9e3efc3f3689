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
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A file on a real disk.
 */
final class ChannelFile implements DiskFile {

	private final Path path;

	private final FileChannel channel;

	/**
	 * Whether the file was cut since it was synced: its new length must then reach the
	 * disk even where a sync of the data alone would leave it behind.
	 */
	private boolean cut;

	ChannelFile(Path path, FileChannel channel) {
		this.path = path;
		this.channel = channel;
	}

	@Override
	public long size() throws IOException {
		return this.channel.size();
	}

	@Override
	public int read(long position, ByteBuffer into) throws IOException {
		return this.channel.read(into, position);
	}

	@Override
	public void write(long position, ByteBuffer bytes) throws IOException {
		long at = position;
		try {
			while (bytes.hasRemaining()) {
				at += this.channel.write(bytes, at);
			}
		}
		catch (IOException ex) {
			throw FileDisk.translate(ex, this.path, bytes.remaining());
		}
	}

	@Override
	public void truncate(long size) throws IOException {
		this.channel.truncate(size);
		this.cut = true;
	}

	@Override
	public void sync() throws IOException {
		this.channel.force(this.cut);
		this.cut = false;
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
