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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

class FileDiskTests {

	@TempDir
	Path directory;

	@Test
	void createsTheDirectory() throws IOException {
		Path inner = this.directory.resolve("data/raft");
		try (FileDisk disk = FileDisk.open(inner); DiskFile file = disk.open("some")) {
			file.write(3, ByteBuffer.wrap(new byte[] { 1, 2 }));
			assertThat(file.size()).isEqualTo(5);
			assertThat(disk.list()).containsExactly("some");
			assertThat(disk.describe("some")).isEqualTo(inner.toRealPath().resolve("some").toString());
		}
	}

	@Test
	void refusesADirectoryThatAnotherNodeOfThisProcessUses() throws IOException {
		try (FileDisk disk = FileDisk.open(this.directory)) {
			assertThat(disk.list()).isEmpty();
			assertThatExceptionOfType(DirectoryRefusedException.class).isThrownBy(() -> FileDisk.open(this.directory))
				.withMessageContaining(this.directory.toString())
				.withMessageContaining("another node of this process");
		}
		FileDisk.open(this.directory).close();
	}

	@Test
	void refusesADirectoryThatAnotherProcessUses() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), DirectoryHolder.class.getName(), this.directory.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			assertThat(process.getInputStream().read()).isEqualTo('y');
			assertThatExceptionOfType(DirectoryRefusedException.class).isThrownBy(() -> FileDisk.open(this.directory))
				.withMessageContaining("another process uses it");
			assertThatExceptionOfType(DirectoryRefusedException.class)
				.isThrownBy(() -> StorageDump.open(this.directory))
				.withMessageContaining("another process uses it");
		}
		finally {
			process.destroyForcibly();
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		FileDisk.open(this.directory).close();
	}

	@Test
	void refusesAFile() throws IOException {
		Path file = Files.createFile(this.directory.resolve("file"));
		assertThatExceptionOfType(DirectoryRefusedException.class).isThrownBy(() -> FileDisk.open(file))
			.withMessageContaining("not a directory");
	}

	@Test
	void refusesADirectoryThatMayNotBeWritten() {
		assertThat(this.directory.toFile().setWritable(false)).isTrue();
		assumeThat(Files.isWritable(this.directory)).as("nothing is forbidden to this user").isFalse();
		assertThatExceptionOfType(DirectoryRefusedException.class).isThrownBy(() -> FileDisk.open(this.directory))
			.withMessageContaining("permissions");
	}

	@Test
	void tellsAFullDiskFromABrokenOne() {
		Path file = this.directory.resolve("file");
		assertThat(FileDisk.translate(new IOException("No space left on device"), file, 100))
			.isInstanceOf(DiskFullException.class)
			.hasMessageContaining(file.toString());
		assertThat(FileDisk.translate(new IOException("Input/output error"), file, 100))
			.isNotInstanceOf(DiskFullException.class);
		assertThat(FileDisk.translate(new IOException("Kein Platz"), file, Long.MAX_VALUE))
			.isInstanceOf(DiskFullException.class);
	}

}
