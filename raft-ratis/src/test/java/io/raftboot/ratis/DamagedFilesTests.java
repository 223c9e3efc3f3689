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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

import io.raftboot.ApplyKind;
import io.raftboot.RaftStartException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A node that starts on files that Ratis wrote and something else changed.
 */
@Tag("cluster")
@Timeout(120)
class DamagedFilesTests {

	@TempDir
	private Path directory;

	private TestNodes nodes;

	@BeforeEach
	void write() {
		this.nodes = TestNodes.started(this.directory, 1);
		for (int i = 0; i < 5; i++) {
			append("x");
		}
		this.nodes.node(0).takeSnapshot().join();
		append("y");
		append("y");
		this.nodes.stop(0);
	}

	@AfterEach
	void close() {
		this.nodes.close();
	}

	private void append(String text) {
		TestNodes.append(this.nodes.node(0), "a", text, null);
	}

	@Test
	void aTornTailIsCutAndNothingElseIsLost() throws IOException {
		byte[] torn = new byte[1000];
		torn[0] = 77;
		torn[1] = 8;
		Files.write(file("log_inprogress_"), torn, StandardOpenOption.APPEND);
		this.nodes.start(0);
		assertThat(TestNodes.get(this.nodes.node(0), ApplyKind.QUERY, "a")).isEqualTo("xxxxxyy");
		append("z");
		this.nodes.stop(0);
		this.nodes.start(0);
		assertThat(TestNodes.get(this.nodes.node(0), ApplyKind.QUERY, "a")).isEqualTo("xxxxxyyz");
	}

	@Test
	void aDamagedEntryStopsTheStartAndIsNamed() throws IOException {
		Path log = file("log_inprogress_");
		flip(log, 12);
		assertRefused(log);
	}

	@Test
	void aDamagedSnapshotStopsTheStartAndIsNamed() throws IOException {
		Path snapshot = file("snapshot.");
		flip(snapshot, Files.size(snapshot) - 2);
		assertRefused(snapshot);
	}

	@Test
	void aLogThatBeginsAfterItsSnapshotStopsTheStart() throws IOException {
		this.nodes.start(0, this.nodes.builder(0).logSegmentSize(1 << 16).snapshotLogEntries(10));
		for (int i = 0; i < 30; i++) {
			append("v".repeat(10_000));
		}
		this.nodes.node(0).takeSnapshot().join();
		TestNodes.await(() -> files("log_0-").isEmpty() && files("log_inprogress_0").isEmpty());
		this.nodes.stop(0);
		for (Path snapshot : files("snapshot.")) {
			Files.delete(snapshot);
		}
		assertThatExceptionOfType(RaftStartException.class).isThrownBy(() -> this.nodes.start(0))
			.withMessageContaining("the log begins at index");
	}

	private void assertRefused(Path file) {
		assertThatExceptionOfType(RaftStartException.class).isThrownBy(() -> this.nodes.start(0))
			.withMessageContaining(String.valueOf(file.getFileName()))
			.withMessageContaining("offset");
	}

	private static void flip(Path path, long offset) throws IOException {
		byte[] bytes = Files.readAllBytes(path);
		bytes[(int) offset] ^= 1;
		Files.write(path, bytes);
	}

	private Path file(String prefix) {
		return files(prefix).get(0);
	}

	private List<Path> files(String prefix) {
		try (Stream<Path> files = Files.walk(this.directory.resolve("node0/ratis"))) {
			return files.filter((file) -> String.valueOf(file.getFileName()).startsWith(prefix))
				.filter((file) -> !String.valueOf(file.getFileName()).endsWith(".md5"))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
