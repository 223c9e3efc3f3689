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

package io.raftboot.sample;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A node whose log was damaged while it did not run.
 */
@Tag("cluster")
class DamagedLogTests {

	private static final int COMMANDS = 200;

	@TempDir
	private Path directory;

	private ClusterProcesses cluster;

	private Path logSegment;

	@BeforeEach
	void writeAndKill() throws IOException {
		TestedEngine.requireNative("its files are plain enough to be changed by hand");
		this.cluster = ClusterProcesses.start(this.directory, 1);
		try (LineClient client = node().connect()) {
			for (int i = 0; i < COMMANDS; i++) {
				assertThat(client.apply("Command", "{\"Put\":[\"key-" + i + "\",\"value-" + i + "\"]}").has("result"))
					.isTrue();
			}
		}
		node().kill();
		this.logSegment = fileThatHolds("\"value-" + COMMANDS / 2 + "\"");
	}

	@AfterEach
	void stop() {
		if (this.cluster != null) {
			this.cluster.close();
		}
	}

	@Test
	void aTornTailIsCutAndLogged() throws IOException {
		byte[] bytes = Files.readAllBytes(this.logSegment);
		int end = bytes.length;
		while (bytes[end - 1] == 0) {
			end--;
		}
		try (RandomAccessFile file = new RandomAccessFile(this.logSegment.toFile(), "rw")) {
			file.setLength(end - 7);
		}
		node().start();
		node().awaitAnswer();
		this.cluster.awaitLeader();
		assertThat(node().log()).contains(this.logSegment.getFileName().toString());
		assertThat(KeyValueState.keys(node())).hasSizeBetween(COMMANDS - 1, COMMANDS).contains("key-0", "key-100");
		try (LineClient client = node().connect()) {
			assertThat(client.apply("Command", "{\"Put\":[\"after\",1]}").has("result")).isTrue();
		}
	}

	@Test
	void aByteFlippedInTheMiddleStopsTheStartAndNamesFileAndOffset() throws IOException, InterruptedException {
		String text = Files.readString(this.logSegment, StandardCharsets.ISO_8859_1);
		int offset = text.indexOf("\"value-" + COMMANDS / 2 + "\"");
		try (RandomAccessFile file = new RandomAccessFile(this.logSegment.toFile(), "rw")) {
			file.seek(offset + 2L);
			file.write('V');
		}
		long before = node().log().length();
		node().start();
		assertThat(node().awaitExit()).isNotZero();
		assertThat(node().log().substring((int) before)).contains(this.logSegment.getFileName().toString())
			.containsPattern("(offset|byte) \"?[0-9]+");
	}

	private NodeProcess node() {
		return this.cluster.node(1);
	}

	private Path fileThatHolds(String text) throws IOException {
		try (Stream<Path> files = Files.walk(node().directory())) {
			List<Path> holding = files.filter(Files::isRegularFile)
				.filter((file) -> !file.equals(node().logFile()))
				.filter((file) -> holds(file, text))
				.toList();
			assertThat(holding).hasSize(1);
			return holding.get(0);
		}
	}

	private static boolean holds(Path file, String text) {
		try {
			return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
		}
		catch (IOException ex) {
			throw new AssertionError("Cannot read " + file, ex);
		}
	}

}
