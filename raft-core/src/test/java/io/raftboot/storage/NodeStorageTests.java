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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.HardState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class NodeStorageTests {

	private static final StorageSettings SETTINGS = new StorageSettings("default", true, 4096, 1024);

	@TempDir
	Path directory;

	static List<Entry> entries(long from, long to, long term) {
		return LongStream.rangeClosed(from, to).mapToObj((index) -> entry(index, term)).toList();
	}

	private static Entry entry(long index, long term) {
		byte[] payload = ("payload of " + index + " in term " + term).getBytes(StandardCharsets.UTF_8);
		return new Entry(index, term, 1000 + index, EntryType.COMMAND, payload);
	}

	static List<String> text(List<Entry> entries) {
		return entries.stream()
			.map((entry) -> entry.index() + "@" + entry.term() + " " + entry.timestampMillis() + " " + entry.type()
					+ " " + new String(entry.payload(), StandardCharsets.UTF_8))
			.toList();
	}

	private NodeStorage open() throws IOException {
		return NodeStorage.open(FileDisk.open(this.directory), SETTINGS);
	}

	@Test
	void findsEverythingAgain() throws IOException {
		Identity identity = new Identity(17, 4711, 3, false);
		try (NodeStorage storage = open()) {
			assertThat(storage.identity()).isEqualTo(new Identity(0, 0, 0, false));
			assertThat(storage.hardState()).isEqualTo(HardState.INITIAL);
			storage.save(identity);
			storage.save(new HardState(7, 2));
			storage.append(entries(1, 300, 5));
			storage.append(entries(301, 302, 7));
			storage.sync();
		}
		try (NodeStorage storage = open()) {
			assertThat(storage.identity()).isEqualTo(identity);
			assertThat(storage.hardState()).isEqualTo(new HardState(7, 2));
			assertThat(storage.log().firstIndex()).isEqualTo(1);
			assertThat(storage.log().lastIndex()).isEqualTo(302);
			assertThat(storage.log().term(300)).isEqualTo(5);
			assertThat(storage.log().term(301)).isEqualTo(7);
			assertThat(text(storage.log().entries(1, 300, Long.MAX_VALUE))).isEqualTo(text(entries(1, 300, 5)));
		}
	}

	@Test
	void replacesConflictingEntriesAcrossSegments() throws IOException {
		try (NodeStorage storage = open()) {
			storage.save(new Identity(17, 4711, 3, false));
			storage.save(new HardState(2, 0));
			storage.append(entries(1, 300, 1));
			storage.sync();
			storage.append(entries(100, 110, 2));
			storage.sync();
			assertThat(text(storage.log().entries(99, 110, Long.MAX_VALUE)).subList(1, 12))
				.isEqualTo(text(entries(100, 110, 2)));
		}
		try (NodeStorage storage = open()) {
			assertThat(storage.log().lastIndex()).isEqualTo(110);
			assertThat(storage.log().term(99)).isEqualTo(1);
			assertThat(text(storage.log().entries(100, 110, Long.MAX_VALUE))).isEqualTo(text(entries(100, 110, 2)));
		}
	}

}
