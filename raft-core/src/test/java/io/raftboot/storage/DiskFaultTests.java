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
import java.util.SplittableRandom;

import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.SnapshotPoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

class DiskFaultTests {

	private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(1));

	private final StorageSettings settings = new StorageSettings("default", true, 2000, 1000);

	private NodeStorage storage;

	@BeforeEach
	void fill() throws IOException {
		this.storage = NodeStorage.open(this.disk, this.settings);
		this.storage.save(new Identity(1, 1, 1, false));
		this.storage.save(new HardState(1, 0));
		this.storage.append(NodeStorageTests.entries(1, 10, 1));
		this.storage.sync();
	}

	private void reopen() throws IOException {
		this.disk.powerOff();
		this.disk.powerOn();
		this.storage = NodeStorage.open(this.disk, this.settings);
	}

	@Test
	void goesOnWhenAFullDiskHasRoomAgain() throws IOException {
		this.disk.capacity(this.disk.usedBytes() + 3000);
		assertThatExceptionOfType(DiskFullException.class)
			.isThrownBy(() -> this.storage.append(NodeStorageTests.entries(11, 200, 1)));
		assertThat(this.storage.log().lastIndex()).isEqualTo(10);
		assertThatExceptionOfType(DiskFullException.class)
			.isThrownBy(() -> this.storage.append(NodeStorageTests.entries(11, 200, 1)));
		this.disk.capacity(Long.MAX_VALUE);
		this.storage.append(NodeStorageTests.entries(11, 200, 1));
		this.storage.sync();
		reopen();
		assertThat(NodeStorageTests.text(this.storage.log().entries(1, 200, Long.MAX_VALUE)))
			.isEqualTo(NodeStorageTests.text(NodeStorageTests.entries(1, 200, 1)));
	}

	@Test
	void keepsTheOldHardStateWhenTheDiskIsFull() throws IOException {
		this.disk.capacity(this.disk.usedBytes());
		assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> this.storage.save(new HardState(2, 2)));
		assertThat(this.storage.hardState()).isEqualTo(new HardState(1, 0));
		this.disk.capacity(Long.MAX_VALUE);
		this.storage.save(new HardState(2, 3));
		reopen();
		assertThat(this.storage.hardState()).isEqualTo(new HardState(2, 3));
	}

	@Test
	void neverTrustsTheDiskAgainAfterAFailedSync() throws IOException {
		this.storage.append(NodeStorageTests.entries(11, 12, 1));
		this.disk.failSyncs(true);
		assertThatIOException().isThrownBy(() -> this.storage.sync());
		this.disk.failSyncs(false);
		assertThatIOException().isThrownBy(() -> this.storage.sync()).withMessageContaining("failed before");
		assertThatIOException().isThrownBy(() -> this.storage.append(NodeStorageTests.entries(13, 13, 1)))
			.withMessageContaining("failed before");
		assertThatIOException().isThrownBy(() -> this.storage.save(new HardState(9, 0)))
			.withMessageContaining("failed before");
		reopen();
		assertThat(this.storage.log().lastIndex()).isBetween(10L, 12L);
	}

	@Test
	void takesNothingMoreAfterAFailedWrite() throws IOException {
		this.disk.failAfter(0);
		assertThatIOException().isThrownBy(() -> this.storage.append(NodeStorageTests.entries(11, 20, 1)));
		assertThatIOException().isThrownBy(() -> this.storage.append(NodeStorageTests.entries(11, 20, 1)))
			.withMessageContaining("failed before");
		assertThat(this.storage.log().lastIndex()).isEqualTo(10);
	}

	@Test
	void keepsASnapshotThroughAKillInTheMiddleOfReplacingItAndALossOfPower() throws IOException {
		for (long seed = 1; seed <= 100; seed++) {
			SimulatedDisk forgetful = new SimulatedDisk(new SplittableRandom(seed));
			NodeStorage first = NodeStorage.open(forgetful, this.settings);
			first.save(new Identity(1, 1, 1, false));
			first.save(new HardState(1, 0));
			first.append(NodeStorageTests.entries(1, 10, 1));
			first.sync();
			first.install(written(first, 5));
			forgetful.killProcess();
			replaceButNotDurably(forgetful);
			forgetful.killProcess();
			NodeStorage.open(forgetful, this.settings);
			forgetful.powerOff();
			forgetful.powerOn();
			NodeStorage recovered = NodeStorage.open(forgetful, this.settings);
			assertThat(recovered.snapshot().index()).as("seed %d", seed).isIn(5L, 9L);
		}
	}

	/** The new name is there, but the directory was not synced. */
	private void replaceButNotDurably(SimulatedDisk forgetful) throws IOException {
		NodeStorage storage = NodeStorage.open(forgetful, this.settings);
		SnapshotFileWriter writer = written(storage, 9);
		forgetful.failAfter(1);
		assertThatIOException().isThrownBy(() -> storage.install(writer));
		assertThat(forgetful.list()).filteredOn(SnapshotFormat::isSnapshot).hasSize(2);
	}

	private static SnapshotFileWriter written(NodeStorage storage, long index) throws IOException {
		SnapshotFileWriter writer = storage.newSnapshot();
		writer.content(new SnapshotPoint(index, 1, Configuration.EMPTY, 0, 0)).close();
		return writer;
	}

}
