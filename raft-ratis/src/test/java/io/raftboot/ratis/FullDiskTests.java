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
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.RaftException;
import io.raftboot.RaftNode;
import io.raftboot.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * No byte is left on a member's disk, and then there is room again.
 */
@Tag("cluster")
@Timeout(120)
class FullDiskTests {

	private static final String LARGE = "v".repeat(200_000);

	@TempDir
	private Path directory;

	private SmallDisk disk;

	private TestNodes nodes;

	private final Set<ErrorCode> errors = new HashSet<>();

	private void start(int size) {
		try {
			this.disk = SmallDisk.mount(this.directory.resolve("node0"), 24);
		}
		catch (IOException ex) {
			abort("needs root, to mount a small file system: " + ex.getMessage());
		}
		this.nodes = new TestNodes(this.directory, size);
		for (int i = 0; i < size; i++) {
			startNode(i);
		}
		this.nodes.awaitLeader();
	}

	private RaftNode startNode(int i) {
		return this.nodes.start(i, this.nodes.builder(i).logSegmentSize(1 << 20).requestTimeout(Duration.ofSeconds(2)));
	}

	@AfterEach
	void end() throws IOException {
		if (this.nodes != null) {
			this.nodes.close();
		}
		if (this.disk != null) {
			this.disk.close();
		}
	}

	@Test
	void aMemberWhoseDiskIsFullIsDownAndTakesNothingUntilThereIsRoom() throws IOException {
		start(1);
		RaftNode node = this.nodes.node(0);
		TestNodes.append(node, "a", "x", null);
		this.disk.fill();
		int acknowledged = writeUntil(node, Condition.FAILED);
		assertThat(node.status().failure()).contains("disk");
		assertThatThrownBy(() -> node.apply(ApplyKind.COMMAND, new Ledger.Append("a", "lost")).join())
			.hasRootCauseInstanceOf(RaftException.class)
			.rootCause()
			.satisfies((ex) -> assertThat(((RaftException) ex).code()).isEqualTo(ErrorCode.NO_LEADER))
			.satisfies((ex) -> assertThat(((RaftException) ex).reason()).contains("disk"));
		assertThat(this.errors).isSubsetOf(ErrorCode.NO_LEADER, ErrorCode.RESULT_UNKNOWN, ErrorCode.LEADER_CHANGED);

		this.disk.makeRoom();
		TestNodes.await(() -> node.status().condition() == Condition.MEMBER);
		TestNodes.append(node, "a", "y", null);
		assertThat(TestNodes.get(node, ApplyKind.QUERY, "a")).isEqualTo("xy");
		String large = TestNodes.get(node, ApplyKind.QUERY, "large");
		assertThat(large.length()).isGreaterThanOrEqualTo(acknowledged * LARGE.length());

		this.nodes.stop(0);
		RaftNode again = startNode(0);
		assertThat(TestNodes.get(again, ApplyKind.QUERY, "a")).isEqualTo("xy");
		assertThat(TestNodes.get(again, ApplyKind.QUERY, "large")).isEqualTo(large);
	}

	@Test
	void theOthersGoOnWithoutItAndItCatchesUpWhenThereIsRoom() throws IOException {
		start(3);
		RaftNode node = this.nodes.node(0);
		TestNodes.retry(() -> node.transferLeadership(this.nodes.address(0)));
		TestNodes.await(() -> node.status().role() == Role.LEADER);
		this.disk.fill();
		writeUntil(node, Condition.FAILED);
		RaftNode other = this.nodes.node(1);
		TestNodes.append(other, "a", "x", null);

		this.disk.makeRoom();
		TestNodes.await(() -> node.status().condition() == Condition.MEMBER);
		TestNodes.append(node, "a", "y", null);
		assertThat(TestNodes.get(node, ApplyKind.QUERY, "a")).isEqualTo("xy");
		assertThat(TestNodes.get(node, ApplyKind.QUERY, "large"))
			.isEqualTo(TestNodes.get(other, ApplyKind.QUERY, "large"));
	}

	/** Log files have room within: use that up too. */
	private int writeUntil(RaftNode node, Condition condition) {
		int acknowledged = 0;
		for (int i = 0; i < 100 && node.status().condition() != condition; i++) {
			acknowledged += write(node) ? 1 : 0;
		}
		TestNodes.await(() -> node.status().condition() == condition);
		return acknowledged;
	}

	private boolean write(RaftNode node) {
		CompletableFuture<?> call = node.apply(ApplyKind.COMMAND, new Ledger.Append("large", LARGE));
		try {
			call.join();
			return true;
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RaftException failure) {
				this.errors.add(failure.code());
				return false;
			}
			throw ex;
		}
	}

}
