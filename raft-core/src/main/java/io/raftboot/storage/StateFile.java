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
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A small file that is replaced in one piece: written beside, synced, renamed, and the
 * directory synced. A crash leaves the old content or the new.
 */
final class StateFile {

	/** What the names of unfinished files end with; they are deleted at the start. */
	static final String UNFINISHED = ".tmp";

	private final Disk disk;

	private final String name;

	private final FileHeader.Kind kind;

	private final @Nullable String group;

	/**
	 * Create the access to a file.
	 * @param disk the directory
	 * @param name the file's name
	 * @param kind what it holds
	 * @param group the group that it belongs to; {@code null} to read that of any
	 */
	StateFile(Disk disk, String name, FileHeader.Kind kind, @Nullable String group) {
		this.disk = disk;
		this.name = name;
		this.kind = kind;
		this.group = group;
	}

	/**
	 * Read the content.
	 * @param size the bytes that it must have
	 * @return the content, {@code null} if the file is not there
	 * @throws IOException if it is damaged or refused, or the disk fails
	 */
	@Nullable ByteBuffer read(int size) throws IOException {
		if (!this.disk.list().contains(this.name)) {
			return null;
		}
		String path = this.disk.describe(this.name);
		try (DiskFile file = this.disk.open(this.name)) {
			FileHeader header = FileHeader.read(file, path, this.kind, this.group);
			if (file.size() != header.size() || header.fields().remaining() != size) {
				throw new DamagedStorageException(path, header.size(), "it does not have the length it should have");
			}
			return header.fields();
		}
	}

	/**
	 * Replace the content, durably.
	 * @param content the content
	 * @throws DiskFullException if there is no room: the old content stays
	 * @throws IOException if the disk fails
	 */
	void write(byte[] content) throws IOException {
		String unfinished = this.name + UNFINISHED;
		write(this.disk, unfinished, FileHeader.encode(this.kind, Objects.requireNonNull(this.group), content));
		this.disk.rename(unfinished, this.name);
		this.disk.syncDirectory();
	}

	/**
	 * Write a whole new file, durably but for its name.
	 * @param disk where
	 * @param name its name
	 * @param content its content
	 * @throws IOException if the disk fails or is full
	 */
	static void write(Disk disk, String name, ByteBuffer content) throws IOException {
		try (DiskFile file = disk.open(name)) {
			file.truncate(0);
			file.write(0, content);
			file.sync();
		}
	}

}
