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
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import io.raftboot.ApplyKind;
import io.raftboot.MemberRole;
import io.raftboot.NodeSettings;
import io.raftboot.NodeStatus;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.RaftStartException;
import io.raftboot.Session;
import io.raftboot.engine.ExportFile;
import io.raftboot.node.Engines;
import io.raftboot.storage.ImportedCluster;
import io.raftboot.storage.StorageSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * A state that moves between this engine and the other.
 */
@Timeout(120)
class RatisExportTests {

	private static final Session SESSION = new Session("c", 1);

	@TempDir
	private Path directory;

	@Test
	void theNativeEngineGoesOnWithTheStateAndTheSessions() throws IOException {
		Path file = this.directory.resolve("state.export");
		try (TestNodes nodes = TestNodes.started(this.directory, 1)) {
			RaftNode leader = nodes.node(nodes.awaitLeader());
			assertThat(append(leader, "a")).isEqualTo("a");
			assertThat(leader.exportSnapshot(file).join()).isPositive();
			assertThat(leader.apply(ApplyKind.COMMAND, new Ledger.Append("k", "late"), null, String.class).join())
				.isEqualTo("alate");
		}
		String address = "127.0.0.1:4001";
		ExportFile exported = ExportFile.read(file);
		try (InputStream content = exported.open()) {
			ImportedCluster.form(this.directory.resolve("native"),
					new StorageSettings("default", true, 1 << 20, 1 << 20),
					ImportedCluster.point(address, exported.index(), exported.term(), exported.timestampMillis()),
					content);
		}
		try (RaftNode node = RaftNodeBuilder.create(new Ledger())
			.dataDirectory(this.directory.resolve("native"))
			.build()) {
			node.start();
			TestNodes.await(node::isLeader);
			assertThat(node.members()).extracting("address").isEqualTo(List.of(address));
			assertThat(append(node, "a")).isEqualTo("a");
			assertThat(node.apply(ApplyKind.QUERY, new Ledger.Get("k"), null, String.class).join()).isEqualTo("a");
		}
	}

	@Test
	void aClusterGoesOnWithTheStateAndTheSessionsOfTheNativeEngine() throws IOException {
		Path file = this.directory.resolve("state.export");
		try (RaftNode node = RaftNodeBuilder.create(new Ledger())
			.dataDirectory(this.directory.resolve("native"))
			.build()) {
			node.start();
			TestNodes.await(node::isLeader);
			assertThat(append(node, "a")).isEqualTo("a");
			assertThat(node.exportSnapshot(file).join()).isPositive();
		}
		try (TestNodes nodes = new TestNodes(this.directory, 1)) {
			Engines.form(nodes.builder(0).settings(), ExportFile.read(file));
			RaftNode first = nodes.start(0, nodes.builder(0));
			nodes.awaitLeader();
			assertThat(first.members()).extracting("address").isEqualTo(List.of(nodes.address(0)));
			assertThat(TestNodes.append(first, "k", "a", SESSION)).isEqualTo("a");
			assertThat(TestNodes.append(first, "k", "b", null)).isEqualTo("ab");
			RaftNode second = nodes.startWaiting();
			assertThat(first.addMember(nodes.address(1), MemberRole.VOTER).join()).hasSize(2);
			TestNodes.await(() -> second.status().condition() == NodeStatus.Condition.MEMBER);
			assertThat(TestNodes.append(second, "k", "a", SESSION)).isEqualTo("a");
			assertThat(TestNodes.get(second, ApplyKind.QUERY, "k")).isEqualTo("ab");
			first.takeSnapshot().join();
			nodes.stop(0);
			first = nodes.start(0, nodes.builder(0));
			nodes.awaitLeader();
			assertThat(TestNodes.get(first, ApplyKind.QUERY, "k")).isEqualTo("ab");
		}
	}

	@Test
	void nothingStartsWhereAnImportWasCutShortUntilItIsDoneAgain() throws IOException {
		Path file = this.directory.resolve("state.export");
		ExportFile.write(file, 7, 3, 1000, (out) -> out.write(new byte[100]));
		ExportFile exported = ExportFile.read(file);
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
			channel.write(ByteBuffer.wrap(new byte[] { 1 }), 60);
		}
		try (TestNodes nodes = new TestNodes(this.directory, 1)) {
			NodeSettings settings = nodes.builder(0).settings();
			assertThatIOException().isThrownBy(() -> Engines.form(settings, exported));
			assertThatExceptionOfType(RaftStartException.class).isThrownBy(() -> nodes.start(0))
				.withMessageContaining("the import of a snapshot into this directory was cut short");
			Path other = this.directory.resolve("other.export");
			ExportFile.write(other, 7, 3, 1000, (out) -> out.write(new byte[100]));
			Engines.form(settings, ExportFile.read(other));
			assertThatIOException().isThrownBy(() -> Engines.form(settings, ExportFile.read(other)))
				.withMessageContaining("an empty directory");
		}
	}

	private static String append(RaftNode node, String text) {
		return node.apply(ApplyKind.COMMAND, new Ledger.Append("k", text), SESSION, String.class).join();
	}

}
