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
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What a log segment's header adds to {@link FileHeader}.
 *
 * @param firstIndex the index of the first record
 * @param previousTerm the term of the entry before that
 * @param generation counts how often the log started anew after a snapshot; segments of
 * an older generation are leftovers
 * @param salt what the records' checksums are mixed with
 */
record SegmentHeader(long firstIndex, long previousTerm, long generation, int salt) {

	private static final String PREFIX = "log-";

	private static final String SUFFIX = ".seg";

	private static final int SIZE = 3 * Long.BYTES + Integer.BYTES;

	/**
	 * Return the name of a segment's file.
	 * @param firstIndex the index of its first record
	 * @return the name
	 */
	static String fileName(long firstIndex) {
		return String.format(Locale.ROOT, "%s%020d%s", PREFIX, firstIndex, SUFFIX);
	}

	static boolean isSegment(String fileName) {
		return fileName.startsWith(PREFIX) && fileName.endsWith(SUFFIX);
	}

	String fileName() {
		return fileName(this.firstIndex);
	}

	ByteBuffer encode(String group) {
		ByteBuffer fields = ByteBuffer.allocate(SIZE);
		fields.putLong(this.firstIndex).putLong(this.previousTerm).putLong(this.generation).putInt(this.salt);
		return FileHeader.encode(FileHeader.Kind.SEGMENT, group, fields.array());
	}

	/**
	 * Read a segment's header.
	 * @param file the file
	 * @param path where it is, for messages
	 * @param group the group that it should belong to, {@code null} for any
	 * @return the header
	 * @throws IOException if it is damaged or refused, or the disk fails
	 */
	static Sized read(DiskFile file, String path, @Nullable String group) throws IOException {
		FileHeader header = FileHeader.read(file, path, FileHeader.Kind.SEGMENT, group);
		ByteBuffer fields = header.fields();
		if (fields.remaining() != SIZE) {
			throw new DamagedStorageException(path, header.size(),
					"the header does not have the length it should have");
		}
		return new Sized(new SegmentHeader(fields.getLong(), fields.getLong(), fields.getLong(), fields.getInt()),
				header.size());
	}

	/**
	 * A segment's header, and its size in the file.
	 *
	 * @param header the header
	 * @param size its bytes
	 */
	record Sized(SegmentHeader header, int size) {
	}

}
