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
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.SnapshotPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StorageDumpTests {

	private static final StorageSettings SETTINGS = new StorageSettings("some group", true, 200, 1000);

	private final StringWriter out = new StringWriter();

	@TempDir
	Path directory;

	private NodeStorage write() throws IOException {
		Configuration configuration = new Configuration(List.of(new Member(1, "localhost:4001", MemberRole.VOTER)),
				List.of(), 1, 0, 0);
		NodeStorage storage = NodeStorage.open(FileDisk.open(this.directory), SETTINGS);
		storage.save(new Identity(11, 12, 1, false));
		storage.save(new HardState(2, 1));
		storage.append(List.of(new Entry(1, 1, 0, EntryType.CONFIGURATION, ConfigurationCodec.encode(configuration))));
		storage.append(List.of(new Entry(2, 2, 1000, EntryType.NO_OP, new byte[0])));
		storage.append(List
			.of(new Entry(3, 2, 2000, EntryType.COMMAND, "#{\"Put\":[\"foo\",123]}".getBytes(StandardCharsets.UTF_8))));
		storage.sync();
		SnapshotFileWriter writer = storage.newSnapshot();
		writer.content(new SnapshotPoint(2, 2, configuration, 1, 1000)).close();
		storage.install(writer);
		return storage;
	}

	private String dumpLog() throws IOException {
		try (StorageDump dump = StorageDump.open(this.directory)) {
			dump.writeLog(this.out, (payload, generator) -> {
				generator.writeName("input");
				generator.writeRawValue(new String(payload, 1, payload.length - 1, StandardCharsets.UTF_8));
			});
		}
		return this.out.toString();
	}

	@Test
	void writesTheLogAsJsonLines() throws IOException {
		write().close();
		Map<String, String> before = files();
		assertThat(dumpLog().lines()).containsExactly(
				"{\"index\":1,\"term\":1,\"type\":\"configuration\",\"timestamp\":0,\"members\":[{\"node_id\":1,"
						+ "\"addr\":\"localhost:4001\",\"role\":\"voter\"}],\"highest_id\":1}",
				"{\"index\":2,\"term\":2,\"type\":\"no_op\",\"timestamp\":1000}",
				"{\"index\":3,\"term\":2,\"type\":\"command\",\"timestamp\":2000,\"input\":{\"Put\":[\"foo\",123]}}");
		assertThat(files()).isEqualTo(before);
	}

	private Map<String, String> files() throws IOException {
		Map<String, String> files = new TreeMap<>();
		for (String name : FileNames.of(this.directory)) {
			files.put(name, Files.readString(this.directory.resolve(name), StandardCharsets.ISO_8859_1));
		}
		return files;
	}

	@Test
	void writesIdentityHardStateAndSnapshot() throws IOException {
		write().close();
		try (StorageDump dump = StorageDump.open(this.directory)) {
			dump.writeMetadata(this.out);
		}
		assertThat(this.out.toString().lines()).hasSize(3)
			.contains("{\"file\":\"identity\",\"directory_id\":11,\"cluster_id\":12,\"node_id\":1,\"removed\":false}",
					"{\"file\":\"hard-state\",\"current_term\":2,\"voted_for\":1}")
			.anyMatch((line) -> line.contains("\"index\":2,\"term\":2,\"timestamp\":1000"));
	}

	@Test
	void saysWhereATornTailBegins() throws IOException {
		write().close();
		Path last = this.directory.resolve(SegmentHeader.fileName(3));
		Files.write(last, new byte[] { 1, 2, 3 }, StandardOpenOption.APPEND);
		assertThat(dumpLog().lines()).hasSize(4)
			.last()
			.asString()
			.contains(last.toString())
			.contains("\"offset\":")
			.contains("\"problem\":");
	}

	@Test
	void refusesARunningNode() throws IOException {
		try (NodeStorage storage = write()) {
			assertThat(storage.log().lastIndex()).isEqualTo(3);
			assertThatExceptionOfType(DirectoryRefusedException.class).isThrownBy(this::dumpLog);
		}
	}

	@Test
	void refusesADirectoryOfSomethingElse() {
		assertThatExceptionOfType(DirectoryRefusedException.class).isThrownBy(this::dumpLog)
			.withMessageContaining("no node ever ran in it");
	}

}
