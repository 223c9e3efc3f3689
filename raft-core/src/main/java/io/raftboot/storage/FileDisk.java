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
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The files of a directory on a real disk. One process at a time has the directory; the
 * lock is the operating system's, so a killed process leaves none behind. Thread-safe,
 * its files are not.
 */
public final class FileDisk implements Disk {

	static final String LOCK_FILE = "lock";

	/**
	 * The directories that this process has open. A lock of the operating system belongs
	 * to the process, and closing any channel of the lock file gives it up: so the file
	 * must not even be opened a second time.
	 */
	private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

	private final Path directory;

	private final boolean readOnly;

	private final FileChannel lockChannel;

	private FileDisk(Path directory, boolean readOnly, FileChannel lockChannel) {
		this.directory = directory;
		this.readOnly = readOnly;
		this.lockChannel = lockChannel;
	}

	/**
	 * Open a directory, creating it if it is not there, and lock it.
	 * @param directory the directory
	 * @return its files
	 * @throws DirectoryRefusedException if another process or another node of this
	 * process has it, or it cannot be read and written
	 * @throws IOException if the disk fails
	 */
	public static FileDisk open(Path directory) throws IOException {
		try {
			Files.createDirectories(directory);
		}
		catch (FileAlreadyExistsException ex) {
			throw new DirectoryRefusedException(directory.toString(), "it is not a directory", ex);
		}
		catch (IOException ex) {
			throw new DirectoryRefusedException(directory.toString(), "it cannot be created: " + ex, ex);
		}
		return lock(directory, false);
	}

	/**
	 * Open a stopped node's directory for reading. Nothing is changed, and no node can
	 * start in it meanwhile.
	 * @param directory the directory
	 * @return its files, which cannot be written
	 * @throws DirectoryRefusedException if a node runs in it, or it is no data directory
	 * @throws IOException if the disk fails
	 */
	static FileDisk openReadOnly(Path directory) throws IOException {
		if (!Files.isRegularFile(directory.resolve(LOCK_FILE))) {
			throw new DirectoryRefusedException(directory.toString(), "no node ever ran in it: name a data directory",
					null);
		}
		return lock(directory, true);
	}

	private static FileDisk lock(Path given, boolean readOnly) throws IOException {
		if (!Files.isDirectory(given)) {
			throw new DirectoryRefusedException(given.toString(), "it is not a directory", null);
		}
		if (!Files.isReadable(given) || (!readOnly && !Files.isWritable(given))) {
			throw new DirectoryRefusedException(given.toString(),
					"this process may not read and write it: change its owner or its permissions", null);
		}
		Path directory = given.toRealPath();
		if (!OPEN.add(directory)) {
			throw new DirectoryRefusedException(given.toString(),
					"another node of this process uses it: give each node its own directory", null);
		}
		FileChannel channel = null;
		try {
			channel = openLockFile(directory.resolve(LOCK_FILE), readOnly);
			if (!tryLock(channel, readOnly)) {
				throw new DirectoryRefusedException(given.toString(),
						"another process uses it: stop that first, or name another directory", null);
			}
			return new FileDisk(directory, readOnly, channel);
		}
		catch (IOException | RuntimeException ex) {
			closeQuietly(channel, ex);
			OPEN.remove(directory);
			throw ex;
		}
	}

	private static FileChannel openLockFile(Path file, boolean readOnly) throws IOException {
		try {
			return readOnly ? FileChannel.open(file, StandardOpenOption.READ)
					: FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
		}
		catch (IOException ex) {
			throw new DirectoryRefusedException(file.toString(),
					"it cannot be opened: change its owner or its permissions (" + ex + ")", ex);
		}
	}

	private static boolean tryLock(FileChannel channel, boolean shared) throws IOException {
		try {
			FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
			return lock != null;
		}
		catch (OverlappingFileLockException ex) {
			return false;
		}
	}

	private static void closeQuietly(@Nullable FileChannel channel, Exception cause) {
		try {
			if (channel != null) {
				channel.close();
			}
		}
		catch (IOException ex) {
			cause.addSuppressed(ex);
		}
	}

	@Override
	public List<String> list() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
				.map((file) -> file.getFileName().toString())
				.filter((name) -> !name.equals(LOCK_FILE))
				.sorted()
				.toList();
		}
		catch (UncheckedIOException ex) {
			throw new IOException("\"" + this.directory + "\" cannot be listed", ex);
		}
	}

	@Override
	public DiskFile open(String name) throws IOException {
		Path path = this.directory.resolve(name);
		try {
			FileChannel channel = this.readOnly ? FileChannel.open(path, StandardOpenOption.READ) : FileChannel
				.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
			return new ChannelFile(path, channel);
		}
		catch (IOException ex) {
			throw translate(ex, path, 0);
		}
	}

	/**
	 * Tell a full disk from a broken one. The system's message may be in any language, so
	 * the room that is left is looked at too.
	 * @param ex what was thrown
	 * @param file the file
	 * @param needed bytes that should have been written
	 * @return what to throw
	 */
	static IOException translate(IOException ex, Path file, long needed) {
		String message = String.valueOf(ex.getMessage()).toLowerCase(Locale.ROOT);
		if (message.contains("no space left") || message.contains("quota exceeded") || hasNoRoom(file, needed)) {
			return new DiskFullException(file.toString(), ex);
		}
		return ex;
	}

	private static boolean hasNoRoom(Path file, long needed) {
		try {
			Path directory = file.getParent();
			return needed > 0 && directory != null && Files.getFileStore(directory).getUsableSpace() < needed;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void rename(String from, String to) throws IOException {
		Files.move(this.directory.resolve(from), this.directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
	}

	@Override
	public void delete(String name) throws IOException {
		Files.delete(this.directory.resolve(name));
	}

	@Override
	public void syncDirectory() throws IOException {
		try (FileChannel channel = FileChannel.open(this.directory, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

	@Override
	public String describe(String name) {
		return this.directory.resolve(name).toString();
	}

	@Override
	public void close() {
		if (!this.lockChannel.isOpen()) {
			return;
		}
		try {
			this.lockChannel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			OPEN.remove(this.directory);
		}
	}

}
