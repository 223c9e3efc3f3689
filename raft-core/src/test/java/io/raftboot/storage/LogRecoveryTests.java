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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.HardState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LogRecoveryTests {

	/** A mark: a record's header without a payload. */
	private static final int MARK_SIZE = RecordFormat.HEADER_SIZE;

	private final Logger logger = (Logger) LoggerFactory.getLogger(LogRecovery.class);

	private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

	@TempDir
	Path directory;

	@TempDir
	Path copy;

	@BeforeEach
	void listen() {
		this.logged.start();
		this.logger.setLevel(Level.WARN);
		this.logger.addAppender(this.logged);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.logged);
		this.logger.setLevel(null);
	}

	private NodeStorage open(Path where, String group) throws IOException {
		return NodeStorage.open(FileDisk.open(where), new StorageSettings(group, true, 8192, 1000));
	}

	private NodeStorage open() throws IOException {
		return open(this.directory, "default");
	}

	private void write(int count) throws IOException {
		try (NodeStorage storage = open()) {
			fill(storage, count);
		}
	}

	private static void fill(NodeStorage storage, int count) throws IOException {
		storage.save(new Identity(1, 1, 1, false));
		storage.save(new HardState(1, 0));
		for (int index = 1; index <= count; index++) {
			storage.append(NodeStorageTests.entries(index, index, 1));
			storage.sync();
			storage.mark();
		}
	}

	private List<Path> segments() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return new ArrayList<>(files.filter((file) -> file.toString().endsWith(".seg")).sorted().toList());
		}
	}

	private Path lastSegment() throws IOException {
		List<Path> segments = segments();
		return segments.get(segments.size() - 1);
	}

	private static void shorten(Path file, int bytes) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			channel.truncate(channel.size() - bytes);
		}
	}

	private static void flip(Path file, long offset) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
			ByteBuffer one = ByteBuffer.allocate(1);
			assertThat(channel.read(one, offset)).isEqualTo(1);
			one.put(0, (byte) (one.get(0) ^ 0x10)).flip();
			channel.write(one, offset);
		}
	}

	private static void assertDamaged(Path where, Path file) {
		assertThatExceptionOfType(DamagedStorageException.class)
			.isThrownBy(() -> NodeStorage.open(FileDisk.open(where), new StorageSettings("default", true, 8192, 1000)))
			.withMessageContaining(file.getFileName().toString())
			.withMessageContaining("is damaged at offset ");
	}

	@Test
	void cutsATailTornBySevenBytes() throws IOException {
		write(100);
		shorten(lastSegment(), MARK_SIZE + 7);
		try (NodeStorage storage = open()) {
			assertThat(storage.log().lastIndex()).isEqualTo(99);
			storage.append(NodeStorageTests.entries(100, 101, 1));
			storage.sync();
		}
		assertThat(this.logged.list).hasSize(1);
		assertThat(this.logged.list.get(0).getFormattedMessage()).contains("torn tail of \"" + lastSegment())
			.contains("offset ")
			.contains(" bytes");
		try (NodeStorage storage = open()) {
			assertThat(NodeStorageTests.text(storage.log().entries(1, 101, Long.MAX_VALUE)))
				.isEqualTo(NodeStorageTests.text(NodeStorageTests.entries(1, 101, 1)));
		}
		assertThat(this.logged.list).hasSize(1);
	}

	@Test
	void losesNothingWhenOnlyTheMarkBehindTheEndIsTorn() throws IOException {
		write(100);
		shorten(lastSegment(), 7);
		try (NodeStorage storage = open()) {
			assertThat(storage.log().lastIndex()).isEqualTo(100);
		}
	}

	@Test
	void refusesAFlippedByteAnywhereInTheRecordsOfAStoppedNode() throws IOException {
		write(30);
		Path file = lastSegment();
		long size = Files.size(file) - MARK_SIZE;
		for (long offset = 0; offset < size; offset += 13) {
			flip(file, offset);
			try (NodeStorage storage = open()) {
				throw new AssertionError("flipped byte " + offset + " was not found in " + storage.log());
			}
			catch (DamagedStorageException | DirectoryRefusedException ex) {
				assertThat(ex).hasMessageContaining(file.toString());
			}
			flip(file, offset);
		}
		try (NodeStorage storage = open()) {
			assertThat(storage.log().lastIndex()).isEqualTo(30);
		}
	}

	@Test
	void refusesAFlippedByteInTheLastBatchOfAKilledNode() throws IOException {
		try (NodeStorage storage = open()) {
			fill(storage, 10);
			storage.append(NodeStorageTests.entries(11, 20, 1));
			storage.sync();
			storage.mark();
			copyFiles();
		}
		Path file = this.copy.resolve(lastSegment().getFileName());
		try (NodeStorage storage = open(this.copy, "default")) {
			assertThat(storage.log().lastIndex()).isEqualTo(20);
		}
		flip(file, 900);
		assertDamaged(this.copy, file);
	}

	private void copyFiles() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			for (Path file : files.toList()) {
				Files.copy(file, this.copy.resolve(file.getFileName()));
			}
		}
	}

	@Test
	void refusesAWrongLength() throws IOException {
		write(20);
		Path file = segments().get(0);
		long first = Files.size(file) / 2;
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			channel.write(ByteBuffer.wrap(new byte[] { 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f }), first);
		}
		assertDamaged(this.directory, file);
	}

	@Test
	void refusesAMissingSegment() throws IOException {
		write(500);
		List<Path> segments = segments();
		assertThat(segments).hasSizeGreaterThan(3);
		for (Path segment : List.of(segments.get(0), segments.get(1), lastSegment())) {
			Path elsewhere = this.copy.resolve("moved");
			Files.move(segment, elsewhere);
			assertThatExceptionOfType(DamagedStorageException.class).isThrownBy(this::open);
			Files.move(elsewhere, segment);
		}
		for (Path segment : segments) {
			Files.delete(segment);
		}
		assertThatExceptionOfType(DamagedStorageException.class).isThrownBy(this::open)
			.withMessageContaining("are missing");
	}

	@Test
	void refusesASegmentUnderAnotherName() throws IOException {
		write(500);
		Files.move(lastSegment(), this.directory.resolve(SegmentHeader.fileName(100_000)));
		assertThatExceptionOfType(DamagedStorageException.class).isThrownBy(this::open)
			.withMessageContaining("its name should be");
	}

	@Test
	void refusesANewerVersionOfEveryFile() throws IOException {
		write(3);
		for (String name : List.of(lastSegment().getFileName().toString(), HardStateFile.NAME, IdentityFile.NAME)) {
			Path file = this.directory.resolve(name);
			version(file, 2);
			assertThatExceptionOfType(DirectoryRefusedException.class).isThrownBy(this::open)
				.withMessageContaining(file.toString())
				.withMessageContaining("format version 2")
				.withMessageContaining("up to version 1");
			version(file, 1);
		}
		open().close();
	}

	private static void version(Path file, int version) throws IOException {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			channel.write(ByteBuffer.allocate(4).putInt(version).flip(), 8);
		}
	}

	@Test
	void refusesAnotherGroup() throws IOException {
		write(3);
		assertThatExceptionOfType(DirectoryRefusedException.class).isThrownBy(() -> open(this.directory, "other"))
			.withMessageContaining("group \"default\", not to \"other\"");
	}

	@Test
	void refusesALogWhoseVotesAreForgotten() throws IOException {
		try (NodeStorage storage = open()) {
			storage.save(new Identity(1, 1, 1, false));
			storage.save(new HardState(4, 2));
			storage.append(NodeStorageTests.entries(1, 3, 4));
			storage.sync();
		}
		Files.delete(this.directory.resolve(HardStateFile.NAME));
		assertThatExceptionOfType(DamagedStorageException.class).isThrownBy(this::open)
			.withMessageContaining(HardStateFile.NAME);
	}

	@Test
	void copesWithZerosWrittenAhead() throws IOException {
		try (NodeStorage storage = open()) {
			fill(storage, 10);
			copyFiles();
		}
		Path file = this.copy.resolve(lastSegment().getFileName());
		assertThat(Files.size(file)).isEqualTo(8192);
		try (NodeStorage storage = open(this.copy, "default")) {
			assertThat(storage.log().lastIndex()).isEqualTo(10);
		}
		assertThat(this.logged.list).isEmpty();
	}

	@Test
	void opensAMillionEntries() throws IOException {
		StorageSettings settings = new StorageSettings("default", false, 16 * 1024 * 1024, 100_000);
		byte[] payload = new byte[30];
		try (NodeStorage storage = NodeStorage.open(FileDisk.open(this.directory), settings)) {
			storage.save(new Identity(1, 1, 1, false));
			storage.save(new HardState(100, 0));
			for (int batch = 0; batch < 100; batch++) {
				List<Entry> entries = new ArrayList<>();
				for (int i = 1; i <= 10_000; i++) {
					entries.add(new Entry(batch * 10_000L + i, 1 + batch, i, EntryType.COMMAND, payload));
				}
				storage.append(entries);
			}
		}
		try (NodeStorage storage = NodeStorage.open(FileDisk.open(this.directory), settings)) {
			assertThat(storage.log().lastIndex()).isEqualTo(1_000_000);
			long size = 70_000_000;
			assertThat(storage.logSize()).isBetween(size, size + 20_000);
			assertThat(storage.tailBefore(900_000, 10_000, size)).isEqualTo(890_000);
			assertThat(storage.tailBefore(900_000, 500_000, size / 10)).isBetween(799_500L, 800_500L);
			assertThat(storage.tailBefore(900_000, 10_000, 0)).isBetween(899_500L, 900_000L);
			assertThat(storage.tailBefore(5, 10_000, size)).isZero();
			for (long index = 1; index <= 1_000_000; index += 12_345) {
				Entry entry = storage.log().entries(index, 1_000_000, 0).get(0);
				assertThat(entry.index()).isEqualTo(index);
				assertThat(entry.term()).isEqualTo(1 + (index - 1) / 10_000);
				assertThat(storage.log().term(index)).isEqualTo(entry.term());
			}
		}
	}

}
