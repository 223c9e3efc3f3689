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

package io.raftboot.consensus;

import java.util.List;

import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.Role;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

class LeadershipTests {

	private final LoneMember leader = LoneMember.leading();

	private static Message.AppendReply acknowledgement(long from, long index) {
		return new Message.AppendReply(from, 1, 2, true, index, 0, 0, 0);
	}

	@Test
	void sendsBeforeItsOwnSyncAndCountsItselfAfterIt() {
		this.leader.consensus.propose(List.of(new byte[1]), 0);
		Effects effects = this.leader.consensus.drain();
		assertThat(effects.messages()).hasSize(2);
		this.leader.consensus.receive(acknowledgement(2, 3));
		assertThat(this.leader.consensus.commitIndex()).isEqualTo(2);
		this.leader.carryOut(effects);
		assertThat(this.leader.consensus.commitIndex()).isEqualTo(3);
	}

	@Test
	void othersMayCommitBeforeItsOwnSync() {
		this.leader.consensus.propose(List.of(new byte[1]), 0);
		Effects effects = this.leader.consensus.drain();
		this.leader.consensus.receive(acknowledgement(2, 3));
		this.leader.consensus.receive(acknowledgement(3, 3));
		assertThat(this.leader.consensus.commitIndex()).isEqualTo(3);
		this.leader.carryOut(effects);
	}

	@Test
	void doesNotCountWhatWasWrittenAndThenReplaced() {
		this.leader.consensus.propose(List.of(new byte[1]), 0);
		this.leader.consensus.drain();
		this.leader.consensus.persisted(3, 1);
		this.leader.consensus.receive(acknowledgement(2, 3));
		assertThat(this.leader.consensus.commitIndex()).isEqualTo(2);
	}

	@Test
	void commitsNoEntryOfAnEarlierTermByCountingMembers() {
		LoneMember candidate = LoneMember.ofThree();
		candidate.receive(LoneMember.append(2, 1, 1, 0, LoneMember.entries(2, 2, 2)));
		candidate.pass(300);
		candidate.receive(new Message.VoteReply(3, 1, 3, true, true));
		candidate.receive(new Message.VoteReply(3, 1, 3, true, false));
		candidate.receive(new Message.AppendReply(2, 1, 3, true, 3, 0, 0, 0));
		candidate.receive(new Message.AppendReply(3, 1, 3, true, 3, 0, 0, 0));
		assertThat(candidate.consensus.commitIndex()).isZero();
		candidate.receive(new Message.AppendReply(3, 1, 3, true, 4, 0, 0, 0));
		assertThat(candidate.consensus.commitIndex()).isEqualTo(4);
	}

	@Test
	void aMemberThatLostWhatItAcknowledgedIsNotAskedForEver() {
		this.leader.consensus.unreachable(3);
		this.leader.receive(new Message.HeartbeatReply(3, 1, 2, 1, false));
		this.leader.sent();
		this.leader.receive(new Message.AppendReply(3, 1, 2, false, 2, 1, 1, 0));
		assertThat(this.leader.sent()).isEmpty();
	}

	@Test
	void sendsAllProposalsBetweenTwoDrainsInOneMessage() {
		this.leader.consensus.propose(List.of(new byte[1], new byte[1]), 0);
		this.leader.consensus.propose(List.of(new byte[1]), 0);
		this.leader.run();
		assertThat(this.leader.sent(Message.AppendRequest.class)).hasSize(2)
			.allMatch((request) -> request.entries().size() == 3);
	}

	@Test
	void doesNotWaitForAnswersUpToTheBounds() {
		for (int i = 0; i < 10; i++) {
			this.leader.propose(1, 100);
		}
		assertThat(this.leader.sent(Message.AppendRequest.class)).hasSize(8);
		this.leader.receive(acknowledgement(2, 4));
		assertThat(this.leader.sent(Message.AppendRequest.class)).filteredOn((request) -> !request.entries().isEmpty())
			.hasSize(1);
	}

	@Test
	void splitsWhatIsMoreThanAMessage() {
		this.leader.propose(10, 252);
		List<Message.AppendRequest> requests = this.leader.sent(Message.AppendRequest.class);
		assertThat(requests).allMatch((request) -> request.entries().size() <= 3);
		assertThat(requests).filteredOn((request) -> request.to() == 2)
			.flatMap(Message.AppendRequest::entries)
			.extracting(Entry::index)
			.startsWith(3L, 4L, 5L, 6L)
			.isSorted();
	}

	@Test
	void sendsAnEntryThatIsLargerThanAMessage() {
		this.leader.propose(1, 4000);
		assertThat(this.leader.sent(Message.AppendRequest.class)).hasSize(2)
			.allMatch((request) -> request.entries().size() == 1);
	}

	@Test
	void refusesWhenTooMuchIsNotCommitted() {
		assertThat(this.leader.consensus.refusal(1_000_000)).isNull();
		this.leader.propose(1, 4000);
		assertThat(this.leader.consensus.refusal(2000)).isEqualTo(Refusal.BUSY);
		this.leader.receive(acknowledgement(2, 3));
		assertThat(this.leader.consensus.refusal(2000)).isNull();
	}

	@Test
	void passesTheCommitIndexOnAtOnce() {
		this.leader.propose(1, 1);
		this.leader.sent();
		this.leader.receive(acknowledgement(2, 3));
		assertThat(this.leader.sent()).containsExactly(new Message.CommitNotice(1, 2, 2, 3, 2),
				new Message.CommitNotice(1, 3, 2, 3, 2));
	}

	@Test
	void saysNothingTwiceOfACommitIndex() {
		this.leader.propose(1, 1);
		this.leader.receive(acknowledgement(2, 3));
		this.leader.sent();
		this.leader.receive(acknowledgement(3, 3));
		assertThat(this.leader.sent()).isEmpty();
	}

	@Test
	void heartbeatsVouchForNoMoreThanTheMemberHas() {
		this.leader.propose(1, 1);
		this.leader.receive(acknowledgement(2, 3));
		this.leader.sent();
		this.leader.pass(10);
		assertThat(this.leader.sent(Message.Heartbeat.class)).extracting(Message.Heartbeat::commitIndex)
			.containsExactly(3L, 2L);
	}

	@Test
	void anOldAnswerDoesNotMoveAMemberBack() {
		this.leader.propose(3, 1);
		this.leader.receive(acknowledgement(2, 5));
		this.leader.receive(acknowledgement(2, 3));
		this.leader.receive(new Message.AppendReply(2, 1, 2, false, 4, 2, 2, 0));
		assertThat(this.leader.consensus.progress()).filteredOn((member) -> member.nodeId() == 2)
			.extracting(NodeStatus.Progress::matchIndex, NodeStatus.Progress::state)
			.containsExactly(tuple(5L, "replicate"));
	}

	@Test
	void asksAgainWhenNothingWasAcknowledgedBetweenTwoHeartbeats() {
		this.leader.propose(1, 1);
		this.leader.receive(new Message.HeartbeatReply(3, 1, 2, 1, false));
		this.leader.sent();
		this.leader.receive(new Message.HeartbeatReply(3, 1, 2, 2, false));
		assertThat(this.leader.sent()).containsExactly(new Message.AppendRequest(1, 3, 2, 3, 2, 2, 0, List.of()));
		this.leader.receive(new Message.AppendReply(3, 1, 2, false, 3, 2, 2, 0));
		assertThat(this.leader.sent(Message.AppendRequest.class)).extracting(Message.AppendRequest::previousIndex)
			.containsExactly(2L);
	}

	@Test
	void skipsATermForEachRefusal() {
		LoneMember candidate = LoneMember.ofThree();
		candidate.receive(LoneMember.append(8, 1, 1, 0, LoneMember.entries(2, 3, 3, 3, 5, 5, 5, 8, 8)));
		candidate.pass(300);
		candidate.receive(new Message.VoteReply(2, 1, 9, true, true));
		candidate.receive(new Message.VoteReply(2, 1, 9, true, false));
		candidate.sent();
		candidate.receive(new Message.AppendReply(3, 1, 9, false, 9, 9, 4, 0));
		assertThat(candidate.sent(Message.AppendRequest.class)).extracting(Message.AppendRequest::previousIndex)
			.containsExactly(4L);
	}

	@Test
	void anUnreachableMemberIsNotFlooded() {
		this.leader.consensus.unreachable(3);
		this.leader.propose(1, 1);
		assertThat(this.leader.sent()).extracting(Message::to).containsExactly(2L);
		this.leader.receive(new Message.HeartbeatReply(3, 1, 2, 1, false));
		assertThat(this.leader.sent()).extracting(Message::to).containsExactly(3L);
	}

	@Test
	void stepsDownWhenItHearsOfALaterTerm() {
		this.leader.consensus.read(5);
		this.leader.consensus.receive(new Message.HeartbeatReply(2, 1, 7, 1, false));
		Effects effects = this.leader.consensus.drain();
		assertThat(this.leader.consensus.role()).isEqualTo(Role.FOLLOWER);
		assertThat(effects.hardState()).isEqualTo(new HardState(7, 0));
		assertThat(effects.reads()).containsExactly(new Effects.ReadResult(5, 0));
	}

	@Test
	void isKeptByAnswersNotByItsOwnBusiness() {
		for (int i = 0; i < 10; i++) {
			this.leader.pass(16);
			if (this.leader.consensus.refusal(100) == null) {
				this.leader.propose(1, 1);
			}
		}
		assertThat(this.leader.consensus.role()).isEqualTo(Role.FOLLOWER);
	}

	@Test
	void stopsWhenAMemberAcknowledgesWhatThereIsNot() {
		assertThatExceptionOfType(InvariantViolation.class)
			.isThrownBy(() -> this.leader.receive(acknowledgement(2, 99)))
			.withMessageContaining("has acknowledged index 99 but its leader's log ends at 2");
	}

	@Test
	void stopsWhenAnotherLeadsInItsTerm() {
		assertThatExceptionOfType(InvariantViolation.class)
			.isThrownBy(() -> this.leader.receive(LoneMember.append(2, 1, 1, 0, List.of())))
			.withMessageContaining("Members 1 and 2 both lead in term 2");
	}

	@Test
	void stopsWhenASnapshotHoldsWhatIsNotCommitted() {
		SnapshotPoint snapshot = new SnapshotPoint(9, 2, this.leader.consensus.configuration(), 1, 0);
		assertThatExceptionOfType(InvariantViolation.class)
			.isThrownBy(() -> this.leader.consensus.snapshotTaken(snapshot))
			.withMessageContaining("snapshot is at 9 but the commit index is 2");
	}

	@Test
	void timestampsNeverFall() {
		this.leader.consensus.propose(List.of(new byte[1]), 5000);
		this.leader.consensus.propose(List.of(new byte[1]), 4000);
		this.leader.run();
		assertThat(this.leader.log.entry(3).timestampMillis()).isEqualTo(5000);
		assertThat(this.leader.log.entry(4).timestampMillis()).isEqualTo(5000);
	}

	@Test
	void timestampsDoNotFallAfterASnapshotEither() {
		LoneMember lone = new LoneMember(LoneMember.SETTINGS, MemberRole.VOTER, MemberRole.VOTER, MemberRole.VOTER);
		SnapshotPoint snapshot = new SnapshotPoint(9, 1, lone.consensus.configuration(), 1, 7000);
		lone.receive(new Message.InstallSnapshot(2, 1, 1, snapshot));
		lone.pass(300);
		lone.elect();
		assertThat(lone.log.entry(10).timestampMillis()).isEqualTo(7000);
	}

	@Test
	void saysWhereProposalsBelong() {
		LoneMember follower = LoneMember.ofThree();
		assertThat(follower.consensus.refusal(1)).isEqualTo(Refusal.NOT_LEADER);
		assertThatIllegalStateException().isThrownBy(() -> follower.consensus.propose(List.of(new byte[1]), 0))
			.withMessageContaining("must go to leader \"0\"");
		assertThatIllegalArgumentException().isThrownBy(() -> this.leader.consensus.propose(List.of(), 0));
	}

	@Test
	void anIdleLeaderShowsItselfLessOften() {
		LoneMember lone = LoneMember.leading(ConsensusSettings.of(500, 100));
		int heartbeats = 0;
		for (int i = 0; i < 600; i++) {
			lone.pass(10);
			for (Message.Heartbeat heartbeat : lone.sent(Message.Heartbeat.class)) {
				heartbeats += (i >= 300) ? 1 : 0;
				lone.receive(new Message.HeartbeatReply(heartbeat.to(), 1, 2, heartbeat.round(), false));
			}
		}
		assertThat(lone.consensus.role()).isEqualTo(Role.LEADER);
		assertThat(heartbeats).isBetween(12, 18);
	}

	@Test
	void anIdleLeaderThatGetsWorkShowsItselfOftenAgain() {
		LoneMember lone = LoneMember.leading(ConsensusSettings.of(20_000, 100));
		for (int i = 0; i < 300; i++) {
			lone.pass(10);
			for (Message.Heartbeat heartbeat : lone.sent(Message.Heartbeat.class)) {
				lone.receive(new Message.HeartbeatReply(heartbeat.to(), 1, 2, heartbeat.round(), false));
			}
		}
		lone.pass(1000);
		assertThat(lone.sent(Message.Heartbeat.class)).isEmpty();
		// The append is lost, which only an answered heartbeat shows
		lone.consensus.propose(List.of(new byte[1]), 0);
		lone.pass(110);
		assertThat(lone.sent(Message.Heartbeat.class)).isNotEmpty();
	}

	@Test
	void nothingIsDueWhenNothingHappened() {
		assertThat(this.leader.consensus.hasEffects()).isFalse();
		Effects effects = this.leader.consensus.drain();
		assertThat(effects.messages()).isEmpty();
		assertThat(effects.entries()).isEmpty();
		assertThat(effects.hardState()).isNull();
	}

}
