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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.raftboot.storage.DamagedStorageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through the log before Ratis does. Ratis takes a write that a crash left in part
 * for damage when zeros follow it, which they do, since it reserves room: it could not be
 * opened any more. And it does not say where damage is.
 * <p>
 * A record that is bad with no good one behind it, in the file that was written last, is
 * a torn tail: it is cut. Anything else that is bad stops the start.
 */
final class LogFiles {

	private static final Logger logger = LoggerFactory.getLogger(LogFiles.class);

	/** Of a file that is being written, and of one that is full. */
	private static final Pattern NAME = Pattern.compile("log_(?:inprogress_(\\d+)|(\\d+)-(\\d+))");

	private LogFiles() {
	}

	/**
	 * Check all files.
	 * @param directory where Ratis has them, which need not exist
	 * @throws DamagedStorageException if anything but the end of the last one is damaged
	 * @throws IOException if the disk fails
	 */
	static void check(Path directory) throws IOException {
		List<Name> names = list(directory);
		for (int i = 0; i < names.size(); i++) {
			Name name = names.get(i);
			boolean tearable = name.lastIndex == Long.MAX_VALUE && i == names.size() - 1;
			try (LogFile file = LogFile.open(name.path)) {
				check(file, name, tearable);
			}
		}
	}

	private static List<Name> list(Path directory) throws IOException {
		List<Name> names = new ArrayList<>();
		if (!Files.isDirectory(directory)) {
			return names;
		}
		try (Stream<Path> files = Files.list(directory)) {
			files.forEach((path) -> {
				Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
				if (matcher.matches()) {
					names.add(Name.of(path, matcher));
				}
			});
		}
		names.sort(Comparator.comparingLong(Name::firstIndex));
		return names;
	}

	private static void check(LogFile file, Name name, boolean tearable) throws IOException {
		if (!file.readHeader()) {
			if (tearable && file.isZeroFromHere()) {
				return;
			}
			throw damaged(name, 0, "it does not begin as a log of Ratis does");
		}
		// What is behind the last entry of a full file, Ratis does not read
		boolean more = true;
		while (more && file.index() < name.lastIndex) {
			more = file.next();
		}
		if (more || file.isZeroFromHere()) {
			return;
		}
		long bad = file.position();
		long good = file.findBehind();
		if (good >= 0) {
			throw damaged(name, bad, "no entry can be read there, but the one at offset " + good + " can");
		}
		if (!tearable) {
			throw damaged(name, bad, "no entry can be read there");
		}
		logger.warn("Cut the torn tail of \"{}\" at offset {}: {} bytes, never acknowledged, after entry {}", name.path,
				bad, file.size() - bad, file.index());
		file.cut();
	}

	private static DamagedStorageException damaged(Name name, long offset, String problem) {
		return new DamagedStorageException(name.path.toString(), offset, problem);
	}

	/**
	 * What the name of a file says.
	 *
	 * @param path the file
	 * @param firstIndex the index of its first entry
	 * @param lastIndex the index of its last entry, none if it is being written
	 */
	private record Name(Path path, long firstIndex, long lastIndex) {

		static Name of(Path path, Matcher matcher) {
			String first = matcher.group(1);
			if (first != null) {
				return new Name(path, Long.parseLong(first), Long.MAX_VALUE);
			}
			return new Name(path, Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
		}

	}

}
