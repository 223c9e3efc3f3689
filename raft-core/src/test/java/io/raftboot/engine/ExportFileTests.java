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

package io.raftboot.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class ExportFileTests {

	private static final byte[] CONTENT = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };

	@TempDir
	Path directory;

	Path file;

	@BeforeEach
	void write() throws IOException {
		this.file = this.directory.resolve("a.export");
		ExportFile.write(this.file, 7, 3, 1000, (out) -> {
			out.write(1);
			out.write(CONTENT, 1, CONTENT.length - 1);
		});
	}

	@Test
	void whatWasWrittenIsRead() throws IOException {
		ExportFile read = ExportFile.read(this.file);
		assertThat(read.index()).isEqualTo(7);
		assertThat(read.term()).isEqualTo(3);
		assertThat(read.timestampMillis()).isEqualTo(1000);
		assertThat(read.length()).isEqualTo(CONTENT.length);
		for (int i = 0; i < 2; i++) {
			try (InputStream content = read.open()) {
				assertThat(content.readAllBytes()).isEqualTo(CONTENT);
			}
		}
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).containsExactly(this.file);
		}
	}

	@Test
	void everyFlippedBitIsNoticed() throws IOException {
		byte[] good = Files.readAllBytes(this.file);
		for (int i = 0; i < good.length; i++) {
			byte[] bad = good.clone();
			bad[i] ^= (byte) (1 << (i % 8));
			Files.write(this.file, bad);
			assertThatIOException().as("byte %d", i)
				.isThrownBy(() -> ExportFile.read(this.file))
				.withMessageContaining("\"" + this.file + "\" cannot be used: ");
		}
	}

	@Test
	void everyCutIsNoticed() throws IOException {
		byte[] good = Files.readAllBytes(this.file);
		for (int length = 0; length < good.length; length++) {
			Files.write(this.file, Arrays.copyOf(good, length));
			assertThatIOException().as("%d bytes", length).isThrownBy(() -> ExportFile.read(this.file));
		}
		Files.write(this.file, Arrays.copyOf(good, good.length + 1));
		assertThatIOException().isThrownBy(() -> ExportFile.read(this.file));
	}

	@Test
	void whatIsDamagedAfterTheCheckIsNoticedToo() throws IOException {
		ExportFile read = ExportFile.read(this.file);
		byte[] bytes = Files.readAllBytes(this.file);
		bytes[45] ^= 1;
		Files.write(this.file, bytes);
		try (InputStream content = read.open()) {
			assertThatIOException().isThrownBy(content::readAllBytes).withMessageContaining("its checksum is wrong");
		}
	}

	@Test
	void anotherVersionIsNamed() throws IOException {
		byte[] bytes = Files.readAllBytes(this.file);
		bytes[11] = 2;
		Files.write(this.file, bytes);
		assertThatIOException().isThrownBy(() -> ExportFile.read(this.file))
			.withMessageContaining("it has the version 2 but this program reads version 1");
	}

	@Test
	void aFileThatIsThereIsLeftAlone() throws IOException {
		byte[] before = Files.readAllBytes(this.file);
		assertThatIOException().isThrownBy(() -> ExportFile.write(this.file, 8, 3, 1000, (out) -> out.write(1)))
			.withMessageContaining("is there already");
		assertThat(Files.readAllBytes(this.file)).isEqualTo(before);
	}

	@Test
	void oneThatCannotBeWrittenLeavesNothing() throws IOException {
		assertThatIOException()
			.isThrownBy(() -> ExportFile.write(this.directory.resolve("b.export"), 8, 3, 1000, (out) -> {
				out.write(1);
				throw new IOException("planned");
			}))
			.withMessage("planned");
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).containsExactly(this.file);
		}
	}

}
