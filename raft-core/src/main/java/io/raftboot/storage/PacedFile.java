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

/**
 * Writes a large file and syncs it now and then on the way. Without that the disk is
 * asked for all of it at the end, and every sync of the log, which on the same file
 * system is often behind it in one journal, waits that long: a leader would not be heard
 * of meanwhile.
 */
final class PacedFile {

	/** The most bytes that the disk may still have to write. */
	private static final int INTERVAL = 8 << 20;

	private final DiskFile file;

	private int unsynced;

	PacedFile(DiskFile file) {
		this.file = file;
	}

	void write(long position, ByteBuffer bytes) throws IOException {
		this.unsynced += bytes.remaining();
		this.file.write(position, bytes);
		if (this.unsynced >= INTERVAL) {
			sync();
		}
	}

	void sync() throws IOException {
		this.unsynced = 0;
		this.file.sync();
	}

}
