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

package io.raftboot.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Damage to the files of a stopped node.
 */
final class DataFiles {

	/** Behind the headers of files. */
	private static final int BEGIN = 128;

	private DataFiles() {
	}

	/**
	 * Put the beginning of something behind the end of the log.
	 * @return what was done
	 */
	static String tear(Path directory, Random random) throws IOException {
		if (RatisFiles.areIn(directory)) {
			return RatisFiles.tear(directory, random);
		}
		List<Path> segments = files(directory, "log-");
		Path last = segments.get(segments.size() - 1);
		byte[] piece = new byte[1 + random.nextInt(100)];
		random.nextBytes(piece);
		int end = end(Files.readAllBytes(last));
		try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
			file.seek(end);
			file.write(piece);
		}
		return last.getFileName() + " by " + piece.length + " bytes at " + end;
	}

	/**
	 * Flip a bit well before the end of the log, or in the snapshot.
	 * @return what was done; begins with the name of the file
	 */
	static String flip(Path directory, Random random) throws IOException {
		if (RatisFiles.areIn(directory)) {
			return RatisFiles.flip(directory, random);
		}
		List<Path> snapshots = files(directory, "snapshot");
		List<Path> segments = files(directory, "log-");
		boolean snapshot = !snapshots.isEmpty() && random.nextBoolean();
		Path chosen = snapshot ? snapshots.get(snapshots.size() - 1) : segments.get(random.nextInt(segments.size()));
		int end = end(Files.readAllBytes(chosen));
		int most = snapshot ? end : end / 2;
		int offset = Math.min(BEGIN, end / 2) + random.nextInt(Math.max(1, most - BEGIN));
		return flip(chosen, offset, random);
	}

	static String flip(Path path, long offset, Random random) throws IOException {
		try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
			file.seek(offset);
			int old = file.read();
			file.seek(offset);
			file.write(old ^ (1 << random.nextInt(8)));
		}
		return path.getFileName() + " at " + offset;
	}

	static List<Path> files(Path directory, String prefix) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter((file) -> file.getFileName().toString().startsWith(prefix)).sorted().toList();
		}
	}

	private static int end(byte[] bytes) {
		int end = bytes.length;
		while (end > 0 && bytes[end - 1] == 0) {
			end--;
		}
		return end;
	}

}
