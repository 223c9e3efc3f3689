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

package io.raftboot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(120)
class DirectoryCommandsTests {

	private final String address = Nodes.addresses(1).get(0);

	@TempDir
	Path parent;

	private Path stoppedNode() {
		try (Nodes nodes = new Nodes(this.parent)) {
			nodes.start(this.address, List.of(this.address));
			assertThat(Cli.run("apply", this.address, "Command", "{\"Put\":[\"foo\",123]}").code()).isZero();
			assertThat(Cli.run("snapshot", this.address).out()).contains("snapshot_index");
			assertThat(Cli.run("apply", this.address, "Command", "{\"Put\":[\"bar\",\"ü\"]}").code()).isZero();
			return nodes.directory(this.address);
		}
	}

	@Test
	void describeTellsMemberTermSnapshotAndLog() {
		Cli described = Cli.run("describe", stoppedNode());
		assertThat(described.code()).isZero();
		assertThat(described.out()).containsPattern("member +1\n")
			.containsPattern("members +1 " + this.address + " voter")
			.containsPattern("snapshot +index [0-9]+, term")
			.containsPattern("log +entries [0-9]+ to [0-9]+, last term")
			.containsPattern("file +log-[0-9]+.seg, entries");
	}

	@Test
	void dumpPrintsTheInputsAsTheyCame() {
		Cli dump = Cli.run("dump", stoppedNode());
		assertThat(dump.code()).isZero();
		assertThat(dump.out().lines()).anyMatch((line) -> line.endsWith("\"input\":{\"Put\":[\"bar\",\"ü\"]}}"))
			.allMatch((line) -> line.startsWith("{\"index\":"));
		assertThat(Cli.run("dump", "--metadata", parentDirectory()).out()).contains("\"file\":\"hard-state\"");
	}

	private Path parentDirectory() {
		return new Nodes(this.parent).directory(this.address);
	}

	@Test
	void verifyNamesFileAndOffsetOfDamage() throws IOException {
		Path directory = stoppedNode();
		assertThat(Cli.run("verify", directory)).matches((cli) -> cli.code() == 0 && cli.out().startsWith("Good: "));
		Path snapshot;
		try (Stream<Path> files = Files.list(directory)) {
			snapshot = files.filter((file) -> file.toString().endsWith(".snap")).findFirst().orElseThrow();
		}
		byte[] bytes = Files.readAllBytes(snapshot);
		bytes[bytes.length - 20] ^= 1;
		Files.write(snapshot, bytes);
		Cli verified = Cli.run("verify", directory);
		assertThat(verified.code()).isEqualTo(1);
		assertThat(verified.out()).contains(snapshot.getFileName() + "\" is damaged at offset ");
	}

	@Test
	void aDirectoryInUseIsLeftAloneByEveryCommand() {
		try (Nodes nodes = new Nodes(this.parent)) {
			nodes.start(this.address, List.of(this.address));
			for (String command : List.of("describe", "dump", "verify", "new-cluster")) {
				Cli refused = Cli.run(command, nodes.directory(this.address));
				assertThat(refused.code()).as(command).isEqualTo(3);
				assertThat(refused.error()).contains("raft-cli status ADDRESS");
			}
			assertThat(Cli.run("apply", this.address, "Command", "{\"Put\":[\"foo\",1]}").out()).isEqualTo("null\n");
		}
	}

	@Test
	void aDirectoryWithoutDataIsRefused() {
		Cli refused = Cli.run("describe", this.parent);
		assertThat(refused.code()).isEqualTo(3);
		assertThat(refused.error()).contains(this.parent.toString()).contains("no node ever ran in it");
	}

	@Test
	void wrongUsageIsCode2() {
		assertThat(Cli.run("describe")).matches((cli) -> cli.code() == 2 && cli.error().contains("DIRECTORY"));
		assertThat(Cli.run("nothing").code()).isEqualTo(2);
	}

}
