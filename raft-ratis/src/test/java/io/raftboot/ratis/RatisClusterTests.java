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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.Role;
import io.raftboot.Session;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Everything above the boundary, on Ratis.
 */
@Tag("cluster")
@Timeout(120)
class RatisClusterTests {

	@TempDir
	private Path directory;

	@Test
	void aSingleNodeWorksWithNothingConfigured() {
		try (RaftNode node = RaftNodeBuilder.create(new Ledger()).engine("ratis").memoryStorage(true).build()) {
			node.start();
			assertThat(TestNodes.append(node, "a", "x", null)).isEqualTo("x");
			assertThat(TestNodes.append(node, "a", "y", null)).isEqualTo("xy");
			assertThat(TestNodes.get(node, ApplyKind.QUERY, "a")).isEqualTo("xy");
			assertThat(TestNodes.get(node, ApplyKind.LOCAL_QUERY, "a")).isEqualTo("xy");
		}
	}

	@Test
	void aRestartKeepsTheStateAndTheSessions() {
		Session session = new Session("c", 1);
		RaftNodeBuilder builder = RaftNodeBuilder.create(new Ledger()).engine("ratis").dataDirectory(this.directory);
		try (RaftNode first = builder.build()) {
			first.start();
			TestNodes.append(first, "a", "x", session);
			assertThat(first.takeSnapshot().join()).isPositive();
			TestNodes.append(first, "a", "y", null);
		}
		RaftNodeBuilder again = RaftNodeBuilder.create(new Ledger()).engine("ratis").dataDirectory(this.directory);
		try (RaftNode second = again.build()) {
			second.start();
			assertThat(TestNodes.append(second, "a", "x", session)).isEqualTo("x");
			assertThat(TestNodes.get(second, ApplyKind.QUERY, "a")).isEqualTo("xy");
		}
	}

	@Test
	void aRetryThroughAnotherNodeIsAppliedOnceWhenTheLeaderIsGone() {
		try (TestNodes nodes = TestNodes.started(this.directory, 3)) {
			int leader = nodes.awaitLeader();
			for (int i = 1; i <= 10; i++) {
				TestNodes.append(nodes.node(leader), "a", "x", new Session("c", i));
			}
			nodes.stop(leader);
			for (int i = 1; i <= 12; i++) {
				RaftNode other = nodes.node((leader + 1 + i % 2) % 3);
				assertThat(TestNodes.append(other, "a", "x", new Session("c", i))).hasSize(i);
			}
		}
	}

	@Test
	void aNodeThatComesLateHasTheStateAndTheSessions() {
		try (TestNodes nodes = new TestNodes(this.directory, 3)) {
			for (int i = 0; i < 2; i++) {
				nodes.start(i, nodes.builder(i).snapshotLogEntries(4));
			}
			int leader = nodes.awaitLeader();
			for (int i = 1; i <= 60; i++) {
				TestNodes.append(nodes.node(leader), "a", "x", new Session("c", i));
			}
			nodes.node(0).takeSnapshot().join();
			nodes.node(1).takeSnapshot().join();
			RaftNode third = nodes.start(2);
			TestNodes.await(() -> TestNodes.get(third, ApplyKind.LOCAL_QUERY, "a").length() == 60);
			assertThat(TestNodes.append(third, "a", "x", new Session("c", 60))).hasSize(60);
		}
	}

	@Test
	void aMachineThatThrowsIsTheOutcomeOfItsCommandAndOfNothingElse() {
		try (TestNodes nodes = TestNodes.started(this.directory, 3)) {
			for (int i = 0; i < 3; i++) {
				CompletableFuture<?> failing = nodes.node(i).apply(ApplyKind.COMMAND, new Ledger.Fail("now"));
				assertThat(TestNodes.failure(failing)).isEqualTo(ErrorCode.MACHINE_FAILED);
			}
			for (int i = 0; i < 3; i++) {
				assertThat(TestNodes.append(nodes.node(i), "a", "x", null)).hasSize(i + 1);
			}
		}
	}

	@Test
	void aCommandOfTheLargestSizeIsTakenFromEveryNodeAndALargerOneIsRefused() {
		try (TestNodes nodes = new TestNodes(this.directory, 3)) {
			for (int i = 0; i < 3; i++) {
				nodes.start(i, nodes.builder(i).electionTimeout(Duration.ofSeconds(2)));
			}
			int leader = nodes.awaitLeader();
			String largest = "x".repeat((4 << 20) - 100);
			for (int i = 0; i < 3; i++) {
				assertThat(TestNodes.retry(apply(nodes.node(i), new Ledger.Put("a", largest)))).isNotNull();
				CompletableFuture<?> tooLarge = nodes.node(i)
					.apply(ApplyKind.COMMAND, new Ledger.Put("a", largest + "x".repeat(200)));
				assertThat(TestNodes.failure(tooLarge)).isEqualTo(ErrorCode.TOO_LARGE);
			}
			assertThat(nodes.awaitLeader()).isEqualTo(leader);
		}
	}

	private static Supplier<CompletableFuture<String>> apply(RaftNode node, Ledger.Input input) {
		return () -> node.apply(ApplyKind.COMMAND, input, null, String.class);
	}

	@Test
	void manyCommandsGoIntoFewEntries() {
		try (TestNodes nodes = TestNodes.started(this.directory, 1)) {
			RaftNode node = nodes.node(0);
			TestNodes.append(node, "a", "x", null);
			long before = node.status().lastLogIndex();
			List<CompletableFuture<String>> all = new ArrayList<>();
			for (int i = 0; i < 2000; i++) {
				all.add(node.apply(ApplyKind.COMMAND, new Ledger.Append("a", "x"), null, String.class));
			}
			all.forEach(CompletableFuture::join);
			TestNodes.await(() -> node.status().lastLogIndex() > before);
			assertThat(node.status().lastLogIndex() - before).isLessThan(1000);
			assertThat(TestNodes.get(node, ApplyKind.QUERY, "a")).hasSize(2001);
		}
	}

	@Test
	void aLearnerIsAddedPromotedDemotedAndRemoved() {
		try (TestNodes nodes = TestNodes.started(this.directory, 2)) {
			TestNodes.append(nodes.node(0), "a", "x", null);
			RaftNode third = nodes.startWaiting();
			String address = nodes.address(2);
			assertThat(nodes.node(0).addMember(address, MemberRole.LEARNER).join()).hasSize(3);
			TestNodes.await(() -> third.status().role() == Role.LEARNER);
			assertThat(TestNodes.get(third, ApplyKind.QUERY, "a")).isEqualTo("x");
			assertThat(nodes.node(1).addMember(address, MemberRole.VOTER).join())
				.allMatch((member) -> member.role() == MemberRole.VOTER);
			TestNodes.await(() -> third.status().role() != Role.LEARNER);
			int leader = nodes.awaitLeader();
			if (leader == 2) {
				nodes.node(0).transferLeadership(nodes.address(0)).join();
				nodes.awaitLeader();
			}
			nodes.node(0).addMember(address, MemberRole.LEARNER).join();
			TestNodes.await(() -> third.status().role() == Role.LEARNER);
			TestNodes.append(third, "a", "y", null);
			assertThat(TestNodes.get(third, ApplyKind.QUERY, "a")).isEqualTo("xy");
			assertThat(nodes.node(0).removeMember(address).join()).hasSize(2);
			TestNodes.await(() -> third.status().condition() == Condition.REMOVED);
		}
	}

	@Test
	void aChangeThatTakesLongerThanItsCallerWaitsIsNotBegunAgain() {
		try (TestNodes nodes = new TestNodes(this.directory, 1); Cut cut = new Cut()) {
			RaftNode first = nodes.start(0, nodes.builder(0).requestTimeout(Duration.ofSeconds(2)));
			nodes.awaitLeader();
			RaftNode second = nodes.startWaiting();
			cut.offAllBut(Set.of(1L));
			ErrorCode refusal = TestNodes.failure(first.addMember(nodes.address(1), MemberRole.VOTER));
			assertThat(refusal).isEqualTo(ErrorCode.RESULT_UNKNOWN);
			refusal = TestNodes.failure(first.addMember(nodes.address(1), MemberRole.VOTER));
			assertThat(refusal).isEqualTo(ErrorCode.MEMBERSHIP_CHANGE_IN_PROGRESS);
			cut.heal();
			TestNodes.await(() -> second.status().condition() == Condition.MEMBER);
			// the members are known a moment before the change is over
			TestNodes.await(() -> TestNodes
				.failure(first.addMember(nodes.address(1), MemberRole.VOTER)) == ErrorCode.SERVER_ALREADY_ADDED);
			assertThat(first.status().members()).hasSize(2);
		}
	}

	@Test
	void theLeaderCanBeRemoved() {
		try (TestNodes nodes = TestNodes.started(this.directory, 3)) {
			int leader = nodes.awaitLeader();
			RaftNode removed = nodes.node(leader);
			RaftNode other = nodes.node((leader + 1) % 3);
			assertThat(other.removeMember(nodes.address(leader)).join()).hasSize(2);
			TestNodes.await(() -> removed.status().condition() == Condition.REMOVED);
			assertThat(TestNodes.failure(removed.apply(ApplyKind.QUERY, new Ledger.Get("a"))))
				.isEqualTo(ErrorCode.NOT_CLUSTER_MEMBER);
			assertThat(TestNodes.append(other, "a", "x", null)).isEqualTo("x");
			assertThat(other.status().members()).hasSize(2);
		}
	}

	@Test
	void aWitnessIsRefusedWithTheReason() {
		try (TestNodes nodes = TestNodes.started(this.directory, 1)) {
			assertThatThrownBy(() -> nodes.node(0).addMember("127.0.0.1:1", MemberRole.WITNESS).join())
				.hasCauseInstanceOf(UnsupportedOperationException.class)
				.hasMessageContaining("the engine ratis has no witnesses");
		}
	}

	@Test
	void aClosedNodeLeavesNoThread() throws Exception {
		try (TestNodes nodes = TestNodes.started(this.directory, 1)) {
			TestNodes.append(nodes.node(0), "a", "x", null);
			nodes.node(0).takeSnapshot().join();
		}
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			ThreadGroup group = thread.getThreadGroup();
			boolean ours = thread.getName().startsWith("raft-default")
					|| (group != null && group.getName().startsWith("raft-default"));
			if (ours) {
				// an executor has ended a few steps before its thread has
				thread.join(5000);
				assertThat(thread.isAlive()).as(thread.getName()).isFalse();
			}
		}
	}

}
