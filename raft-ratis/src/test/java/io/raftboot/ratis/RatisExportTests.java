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
import java.nio.file.Path;
import java.util.List;

import io.raftboot.ApplyKind;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.Session;
import io.raftboot.engine.ExportFile;
import io.raftboot.storage.ImportedCluster;
import io.raftboot.storage.StorageSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A state that leaves this engine for the other.
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

	private static String append(RaftNode node, String text) {
		return node.apply(ApplyKind.COMMAND, new Ledger.Append("k", text), SESSION, String.class).join();
	}

}
