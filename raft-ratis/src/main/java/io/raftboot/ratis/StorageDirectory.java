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

package io.raftboot.ratis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.raftboot.storage.DiskFullException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratis's directory: in the data directory, or a temporary one for a node that keeps
 * nothing.
 */
final class StorageDirectory {

	private static final Logger logger = LoggerFactory.getLogger(StorageDirectory.class);

	private static final String NAME = "ratis";

	/** Ratis reserves a part of a log file when it begins one, at most 4 MiB. */
	private static final long ROOM = 16L << 20;

	private StorageDirectory() {
	}

	static Path open(RatisSettings settings) throws IOException {
		if (settings.node().memoryStorage()) {
			return Files.createTempDirectory("raft-ratis-");
		}
		return Files.createDirectories(settings.node().dataDirectory().resolve(NAME));
	}

	static void close(RatisSettings settings, Path storage) {
		if (settings.node().memoryStorage()) {
			delete(storage);
		}
	}

	/**
	 * Look whether a log could be written.
	 * @throws IOException if there is too little room
	 */
	static void checkRoom(RatisSettings settings, Path storage) throws IOException {
		Files.createDirectories(storage);
		long room = Files.getFileStore(storage).getUsableSpace();
		long needed = Math.min(ROOM, 4L * settings.node().logSegmentSize());
		if (room < needed) {
			throw new DiskFullException(storage.toString(),
					new IOException(room + " bytes are left, " + needed + " are needed"));
		}
	}

	/**
	 * Whether something failed only for want of room. The names that systems have for it
	 * are in the message alone.
	 */
	static boolean isFull(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = String.valueOf(cause.getMessage());
			if (cause instanceof DiskFullException || message.contains("No space left")
					|| message.contains("Disk quota exceeded")) {
				return true;
			}
		}
		return false;
	}

	/** Delete everything in it, for a node that was never a member. */
	static void delete(Path storage) {
		try (Stream<Path> files = Files.walk(storage)) {
			List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
			for (Path file : deepestFirst) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException ex) {
			logger.warn("\"{}\" could not be deleted", storage, ex);
		}
	}

}
