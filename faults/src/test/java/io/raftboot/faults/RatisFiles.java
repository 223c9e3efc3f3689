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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What {@link DataFiles} does, to the files of Ratis: behind the header of a log file a
 * record is the length as a varint, the entry, four bytes of checksum; the file that is
 * being written is filled up with zeros.
 */
final class RatisFiles {

	private static final int HEADER = 8;

	private static final int CHECKSUM = 4;

	private static final String OPEN = "log_inprogress_";

	private RatisFiles() {
	}

	static boolean areIn(Path directory) {
		return Files.isDirectory(directory.resolve("ratis"));
	}

	/** Half a record or noise, as a write that is cut off leaves it. */
	static String tear(Path directory, Random random) throws IOException {
		List<Path> open = files(directory, OPEN);
		if (open.isEmpty()) {
			return "no log file is being written";
		}
		Path last = open.get(open.size() - 1);
		byte[] bytes = Files.readAllBytes(last);
		List<Integer> bounds = bounds(bytes);
		int end = bounds.get(bounds.size() - 1);
		byte[] piece = new byte[1 + random.nextInt(100)];
		random.nextBytes(piece);
		if (bounds.size() > 1 && random.nextBoolean()) {
			int before = bounds.get(bounds.size() - 2);
			piece = Arrays.copyOfRange(bytes, before, before + 1 + random.nextInt(end - before - 1));
		}
		try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
			file.seek(end);
			file.write(piece);
		}
		return last.getFileName() + " by " + piece.length + " bytes at " + end;
	}

	/**
	 * The last record of the file that is being written is left alone: a flipped bit
	 * there cannot be told from a torn tail.
	 */
	static String flip(Path directory, Random random) throws IOException {
		List<Path> snapshots = files(directory, "snapshot.");
		List<Path> logs = new ArrayList<>();
		for (Path log : files(directory, "log_")) {
			if (last(log) > HEADER) {
				logs.add(log);
			}
		}
		if (!snapshots.isEmpty() && (logs.isEmpty() || random.nextBoolean())) {
			Path snapshot = snapshots.get(snapshots.size() - 1);
			return DataFiles.flip(snapshot, random.nextInt((int) Files.size(snapshot)), random);
		}
		if (logs.isEmpty()) {
			throw new IOException(directory + " has too little in it");
		}
		Path log = logs.get(random.nextInt(logs.size()));
		return DataFiles.flip(log, random.nextInt(last(log)), random);
	}

	/** Return where that ends of which a bit may flip. */
	private static int last(Path log) throws IOException {
		List<Integer> bounds = bounds(Files.readAllBytes(log));
		int spared = String.valueOf(log.getFileName()).startsWith(OPEN) ? 1 : 0;
		return bounds.get(Math.max(0, bounds.size() - 1 - spared));
	}

	/** Return where the records begin, and where the last one ends. */
	private static List<Integer> bounds(byte[] bytes) {
		List<Integer> bounds = new ArrayList<>();
		int position = HEADER;
		bounds.add(position);
		while (position < bytes.length && bytes[position] != 0) {
			int length = 0;
			int shift = 0;
			byte next;
			do {
				next = bytes[position++];
				length |= (next & 0x7F) << shift;
				shift += 7;
			}
			while (next < 0);
			position += length + CHECKSUM;
			bounds.add(position);
		}
		return bounds;
	}

	private static List<Path> files(Path directory, String prefix) throws IOException {
		try (Stream<Path> files = Files.walk(directory.resolve("ratis"))) {
			return files
				.filter((file) -> file.getFileName().toString().matches("\\Q" + prefix + "\\E(inprogress_)?[0-9_-]+"))
				.sorted()
				.toList();
		}
	}

}
