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
import java.util.ArrayList;
import java.util.List;

import io.raftboot.consensus.SnapshotPoint;
import org.jspecify.annotations.Nullable;

/**
 * The latest snapshot. A new one is written beside it and takes its place only when it is
 * complete, checked and durable; the old one is deleted after that is durable too, and
 * stays readable where it is open.
 */
final class SnapshotStore {

	private final Disk disk;

	private final String group;

	private @Nullable String name;

	private SnapshotPoint point = SnapshotPoint.NONE;

	private long lastNumber;

	SnapshotStore(Disk disk, String group) {
		this.disk = disk;
		this.group = group;
	}

	/**
	 * Find the latest snapshot, check all of it and delete the others. Damage that is
	 * only found when the machine reads it would leave a node that runs and has no state.
	 * @throws DamagedStorageException if a snapshot is damaged
	 * @throws IOException if the disk fails
	 */
	void recover() throws IOException {
		List<String> others = new ArrayList<>();
		for (String candidate : this.disk.list()) {
			if (SnapshotFormat.isSnapshot(candidate)) {
				try (SnapshotFile file = SnapshotFile.open(this.disk, candidate, this.group)) {
					if (this.name != null && file.point().index() < this.point.index()) {
						others.add(candidate);
					}
					else {
						if (this.name != null) {
							others.add(this.name);
						}
						this.name = candidate;
						this.point = file.point();
					}
				}
			}
		}
		if (this.name != null) {
			try (SnapshotFile latest = SnapshotFile.open(this.disk, this.name, this.group)) {
				latest.check();
			}
		}
		delete(others);
	}

	private void delete(List<String> names) throws IOException {
		for (String other : names) {
			this.disk.delete(other);
		}
	}

	SnapshotPoint point() {
		return this.point;
	}

	StoredSnapshot open() throws IOException {
		if (this.name == null) {
			throw new IOException("there is no snapshot");
		}
		return SnapshotFile.open(this.disk, this.name, this.group);
	}

	SnapshotFileWriter create() throws IOException {
		this.lastNumber++;
		return new NewSnapshot(this.disk, SnapshotFormat.unfinishedName(this.lastNumber), this.group);
	}

	/**
	 * Put a snapshot in the place of the latest, unless that is newer.
	 * @param writer finished
	 * @throws IOException if the disk fails
	 */
	void install(NewSnapshot writer) throws IOException {
		if (writer.isInstalled()) {
			// what comes after may have found the disk full, and is done again with this
			return;
		}
		SnapshotPoint finished = writer.finished();
		if (finished == null) {
			throw new IllegalStateException("the snapshot is not finished: its content was not closed");
		}
		if (finished.index() < this.point.index()) {
			writer.close();
			return;
		}
		String newName = SnapshotFormat.fileName(finished);
		writer.install(newName);
		writer.close();
		this.disk.syncDirectory();
		String oldName = this.name;
		this.name = newName;
		this.point = finished;
		if (oldName != null && !oldName.equals(newName)) {
			this.disk.delete(oldName);
		}
	}

}
