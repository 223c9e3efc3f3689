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

package io.raftboot.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import io.raftboot.ErrorCode;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.RaftException;
import io.raftboot.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What every engine promises, whatever it is made of. An engine's tests extend this class
 * and say how a node's engine is made.
 */
@Tag("cluster")
public abstract class EngineContractTests {

	private final List<EngineNode> nodes = new ArrayList<>();

	/**
	 * Create an engine that is not started.
	 * @param plan which node it is for; a second call for the same node is a restart with
	 * the same data
	 * @return the engine
	 */
	protected abstract Engine newEngine(NodePlan plan);

	@AfterEach
	void closeAll() {
		this.nodes.forEach(EngineNode::close);
	}

	@Test
	void aSingleMemberCommitsInOrder() throws Exception {
		EngineNode node = cluster(1).get(0);
		leader();
		// an engine may pack several into one of its entries
		assertThat(node.proposeAll(payloads("a", 100))).isSorted();
		node.awaitApplied(payloads("a", 100));
	}

	@Test
	void everyNodeTakesProposalsAndAllAgreeOnTheirOrder() throws Exception {
		cluster(3);
		leader();
		for (EngineNode node : this.nodes) {
			node.proposeAll(payloads(node.name(), 50));
		}
		List<String> expected = this.nodes.get(0).awaitCount(150);
		for (EngineNode node : this.nodes) {
			assertThat(node.awaitCount(150)).isEqualTo(expected);
		}
	}

	@Test
	void aProposalIsCommittedAtTheIndexAndTermThatItWasGiven() throws Exception {
		cluster(3);
		EngineNode follower = follower();
		EngineNode.Appended appended = follower.propose("x".getBytes(StandardCharsets.UTF_8));
		follower.awaitCount(1);
		CommittedEntry entry = follower.entryAt(appended.index());
		assertThat(entry.payload()).asString(StandardCharsets.UTF_8).isEqualTo("x");
		assertThat(entry.term()).isEqualTo(appended.term());
	}

	@Test
	void committedEntriesComeOnceAndWithoutAGapAndTheirTimeNeverFalls() throws Exception {
		EngineNode node = cluster(3).get(0);
		leader();
		node.proposeAll(payloads("a", 200));
		node.awaitCount(200);
		List<CommittedEntry> entries = node.entries();
		long previous = -1;
		long timestamp = 0;
		for (CommittedEntry entry : entries) {
			assertThat(entry.index()).isGreaterThanOrEqualTo(previous).isLessThanOrEqualTo(Math.max(0, previous) + 1);
			assertThat(entry.timestampMillis()).isGreaterThanOrEqualTo(timestamp);
			previous = entry.index();
			timestamp = entry.timestampMillis();
		}
	}

	@Test
	void aReadIndexCoversWhatWasCommittedBefore() throws Exception {
		cluster(3);
		leader();
		for (EngineNode node : this.nodes) {
			long index = node.propose("x".getBytes(StandardCharsets.UTF_8)).index();
			node.awaitIndex(index);
			for (EngineNode other : this.nodes) {
				assertThat(other.read()).isGreaterThanOrEqualTo(index);
			}
		}
	}

	@Test
	void withoutAMajorityNothingIsCommittedAndNoReadIsConfirmed() throws Exception {
		cluster(3);
		EngineNode leader = leader();
		this.nodes.stream().filter((node) -> node != leader).forEach(EngineNode::close);
		CompletableFuture<Long> read = leader.tryRead();
		CompletableFuture<EngineNode.Appended> proposal = leader.tryPropose("lost".getBytes(StandardCharsets.UTF_8));
		assertThatThrownBy(() -> read.get(3, TimeUnit.SECONDS)).isInstanceOfAny(TimeoutException.class,
				ExecutionException.class);
		leader.awaitStatus((status) -> status.leader() == null);
		assertThat(leader.payloads()).doesNotContain("lost");
		assertThat(proposal).isNotNull();
		assertRejected(leader.tryPropose(new byte[1]), ErrorCode.NO_LEADER);
	}

	@Test
	void aPayloadThatIsTooLargeIsRejected() throws Exception {
		EngineNode node = cluster(1).get(0);
		leader();
		assertRejected(node.tryPropose(new byte[2 * NodePlan.MAX_COMMAND_SIZE]), ErrorCode.TOO_LARGE);
		node.propose(new byte[NodePlan.MAX_COMMAND_SIZE]);
	}

	@Test
	void anotherLeaderIsElectedWhenOneIsLost() throws Exception {
		cluster(3);
		EngineNode leader = leader();
		leader.propose("before".getBytes(StandardCharsets.UTF_8));
		leader.close();
		this.nodes.remove(leader);
		EngineNode next = leader();
		next.proposeUntilAppended("after".getBytes(StandardCharsets.UTF_8));
		for (EngineNode node : this.nodes) {
			assertThat(node.awaitCount(2)).containsExactly("before", "after");
		}
	}

	@Test
	void aRestartedNodeReplaysItsLogAndCatchesUp() throws Exception {
		cluster(3);
		EngineNode follower = follower();
		follower.proposeAll(payloads("a", 20));
		follower.awaitCount(20);
		follower.close();
		this.nodes.remove(follower);
		leader().proposeAll(payloads("b", 20));
		EngineNode again = restart(follower);
		assertThat(again.awaitCount(40)).isEqualTo(leader().awaitCount(40));
	}

	@Test
	void allNodesRestartWithEverythingThatWasCommitted() throws Exception {
		cluster(3);
		leader().proposeAll(payloads("a", 20));
		this.nodes.get(0).awaitCount(20);
		List<EngineNode> stopped = List.copyOf(this.nodes);
		stopped.forEach(EngineNode::close);
		stopped.forEach(this::restart);
		for (EngineNode node : this.nodes) {
			assertThat(node.awaitCount(20)).isEqualTo(payloads("a", 20));
		}
	}

	@Test
	void aSnapshotReplacesTheLogOnEveryNode() throws Exception {
		cluster(3);
		leader().proposeAll(payloads("a", 50));
		for (EngineNode node : this.nodes) {
			node.awaitCount(50);
		}
		long last = leader().lastIndexWithPayload();
		long index = follower().engine().takeSnapshot().get(10, TimeUnit.SECONDS);
		assertThat(index).isGreaterThanOrEqualTo(last);
		for (EngineNode node : this.nodes) {
			node.awaitStatus((status) -> status.snapshotIndex() >= last);
		}
		EngineNode follower = follower();
		follower.close();
		EngineNode again = restart(follower);
		assertThat(again.awaitCount(50)).isEqualTo(payloads("a", 50));
		assertThat(again.restored()).isPositive();
	}

	@Test
	void leadershipMovesToTheMemberThatIsNamed() throws Exception {
		cluster(3);
		leader();
		EngineNode follower = follower();
		String address = follower.engine().transferLeadership(follower.address()).get(10, TimeUnit.SECONDS);
		assertThat(address).isEqualTo(follower.address());
		follower.awaitStatus((status) -> status.role() == Role.LEADER);
	}

	@Test
	void aMemberIsAddedWithAllThatWasCommittedAndRemovedAgain() throws Exception {
		cluster(1);
		EngineNode first = leader();
		first.proposeAll(payloads("a", 30));
		EngineNode second = start(NodePlan.waiting(1));
		assertThat(first.engine().addMember(second.address(), MemberRole.VOTER).get(20, TimeUnit.SECONDS)).hasSize(2);
		assertThat(second.awaitCount(30)).isEqualTo(payloads("a", 30));
		second.proposeUntilAppended("b".getBytes(StandardCharsets.UTF_8));
		first.awaitCount(31);
		assertThatThrownBy(
				() -> second.engine().addMember(second.address(), MemberRole.VOTER).get(10, TimeUnit.SECONDS))
			.hasCauseInstanceOf(RaftException.class)
			.hasMessageContaining(ErrorCode.SERVER_ALREADY_ADDED.message());
		assertThat(second.engine().removeMember(second.address()).get(20, TimeUnit.SECONDS)).hasSize(1);
		second.awaitStatus((status) -> status.condition() == NodeStatus.Condition.REMOVED);
		assertRejected(second.tryPropose(new byte[1]), ErrorCode.NOT_CLUSTER_MEMBER);
		first.proposeUntilAppended("c".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void aNodeThatWaitsAnswersAndCanCreateACluster() throws Exception {
		EngineNode node = start(NodePlan.waiting(0));
		assertRejected(node.tryPropose(new byte[1]), ErrorCode.NOT_CLUSTER_MEMBER);
		assertThat(node.engine().createCluster(100, 200).get(10, TimeUnit.SECONDS)).singleElement()
			.satisfies((member) -> assertThat(member.nodeId()).isEqualTo(1));
		node.awaitStatus((status) -> status.role() == Role.LEADER && status.minElectionTimeoutMillis() == 100);
		node.proposeUntilAppended("x".getBytes(StandardCharsets.UTF_8));
		assertThatThrownBy(() -> node.engine().createCluster(100, 200).get(10, TimeUnit.SECONDS))
			.hasMessageContaining(ErrorCode.CLUSTER_ALREADY_CREATED.message());
	}

	@Test
	void anUnknownMemberCannotBeRemoved() throws Exception {
		cluster(1);
		EngineNode node = leader();
		assertThatThrownBy(() -> node.engine().removeMember("127.0.0.1:1").get(10, TimeUnit.SECONDS))
			.hasMessageContaining(ErrorCode.NOT_CLUSTER_MEMBER.message());
	}

	@Test
	void aClosedEngineCanBeClosedAgain() {
		EngineNode node = cluster(1).get(0);
		node.close();
		node.engine().close();
		assertThat(node.tryPropose(new byte[1])).isNotNull();
	}

	private static void assertRejected(CompletableFuture<EngineNode.Appended> proposal, ErrorCode code)
			throws Exception {
		assertThatThrownBy(() -> proposal.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(RaftException.class)
			.hasMessageContaining(code.message());
	}

	private static List<String> payloads(String prefix, int count) {
		return IntStream.range(0, count).mapToObj((number) -> prefix + number).toList();
	}

	private List<EngineNode> cluster(int size) {
		NodePlan.founders(size).forEach(this::start);
		return this.nodes;
	}

	private EngineNode start(NodePlan plan) {
		EngineNode node = new EngineNode(plan, newEngine(plan));
		this.nodes.add(node);
		node.start();
		return node;
	}

	private EngineNode restart(EngineNode node) {
		this.nodes.remove(node);
		return start(node.plan());
	}

	private EngineNode leader() {
		EngineNode leader = EngineNode.await(() -> this.nodes.stream()
			.filter((node) -> node.engine().status().role() == Role.LEADER)
			.filter((node) -> this.nodes.stream().allMatch((other) -> follows(other, node)))
			.findFirst()
			.orElse(null));
		// who knows the leader may still be dialling it
		this.nodes.forEach(EngineNode::awaitRead);
		return leader;
	}

	private static boolean follows(EngineNode node, EngineNode leader) {
		NodeStatus status = node.engine().status();
		return status.leader() != null && status.leader().address().equals(leader.address());
	}

	private EngineNode follower() {
		EngineNode leader = leader();
		return this.nodes.stream().filter((node) -> node != leader).findFirst().orElseThrow();
	}

}
