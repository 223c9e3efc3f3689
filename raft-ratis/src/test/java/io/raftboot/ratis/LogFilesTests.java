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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;

import io.raftboot.storage.DamagedStorageException;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What may be wrong with a log file, and what is made of it.
 */
class LogFilesTests {

	private static final String HEADER = "RaftLog1";

	private static final byte[] ROOM = new byte[100_000];

	@TempDir
	private Path directory;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	@BeforeEach
	void begin() {
		this.bytes.writeBytes(HEADER.getBytes(StandardCharsets.US_ASCII));
	}

	private void entries(long first, long last) throws IOException {
		for (long index = first; index <= last; index++) {
			this.bytes.writeBytes(record(index));
		}
	}

	private static byte[] record(long index) throws IOException {
		LogEntryProto entry = LogEntryProto.newBuilder()
			.setTerm(3)
			.setIndex(index)
			.setStateMachineLogEntry(StateMachineLogEntryProto.newBuilder()
				.setLogData(ByteString.copyFromUtf8("content of entry " + index + " ".repeat(100))))
			.build();
		ByteArrayOutputStream record = new ByteArrayOutputStream();
		entry.writeDelimitedTo(record);
		CRC32C crc = new CRC32C();
		crc.update(record.toByteArray());
		record.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
		return record.toByteArray();
	}

	private Path write(String name) throws IOException {
		return Files.write(this.directory.resolve(name), this.bytes.toByteArray());
	}

	@Test
	void whatIsWholeStaysAsItIs() throws IOException {
		entries(0, 9);
		Path closed = write("log_0-9");
		this.bytes.reset();
		begin();
		entries(10, 12);
		this.bytes.writeBytes(ROOM);
		Path last = write("log_inprogress_10");
		byte[] before = Files.readAllBytes(last);
		long size = Files.size(closed);
		LogFiles.check(this.directory);
		assertThat(closed).hasSize(size);
		assertThat(last).hasBinaryContent(before);
	}

	@Test
	void thereNeedBeNoDirectoryAndNoEntry() throws IOException {
		LogFiles.check(this.directory.resolve("missing"));
		this.bytes.reset();
		this.bytes.writeBytes(new byte[] { 'R', 'a', 0, 0, 0, 0, 0, 0, 0, 0 });
		write("log_inprogress_0");
		LogFiles.check(this.directory);
	}

	@Test
	void aTornTailIsCutWhateverIsInIt() throws IOException {
		entries(0, 3);
		int end = this.bytes.size();
		byte[] next = record(4);
		byte[] noise = new byte[90];
		new Random(7).nextBytes(noise);
		byte[] flipped = next.clone();
		flipped[next.length / 2] ^= 1;
		for (byte[] torn : new byte[][] { Arrays.copyOf(next, next.length / 2), Arrays.copyOf(next, 1), noise,
				flipped }) {
			for (byte[] room : new byte[][] { ROOM, new byte[0] }) {
				byte[] whole = Arrays.copyOf(this.bytes.toByteArray(), end);
				this.bytes.writeBytes(torn);
				this.bytes.writeBytes(room);
				Path path = write("log_inprogress_0");
				LogFiles.check(this.directory);
				assertThat(path).hasBinaryContent(whole);
				this.bytes.reset();
				this.bytes.writeBytes(whole);
			}
		}
	}

	@Test
	void aBadEntryBeforeAGoodOneIsDamageAndIsNamedWithTheOffset() throws IOException {
		entries(0, 9);
		int record = record(0).length;
		// the first entry has no index: it is the default
		int end = HEADER.length() + record;
		byte[] content = this.bytes.toByteArray();
		content[end + 20] ^= 4;
		Path path = this.directory.resolve("log_inprogress_0");
		Files.write(path, content);
		assertThatExceptionOfType(DamagedStorageException.class).isThrownBy(() -> LogFiles.check(this.directory))
			.withMessageContaining(path.toString())
			.withMessageContaining("offset " + end);
		assertThat(path).hasBinaryContent(content);
	}

	@Test
	void aFullFileHasNoTornTail() throws IOException {
		entries(0, 8);
		int end = this.bytes.size();
		this.bytes.writeBytes(Arrays.copyOf(record(9), 50));
		write("log_0-9");
		assertThatExceptionOfType(DamagedStorageException.class).isThrownBy(() -> LogFiles.check(this.directory))
			.withMessageContaining("log_0-9")
			.withMessageContaining("offset " + end);
	}

	@Test
	void whatIsBehindTheLastEntryOfAFullFileDoesNotMatter() throws IOException {
		entries(0, 9);
		this.bytes.writeBytes(new byte[] { 1, 2, 3 });
		write("log_0-9");
		LogFiles.check(this.directory);
	}

	@Test
	void anotherBeginningIsDamage() throws IOException {
		entries(0, 1);
		byte[] content = this.bytes.toByteArray();
		content[3] ^= 1;
		Files.write(this.directory.resolve("log_inprogress_0"), content);
		assertThatExceptionOfType(DamagedStorageException.class).isThrownBy(() -> LogFiles.check(this.directory))
			.withMessageContaining("log_inprogress_0")
			.withMessageContaining("offset 0");
	}

}
