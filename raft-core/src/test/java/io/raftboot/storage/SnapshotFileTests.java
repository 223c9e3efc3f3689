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
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.SnapshotPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SnapshotFileTests {

	private static final StorageSettings SETTINGS = new StorageSettings("default", true, 2000, 1000);

	private final Configuration configuration = new Configuration(
			List.of(new Member(1, "localhost:4001", MemberRole.VOTER)), List.of(), 1, 0, 0);

	private final byte[] content = new byte[300_000];

	@TempDir
	Path directory;

	private NodeStorage storage;

	@BeforeEach
	void fill() throws IOException {
		new Random(1).nextBytes(this.content);
		this.storage = NodeStorage.open(FileDisk.open(this.directory), SETTINGS);
		this.storage.save(new Identity(1, 1, 1, false));
		this.storage.save(new HardState(1, 0));
		this.storage.append(NodeStorageTests.entries(1, 100, 1));
		this.storage.sync();
	}

	@AfterEach
	void close() {
		this.storage.close();
	}

	private void reopen() throws IOException {
		this.storage.close();
		this.storage = NodeStorage.open(FileDisk.open(this.directory), SETTINGS);
	}

	private SnapshotPoint point(long index) {
		return new SnapshotPoint(index, 1, this.configuration, 1, 12345);
	}

	private SnapshotFileWriter written(SnapshotPoint point, byte[] bytes) throws IOException {
		SnapshotFileWriter writer = this.storage.newSnapshot();
		try (OutputStream output = writer.content(point)) {
			output.write(bytes, 0, 1000);
			output.write(bytes[1000]);
			output.write(bytes, 1001, bytes.length - 1001);
		}
		return writer;
	}

	private byte[] read() throws IOException {
		try (StoredSnapshot snapshot = this.storage.openSnapshot(); InputStream input = snapshot.content()) {
			return input.readAllBytes();
		}
	}

	@Test
	void keepsPointAndContent() throws IOException {
		this.storage.install(written(point(50), this.content));
		reopen();
		assertThat(this.storage.snapshot()).isEqualTo(point(50));
		assertThat(read()).isEqualTo(this.content);
		assertThat(this.storage.log().baseIndex()).isZero();
	}

	@Test
	void dropsTheLogBefore() throws IOException {
		long before = this.storage.logSize();
		this.storage.install(written(point(100), this.content));
		assertThat(before).isGreaterThan(5000);
		assertThat(this.storage.logSize()).isZero();
		this.storage.dropUpTo(100);
		assertThat(this.storage.log().firstIndex()).isEqualTo(101);
		reopen();
		assertThat(this.storage.log().firstIndex()).isEqualTo(101);
		assertThat(this.storage.log().lastIndex()).isEqualTo(100);
		assertThat(this.storage.log().term(100)).isEqualTo(1);
	}

	@Test
	void staysReadableWhenALaterOneTakesItsPlace() throws IOException {
		this.storage.install(written(point(50), this.content));
		try (StoredSnapshot old = this.storage.openSnapshot()) {
			this.storage.install(written(point(60), new byte[2000]));
			assertThat(old.content().readAllBytes()).isEqualTo(this.content);
		}
		assertThat(read()).isEqualTo(new byte[2000]);
	}

	@Test
	void mayBeInstalledAgain() throws IOException {
		SnapshotFileWriter writer = written(point(50), this.content);
		this.storage.install(writer);
		this.storage.install(writer);
		assertThat(this.storage.snapshot()).isEqualTo(point(50));
	}

	@Test
	void leavesALaterOneInPlace() throws IOException {
		SnapshotFileWriter late = written(point(50), this.content);
		this.storage.install(written(point(60), new byte[2000]));
		this.storage.install(late);
		assertThat(this.storage.snapshot()).isEqualTo(point(60));
		assertThat(FileNames.of(this.directory)).filteredOn((name) -> name.startsWith("snapshot-")).hasSize(1);
	}

	@Test
	void forgetsWhatWasNotFinished() throws IOException {
		try (SnapshotFileWriter writer = this.storage.newSnapshot()) {
			writer.content(point(50)).write(this.content);
			assertThatIllegalStateException().isThrownBy(() -> this.storage.install(writer));
		}
		SnapshotFileWriter left = this.storage.newSnapshot();
		left.content(point(60)).write(this.content);
		reopen();
		assertThat(this.storage.snapshot()).isEqualTo(SnapshotPoint.NONE);
		assertThat(FileNames.of(this.directory)).noneMatch((name) -> name.startsWith("snapshot-"));
		assertThatIOException().isThrownBy(this.storage::openSnapshot);
	}

	@Test
	void travelsInPieces() throws IOException {
		this.storage.install(written(point(50), this.content));
		NodeStorage other = NodeStorage.open(new MemoryDisk(), SETTINGS);
		try (StoredSnapshot snapshot = this.storage.openSnapshot(); SnapshotFileWriter writer = other.newSnapshot()) {
			ByteBuffer piece = ByteBuffer.allocate(7001);
			for (long at = 0; at < snapshot.fileSize();) {
				assertThat(snapshot.read(at, piece.clear())).isPositive();
				piece.flip();
				int length = piece.remaining();
				writer.receive(at, piece);
				at += length;
			}
			assertThatIOException().isThrownBy(() -> writer.receive(3, ByteBuffer.allocate(1)));
			assertThat(writer.finishReceived()).isEqualTo(point(50));
			other.install(writer);
		}
		other.restartLogAfterSnapshot();
		assertThat(other.log().baseIndex()).isEqualTo(50);
		assertThat(other.log().lastIndex()).isEqualTo(50);
		try (StoredSnapshot snapshot = other.openSnapshot()) {
			assertThat(snapshot.content().readAllBytes()).isEqualTo(this.content);
		}
	}

	@Test
	void damageAnywhereInTheContentStopsTheNextStart() throws IOException {
		this.storage.install(written(point(50), this.content));
		this.storage.close();
		Path file;
		try (Stream<Path> files = Files.list(this.directory)) {
			file = files.filter((path) -> SnapshotFormat.isSnapshot(path.getFileName().toString()))
				.findFirst()
				.orElseThrow();
		}
		byte[] bytes = Files.readAllBytes(file);
		bytes[290_000] ^= 1;
		Files.write(file, bytes);
		assertThatExceptionOfType(DamagedStorageException.class).isThrownBy(this::reopen)
			.withMessageContaining(file.toString())
			.withMessageContaining("offset");
	}

	@Test
	void refusesADamagedFileFromAnotherNode() throws IOException {
		this.storage.install(written(point(50), this.content));
		try (StoredSnapshot snapshot = this.storage.openSnapshot()) {
			byte[] file = new byte[(int) snapshot.fileSize()];
			ByteBuffer all = ByteBuffer.wrap(file);
			assertThat(snapshot.read(0, all)).isEqualTo(file.length);
			for (int offset : new int[] { 3, 60, 70_000, 200_000, file.length - 3 }) {
				file[offset] ^= 4;
				try (SnapshotFileWriter writer = this.storage.newSnapshot()) {
					writer.receive(0, ByteBuffer.wrap(file));
					assertThatIOException().as("offset %d", offset).isThrownBy(writer::finishReceived);
				}
				file[offset] ^= 4;
			}
			try (SnapshotFileWriter writer = this.storage.newSnapshot()) {
				writer.receive(0, ByteBuffer.wrap(file, 0, file.length - 1));
				assertThatExceptionOfType(DamagedStorageException.class).isThrownBy(writer::finishReceived);
			}
		}
		assertThat(read()).isEqualTo(this.content);
	}

	@Test
	void startsTheLogAnewBehindASnapshotOfAnotherHistory() throws IOException {
		this.storage.save(new HardState(3, 0));
		this.storage.install(written(new SnapshotPoint(70, 3, this.configuration, 1, 1), this.content));
		this.storage.restartLogAfterSnapshot();
		assertThat(this.storage.log().firstIndex()).isEqualTo(71);
		assertThat(this.storage.log().lastIndex()).isEqualTo(70);
		this.storage.append(NodeStorageTests.entries(71, 72, 3));
		this.storage.sync();
		reopen();
		assertThat(this.storage.log().lastIndex()).isEqualTo(72);
		assertThat(this.storage.log().term(70)).isEqualTo(3);
	}

	@Test
	void keepsTheLogBehindASnapshotOfTheSameHistory() throws IOException {
		this.storage.install(written(point(70), this.content));
		this.storage.restartLogAfterSnapshot();
		assertThat(this.storage.log().lastIndex()).isEqualTo(100);
		assertThat(this.storage.log().firstIndex()).isLessThanOrEqualTo(71);
	}

}
