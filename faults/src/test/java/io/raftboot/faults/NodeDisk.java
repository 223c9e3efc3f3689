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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a node keeps its data on: a file system in a file where that is possible, so that
 * it can be filled, or lose what was not synced, without harm to this machine; else a
 * directory.
 */
final class NodeDisk implements AutoCloseable {

	private static final String SIZE = "192M";

	private final Path directory;

	private final boolean image;

	private int generation;

	private NodeDisk(Path directory, boolean image) {
		this.directory = directory;
		this.image = image;
	}

	static boolean canMount(Path directory) {
		try {
			Files.createDirectories(directory);
			NodeDisk disk = new NodeDisk(directory.resolve("check"), true);
			disk.make();
			disk.close();
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	static NodeDisk create(Path directory, boolean image) throws IOException {
		NodeDisk disk = new NodeDisk(directory, image);
		if (image) {
			Runtime.getRuntime().addShutdownHook(new Thread(disk::close));
			disk.make();
		}
		return disk;
	}

	private void make() throws IOException {
		Files.createDirectories(mount());
		Commands.run("truncate", "-s", SIZE, image().toString());
		Commands.run("mkfs.ext4", "-q", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0", image().toString());
		Commands.run("mount", "-o", "loop,noatime", image().toString(), mount().toString());
	}

	private Path image() {
		return this.directory.resolve("disk-" + this.generation + ".img");
	}

	private Path mount() {
		return this.directory.resolve("disk");
	}

	Path dataDirectory() {
		return mount().resolve("raft");
	}

	/** Let everything that was written so far reach the disk. */
	void sync() throws IOException {
		Commands.run("sync", "-f", mount().toString());
	}

	/**
	 * Lose everything that was not synced, as in a power failure: go on with what had
	 * reached the disk below. The node must not run.
	 */
	void losePower() throws IOException {
		Path old = image();
		this.generation++;
		Commands.run("cp", "--sparse=always", old.toString(), image().toString());
		unmount();
		Files.delete(old);
		Commands.run("mount", "-o", "loop,noatime", image().toString(), mount().toString());
	}

	/** Let the kernel give the file system up: from now on it can only be read. */
	void abort() throws IOException {
		Commands.run("mount", "-o", "remount,abort", mount().toString());
	}

	/** Make it writable again. The node must not run. */
	void repair() throws IOException {
		unmount();
		Commands.works("e2fsck", "-fy", image().toString());
		Commands.run("mount", "-o", "loop,noatime", image().toString(), mount().toString());
	}

	/** Leave no byte of room. */
	void fill() throws IOException {
		Commands.run("sh", "-c", "o=0; for s in 16777216 1048576 65536 4096 1024; do while fallocate -o $o -l $s "
				+ filler() + " 2>/dev/null; do o=$((o + s)); done; done; true");
	}

	void makeRoom() throws IOException {
		Files.deleteIfExists(filler());
	}

	private Path filler() {
		return mount().resolve("filler");
	}

	void wipe() throws IOException {
		Commands.run("rm", "-rf", dataDirectory().toString());
	}

	private void unmount() throws IOException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (!Commands.works("umount", mount().toString())) {
			if (System.nanoTime() > end) {
				throw new IOException(mount() + " stays busy");
			}
			Pauses.millis(50);
		}
	}

	@Override
	public void close() {
		if (this.image) {
			Commands.tryToRun(List.of(), "umount", "-l", mount().toString());
			Commands.tryToRun(List.of(), "rm", "-f", image().toString());
		}
	}

}
