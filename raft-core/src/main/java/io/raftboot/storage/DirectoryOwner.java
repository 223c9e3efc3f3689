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

import io.raftboot.NodeSettings;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one engine out of the directory of another. An engine other than the native one
 * has a file here that is named after it; the native engine's own files speak for it.
 */
public final class DirectoryOwner {

	private static final String PREFIX = "engine-";

	/** The name of the file that is there while a snapshot is imported. */
	static final String IMPORTING = PREFIX + "importing";

	private DirectoryOwner() {
	}

	/**
	 * Return the name of the file that says whose the directory is.
	 * @param engine the name of an engine that is not the native one
	 * @return the file's name
	 */
	public static String fileName(String engine) {
		return PREFIX + engine;
	}

	/**
	 * Check that a directory is empty or this engine's.
	 * @param disk the directory
	 * @param engine the name of the engine that is about to use it
	 * @throws DirectoryRefusedException if it is another engine's
	 * @throws IOException if the disk fails
	 */
	public static void check(Disk disk, String engine) throws IOException {
		for (String name : disk.list()) {
			if (name.equals(IMPORTING)) {
				throw new DirectoryRefusedException(disk.describe(name),
						"the import of a snapshot into this directory was cut short: do it again, or delete the directory",
						null);
			}
			String owner = owner(name);
			if (owner != null && !owner.equals(engine)) {
				throw new DirectoryRefusedException(disk.describe(name),
						"it was written with raft.engine=" + owner + ", not " + engine
								+ ": set that again, or name another directory; data does not move between engines",
						null);
			}
		}
	}

	static boolean isMark(String name) {
		return name.startsWith(PREFIX);
	}

	private static @Nullable String owner(String name) {
		if (isMark(name)) {
			return name.endsWith(StateFile.UNFINISHED) ? null : name.substring(PREFIX.length());
		}
		boolean own = name.equals(IdentityFile.NAME) || name.equals(HardStateFile.NAME)
				|| SnapshotFormat.isSnapshot(name) || SegmentHeader.isSegment(name);
		return own ? NodeSettings.NATIVE_ENGINE : null;
	}

}
