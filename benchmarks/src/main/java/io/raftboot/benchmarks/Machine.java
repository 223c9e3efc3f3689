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

package io.raftboot.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;

/**
 * The machine that figures were measured on: without it they mean nothing.
 */
final class Machine {

	private static final int FORCES = 300;

	private Machine() {
	}

	/**
	 * Describes this machine in one sentence.
	 * @return processor, cores, kernel, JDK and the cost of a durable write
	 */
	static String describe() {
		return String.format(Locale.ROOT, "%s, %d cores, %s %s, JDK %s, fdatasync of 256 B %s.", processor(),
				Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"),
				System.getProperty("os.version"), System.getProperty("java.runtime.version"), forceCost());
	}

	private static String processor() {
		try {
			return Files.readAllLines(Path.of("/proc/cpuinfo"))
				.stream()
				.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).trim())
				.findFirst()
				.orElse("unknown processor");
		}
		catch (IOException ex) {
			return "unknown processor";
		}
	}

	private static String forceCost() {
		try {
			Path file = Files.createTempFile(Path.of(""), "force", ".tmp");
			try {
				return String.format(Locale.ROOT, "%.2f ms (median of %d)", medianForceMillis(file), FORCES);
			}
			finally {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			return "unknown (" + ex.getMessage() + ")";
		}
	}

	private static double medianForceMillis(Path file) throws IOException {
		ByteBuffer block = ByteBuffer.allocate(256);
		long[] nanos = new long[FORCES];
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			channel.write(ByteBuffer.allocate(FORCES * block.capacity()), 0);
			channel.force(true);
			for (int i = 0; i < FORCES; i++) {
				long start = System.nanoTime();
				channel.write(block.clear(), (long) i * block.capacity());
				channel.force(false);
				nanos[i] = System.nanoTime() - start;
			}
		}
		Arrays.sort(nanos);
		return nanos[FORCES / 2] / 1e6;
	}

}
