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

package io.raftboot.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.RaftStartException;
import io.raftboot.Role;
import io.raftboot.node.ReplicaNetwork.Node;
import io.raftboot.node.ReplicaNetwork.Outcome;
import io.raftboot.storage.MemoryDisk;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ReplicaTests {

	@Test
	void foundersElectALeaderAndAgreeOnTheCluster() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node leader = network.leader();
		assertThat(leader.replica().status().members()).extracting(Member::address)
			.containsExactly("node1", "node2", "node3");
		assertThat(network.node(1).replica().identity().clusterId())
			.isEqualTo(network.node(2).replica().identity().clusterId())
			.isNotZero();
		assertThat(network.node(1).replica().identity().directoryId())
			.isNotEqualTo(network.node(2).replica().identity().directoryId());
	}

	@Test
	void aNodeOutsideItsOwnMemberListDoesNotStart() {
		ReplicaNetwork network = new ReplicaNetwork();
		assertThatExceptionOfType(RaftStartException.class)
			.isThrownBy(() -> network.start("node9", List.of("node1", "node2"), new MemoryDisk()))
			.withMessageContaining("node9")
			.withMessageContaining("raft.members");
	}

	@Test
	void proposalsThatWaitTogetherAreAppendedTogether() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node leader = network.leader();
		leader.sent().clear();
		List<Outcome> outcomes = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			outcomes.add(leader.propose("p" + i));
		}
		leader.process();
		assertThat(leader.sent()).filteredOn("AppendRequest"::equals).hasSize(2);
		network.settle();
		assertThat(outcomes).extracting(Outcome::index).isSorted().doesNotHaveDuplicates();
		network.until(() -> network.node(3).applied().size() == 20);
		assertThat(network.node(3).applied()).isEqualTo(leader.applied());
	}

	@Test
	void theLeaderSendsBeforeItWritesAndAFollowerAnswersAfter() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node leader = network.leader();
		leader.sent().clear();
		leader.propose("x");
		leader.process();
		assertThat(leader.sent().indexOf("flush")).isGreaterThan(leader.sent().indexOf("AppendRequest"));
		assertThat(leader.sent()).filteredOn("flush"::equals).hasSizeGreaterThan(1);
	}

	@Test
	void aFollowerForwardsAndTellsTheIndexOfEachProposal() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		Outcome first = follower.propose("a");
		Outcome second = follower.propose("b");
		network.settle();
		assertThat(second.index()).isEqualTo(first.index() + 1);
		assertThat(first.term()).isEqualTo(follower.replica().status().term());
		network.until(() -> follower.applied().equals(List.of("a", "b")));
	}

	@Test
	void aNetworkThatRepeatsItselfAppendsNothingTwice() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		network.doubleMessages();
		for (int i = 0; i < 5; i++) {
			follower.propose("p" + i);
			network.settle();
		}
		network.until(() -> follower.applied().size() >= 5);
		network.settle();
		assertThat(follower.applied()).containsExactly("p0", "p1", "p2", "p3", "p4");
	}

	@Test
	void aProposalWithoutALeaderIsRejectedAtOnce() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Outcome outcome = network.node(1).propose("x");
		network.node(1).process();
		assertThat(outcome.rejected()).isEqualTo(ErrorCode.NO_LEADER);
	}

	@Test
	void aBatchForANodeThatDoesNotLeadAnyMoreIsRefused() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node leader = network.leader();
		Node follower = network.follower();
		CompletableFuture<String> transfer = leader.replica().transferLeadership(null);
		leader.process();
		Outcome outcome = follower.propose("x");
		follower.process();
		network.until(transfer::isDone);
		network.until(outcome::isAnswered);
		assertThat(outcome.rejected()).isIn(ErrorCode.LEADER_CHANGED, ErrorCode.BUSY);
	}

	@Test
	void whatIsForwardedToALostLeaderStaysUnanswered() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		network.cutOff(network.leader());
		Outcome outcome = follower.propose("x");
		network.settle();
		network.leader();
		assertThat(outcome.isAnswered()).isFalse();
	}

	@Test
	void tooManyProposalsAreAnsweredBusy() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(1);
		network.leader();
		List<Outcome> outcomes = new ArrayList<>();
		for (int i = 0; i < 150; i++) {
			outcomes.add(network.node(1).propose("p"));
		}
		assertThat(outcomes).filteredOn((outcome) -> outcome.rejected() == ErrorCode.BUSY).hasSize(50);
		network.settle();
		assertThat(outcomes).allMatch(Outcome::isAnswered);
	}

	@Test
	void aPayloadThatIsTooLargeIsRejected() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(1);
		network.leader();
		assertThat(network.node(1).propose("x".repeat(1001)).rejected()).isEqualTo(ErrorCode.TOO_LARGE);
	}

	@Test
	void entriesAreHeldBackWhileTooManyAreNotApplied() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(1);
		Node node = network.leader();
		node.holdBack();
		int before = node.applied().size();
		for (int i = 0; i < 100; i++) {
			node.propose("p" + i);
		}
		network.settle();
		assertThat(node.applied().size() - before).isLessThanOrEqualTo(50);
		node.replica().applied(node.replica().status().commitIndex());
		network.settle();
		assertThat(node.applied().size() - before).isGreaterThan(50);
	}

	@Test
	void readsThatWaitTogetherShareARound() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		Outcome written = network.leader().propose("x");
		network.until(() -> follower.applied().contains("x"));
		follower.sent().clear();
		Outcome first = follower.read();
		Outcome second = follower.read();
		network.settle();
		assertThat(first.index()).isGreaterThanOrEqualTo(written.index());
		assertThat(second.index()).isEqualTo(first.index());
		assertThat(follower.sent()).filteredOn("ReadIndexRequest"::equals).hasSize(1);
	}

	@Test
	void aReadWithoutALeaderIsRejected() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Outcome read = network.node(1).read();
		network.node(1).process();
		assertThat(read.rejected()).isEqualTo(ErrorCode.NO_LEADER);
	}

	@Test
	void aReadThatIsLostOnTheWayIsAskedAgain() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		network.cutOff(follower);
		Outcome read = follower.read();
		network.settle();
		network.heal();
		network.until(read::isAnswered);
		assertThat(read.rejected()).isNull();
	}

	@Test
	void aRestartedNodeKeepsItsIdentityAndItsLog() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		network.leader().propose("x");
		network.until(() -> network.node(2).applied().contains("x"));
		long directory = network.node(2).replica().identity().directoryId();
		Node again = network.node(2).restart();
		assertThat(again.replica().identity().directoryId()).isEqualTo(directory);
		network.until(() -> again.applied().equals(List.of("x")));
	}

	@Test
	void aMemberFarBehindGetsTheSnapshotInPieces() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		Node leader = network.leader();
		network.cutOff(follower);
		for (int i = 0; i < 3000; i++) {
			leader.propose("x".repeat(900));
			if (i % 50 == 49) {
				network.settle();
			}
		}
		CompletableFuture<Long> snapshot = leader.replica().takeSnapshot();
		network.until(snapshot::isDone);
		assertThat(leader.replica().status().firstLogIndex()).isGreaterThan(1);
		network.heal();
		network.until(() -> follower.applied().size() == 3000);
		assertThat(follower.restores()).isEqualTo(1);
		assertThat(leader.sent()).filteredOn("SnapshotPiece"::equals).hasSizeGreaterThan(4);
		Node again = follower.restart();
		network.until(() -> again.applied().size() == 3000);
		assertThat(again.restores()).isEqualTo(1);
	}

	@Test
	void aSnapshotThatArrivesWhileAnotherWriteWaitsForRoomIsKept() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		Node leader = network.leader();
		follower.disk().fill();
		leader.propose("waits for room");
		network.settle();
		network.cutOff(follower);
		for (int i = 0; i < 300; i++) {
			leader.propose("x".repeat(900));
			if (i % 50 == 49) {
				network.settle();
			}
		}
		CompletableFuture<Long> snapshot = leader.replica().takeSnapshot();
		network.until(snapshot::isDone);
		leader.replica().unreachable(follower.replica().identity().nodeId());
		network.heal();
		network.until(() -> follower.sent().contains("SnapshotReply"));
		assertThat(follower.restores()).isZero();
		follower.disk().empty();
		network.until(() -> follower.applied().size() == 301);
		assertThat(follower.restores()).isEqualTo(1);
		Node again = follower.restart();
		network.until(() -> again.applied().size() == 301);
	}

	@Test
	void aSnapshotThatArrivesWhileTheDiskIsFullIsInstalledWhenThereIsRoom() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		Node leader = network.leader();
		network.cutOff(follower);
		for (int i = 0; i < 60; i++) {
			leader.propose("p" + i);
			if (i % 30 == 29) {
				network.settle();
				CompletableFuture<Long> snapshot = leader.replica().takeSnapshot();
				network.until(snapshot::isDone);
			}
		}
		follower.disk().fillBeforeRename();
		network.heal();
		network.until(() -> follower.disk().isFull());
		network.settle();
		follower.disk().empty();
		network.until(() -> follower.applied().size() == 60);
		assertThat(follower.failure()).isNull();
		Node again = follower.restart();
		network.until(() -> again.applied().size() == 60);
	}

	@Test
	void snapshotsAreTakenByThemselvesAfterManyEntries() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node leader = network.leader();
		for (int i = 0; i < 1100; i++) {
			leader.propose("p");
			if (i % 50 == 49) {
				network.settle();
			}
		}
		network.until(() -> network.node(1).replica().status().snapshotIndex() > 900
				&& network.node(2).replica().status().snapshotIndex() > 900
				&& network.node(3).replica().status().snapshotIndex() > 900);
	}

	@Test
	void aMemberIsAddedAndRemovedThroughAFollower() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		network.leader().propose("x");
		Node fourth = network.start("node4", List.of(), new MemoryDisk());
		assertThat(fourth.replica().status().condition()).isEqualTo(Condition.UNINITIALISED);
		CompletableFuture<List<Member>> added = network.follower().replica().addMember("node4", MemberRole.VOTER);
		network.until(added::isDone);
		assertThat(added.join()).hasSize(4);
		network.until(() -> fourth.applied().equals(List.of("x")));
		long number = fourth.replica().identity().nodeId();
		assertThat(number).isGreaterThan(3);
		CompletableFuture<List<Member>> removed = network.follower().replica().removeMember("node4");
		network.until(removed::isDone);
		assertThat(removed.join()).hasSize(3);
		network.until(() -> fourth.replica().status().condition() == Condition.REMOVED);
		Outcome outcome = fourth.propose("y");
		fourth.process();
		assertThat(outcome.rejected()).isEqualTo(ErrorCode.NOT_CLUSTER_MEMBER);
		assertThat(fourth.restart().replica().status().condition()).isEqualTo(Condition.REMOVED);
	}

	@Test
	void aMemberThatMissedItsRemovalIsTold() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		network.cutOff(follower);
		CompletableFuture<List<Member>> removed = network.leader()
			.replica()
			.removeMember(follower.replica().status().address());
		network.until(removed::isDone);
		network.heal();
		network.until(() -> follower.replica().status().condition() == Condition.REMOVED);
	}

	@Test
	void aMemberWhoseDiskIsFullWhenItIsRemovedDoesNotFail() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		network.cutOff(follower);
		CompletableFuture<List<Member>> removed = network.leader()
			.replica()
			.removeMember(follower.replica().status().address());
		network.until(removed::isDone);
		follower.disk().fill();
		network.heal();
		network.until(() -> follower.replica().status().condition() == Condition.REMOVED);
		assertThat(follower.failure()).isNull();
		follower.disk().empty();
		Node again = follower.restart();
		network.until(() -> again.replica().status().condition() == Condition.REMOVED);
	}

	@Test
	void aNodeWhoseDiskIsFullBecomesAMemberWhenThereIsRoom() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node fourth = network.start("node4", List.of(), new BreakableDisk());
		fourth.disk().fill();
		CompletableFuture<List<Member>> added = network.leader().replica().addMember("node4", MemberRole.VOTER);
		network.until(() -> network.leader().sent().contains("AppendRequest"));
		assertThat(fourth.replica().status().condition()).isEqualTo(Condition.UNINITIALISED);
		fourth.disk().empty();
		network.until(added::isDone);
		assertThat(added.join()).hasSize(4);
	}

	@Test
	void theLeaderCanBeRemoved() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node leader = network.leader();
		CompletableFuture<List<Member>> removed = leader.replica().removeMember(leader.replica().status().address());
		network.until(removed::isDone);
		network.until(() -> leader.replica().status().condition() == Condition.REMOVED);
		network.cutOff(leader);
		assertThat(network.leader()).isNotSameAs(leader);
	}

	@Test
	void aWitnessKeepsNoCommandsAndIsBroughtUpByAMark() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(2);
		Node leader = network.leader();
		for (int i = 0; i < 50; i++) {
			leader.propose("p" + i);
		}
		network.settle();
		CompletableFuture<Long> snapshot = leader.replica().takeSnapshot();
		network.until(snapshot::isDone);
		Node witness = network.start("node3", List.of(), new MemoryDisk());
		CompletableFuture<List<Member>> added = leader.replica().addMember("node3", MemberRole.WITNESS);
		network.until(added::isDone);
		leader.propose("after");
		network.until(() -> witness.replica().status().role() == Role.WITNESS
				&& witness.replica().status().commitIndex() == leader.replica().status().commitIndex());
		assertThat(witness.applied()).isEmpty();
		assertThat(witness.restores()).isZero();
		Node again = witness.restart();
		network.until(() -> again.replica().status().role() == Role.WITNESS);
		assertThat(again.restores()).isZero();
	}

	@Test
	void leadershipMovesFromAnyNode() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		CompletableFuture<String> moved = follower.replica().transferLeadership(follower.replica().status().address());
		network.until(moved::isDone);
		assertThat(moved.join()).isEqualTo(follower.replica().status().address());
		assertThat(network.leader()).isSameAs(follower);
	}

	@Test
	void aClusterIsCreatedOnceOnANodeThatWaits() throws IOException {
		ReplicaNetwork network = new ReplicaNetwork();
		Node node = network.start("node1", List.of(), new MemoryDisk());
		assertThat(node.replica().createCluster(150, 300))
			.isCompletedWithValueMatching((members) -> members.size() == 1);
		network.leader();
		assertThat(node.replica().status().minElectionTimeoutMillis()).isEqualTo(150);
		assertThat(node.replica().createCluster(150, 300)).isCompletedExceptionally();
		Node again = node.restart();
		assertThat(again.replica().status().nodeId()).isEqualTo(1);
	}

	@Test
	void aNodeWhoseDiskFailsStepsOutAndTheOthersGoOn() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node leader = network.leader();
		leader.disk().breakSync();
		leader.propose("x");
		network.settle();
		assertThat(leader.failure()).hasMessageContaining("cannot sync");
		assertThat(leader.replica().status().condition()).isEqualTo(Condition.FAILED);
		assertThat(leader.replica().status().failure()).contains("cannot sync");
		Outcome refused = leader.propose("y");
		leader.process();
		assertThat(refused.rejected()).isEqualTo(ErrorCode.NO_LEADER);
		network.cutOff(leader);
		Node next = network.leader();
		assertThat(next).isNotSameAs(leader);
		next.propose("z");
		network.until(() -> next.applied().contains("z"));
	}

	@Test
	void aLeaderWhoseDiskIsFullIsBusyAndHandsLeadershipOver() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node leader = network.leader();
		leader.propose("before");
		network.settle();
		leader.disk().fill();
		leader.propose("during");
		network.settle();
		Outcome busy = leader.propose("refused");
		assertThat(busy.rejected()).isEqualTo(ErrorCode.BUSY);
		network.until(() -> network.leader() != leader);
		Node next = network.leader();
		assertThat(next.applied()).contains("during");
		assertThat(leader.applied()).doesNotContain("during");
		next.propose("after");
		network.until(() -> next.applied().equals(List.of("before", "during", "after")));
		leader.disk().empty();
		network.until(() -> leader.applied().equals(List.of("before", "during", "after")));
		assertThat(leader.failure()).isNull();
	}

	@Test
	void aLeaderWhoseDiskIsFullGoesOnWhenNobodyCanTakeOver() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node leader = network.leader();
		network.settle();
		network.nodes().forEach((node) -> node.disk().fill());
		leader.propose("during");
		for (int i = 0; i < 100; i++) {
			network.pass();
		}
		network.nodes().forEach((node) -> node.disk().empty());
		network.until(() -> network.nodes().stream().allMatch((node) -> node.applied().contains("during")));
		network.leader().propose("after");
		network.until(() -> network.nodes().stream().allMatch((node) -> node.applied().contains("after")));
		network.nodes().forEach((node) -> assertThat(node.failure()).isNull());
	}

	@Test
	void aFollowerWhoseDiskIsFullDoesNotAcknowledge() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(3);
		Node follower = network.follower();
		Node leader = network.leader();
		follower.disk().fill();
		leader.propose("x");
		network.until(() -> leader.applied().contains("x"));
		follower.sent().clear();
		leader.propose("y");
		network.settle();
		assertThat(follower.sent()).doesNotContain("AppendReply");
		Outcome read = follower.read();
		network.settle();
		assertThat(read.rejected()).isEqualTo(ErrorCode.NO_LEADER);
		follower.disk().empty();
		network.until(() -> follower.applied().equals(List.of("x", "y")));
	}

	@Test
	void nobodyHearsOfATermThatIsNotOnDisk() throws IOException {
		ReplicaNetwork network = ReplicaNetwork.of(1);
		Node voter = network.node(1);
		Node learner = network.start("node2", List.of(), new BreakableDisk());
		CompletableFuture<List<Member>> added = voter.replica().addMember("node2", MemberRole.LEARNER);
		network.until(added::isDone);
		long term = learner.replica().status().term();
		voter.disk().fill();
		Node again = voter.restart();
		network.until(() -> again.replica().status().role() == Role.LEADER);
		for (int i = 0; i < 20; i++) {
			network.pass();
		}
		assertThat(again.sent()).doesNotContain("AppendRequest", "Heartbeat");
		assertThat(learner.replica().status().term()).isEqualTo(term);
		again.disk().empty();
		network.until(() -> learner.replica().status().term() == term + 1);
	}

}
