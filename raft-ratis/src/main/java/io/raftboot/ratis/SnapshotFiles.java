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

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots where Ratis looks for them, one file each. A new one is written beside them
 * and takes its place in one step.
 */
final class SnapshotFiles extends SimpleStateMachineStorage {

	private static final String UNFINISHED = "taking-";

	private final AtomicLong lastNumber = new AtomicLong();

	private volatile @Nullable Path unfinished;

	private volatile @Nullable Path complete;

	@Override
	public void init(RaftStorage storage) throws IOException {
		Path temporary = storage.getStorageDir().getTmpDir().toPath();
		Files.createDirectories(temporary);
		for (Path leftover : list(temporary)) {
			Files.delete(leftover);
		}
		this.unfinished = temporary;
		this.complete = storage.getStorageDir().getStateMachineDir().toPath();
		Files.createDirectories(storage.getStorageDir().getStateMachineDir().toPath());
		super.init(storage);
	}

	private static List<Path> list(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.filter((file) -> String.valueOf(file.getFileName()).startsWith(UNFINISHED)).toList();
		}
	}

	/**
	 * Return a file to write a snapshot to.
	 * @throws IOException if Ratis is not open
	 */
	Path newFile() throws IOException {
		Path directory = this.unfinished;
		if (directory == null) {
			throw new IOException("Ratis is not open");
		}
		return directory.resolve(UNFINISHED + this.lastNumber.incrementAndGet());
	}

	/**
	 * Make durable what the leader has sent. Ratis itself only writes it, and drops the
	 * log that it covers.
	 */
	void syncReceived() throws IOException {
		Path directory = this.unfinished;
		if (directory == null) {
			return;
		}
		try (Stream<Path> paths = Files.walk(directory)) {
			for (Path path : paths.toList()) {
				if (!String.valueOf(path.getFileName()).startsWith(UNFINISHED)) {
					sync(path);
				}
			}
		}
	}

	/** Sync a file, or the entries of a directory. */
	static void sync(Path path) throws IOException {
		try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
			channel.force(true);
		}
	}

	/** Put a complete snapshot in the place of the one before, on Ratis's thread. */
	SingleFileSnapshotInfo publish(StagedSnapshot staged) throws IOException {
		long term = staged.point().getTerm();
		long index = staged.point().getIndex();
		File file = getSnapshotFile(term, index);
		// Whoever finds the one finds the other
		MD5FileUtil.saveMD5File(file, staged.digest());
		Files.move(staged.file(), file.toPath(), StandardCopyOption.ATOMIC_MOVE);
		Path directory = this.complete;
		if (directory != null) {
			sync(directory);
		}
		return updateLatestSnapshot(
				new SingleFileSnapshotInfo(new FileInfo(file.toPath(), staged.digest()), term, index));
	}

}
