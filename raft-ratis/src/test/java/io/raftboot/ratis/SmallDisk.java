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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small file system in memory, which can be filled. Needs root.
 */
final class SmallDisk implements AutoCloseable {

	private final Path directory;

	private SmallDisk(Path directory) {
		this.directory = directory;
	}

	/**
	 * Mount one.
	 * @throws IOException if that is not possible here
	 */
	static SmallDisk mount(Path directory, int mebibytes) throws IOException {
		Files.createDirectories(directory);
		run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString());
		return new SmallDisk(directory);
	}

	private static void run(String... command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
				throw new IOException(List.of(command) + " failed: "
						+ new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Leave no byte of room. */
	void fill() throws IOException {
		byte[] piece = new byte[4096];
		try (OutputStream out = Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
			while (this.directory.toFile().getUsableSpace() > 0) {
				out.write(piece);
			}
		}
		catch (IOException ex) {
			// somebody else has taken the rest
		}
	}

	void makeRoom() throws IOException {
		Files.deleteIfExists(filler());
	}

	private Path filler() {
		return this.directory.resolve("filler");
	}

	@Override
	public void close() throws IOException {
		run("umount", "-l", this.directory.toString());
	}

}
