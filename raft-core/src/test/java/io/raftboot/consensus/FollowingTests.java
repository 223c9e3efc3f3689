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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FollowingTests {

	private final LoneMember member = LoneMember.ofThree();

	@Test
	void acknowledgesOnlyAfterTheEntriesAreDurable() {
		this.member.consensus.receive(LoneMember.append(2, 1, 1, 0, LoneMember.entries(2, 2, 2)));
		Effects effects = this.member.consensus.drain();
		assertThat(effects.messages()).isEmpty();
		assertThat(effects.hardState()).isEqualTo(new HardState(2, 0));
		assertThat(effects.entries()).hasSize(2);
		assertThat(effects.messagesAfterSync()).containsExactly(new Message.AppendReply(1, 2, 2, true, 3, 0, 0, 7));
	}

	@Test
	void sendsOneAcknowledgementForAllMessagesBetweenTwoDrains() {
		this.member.consensus.receive(LoneMember.append(2, 1, 1, 0, LoneMember.entries(2, 2)));
		this.member.consensus.receive(LoneMember.append(2, 2, 2, 0, LoneMember.entries(3, 2)));
		this.member.run();
		assertThat(this.member.sent()).containsExactly(new Message.AppendReply(1, 2, 2, true, 3, 0, 0, 7));
	}

	@Test
	void keepsItsLogWhenAnOldMessageHasFewerEntries() {
		this.member.receive(LoneMember.append(2, 1, 1, 0, LoneMember.entries(2, 2, 2, 2)));
		this.member.receive(LoneMember.append(2, 1, 1, 0, LoneMember.entries(2, 2)));
		assertThat(this.member.consensus.lastIndex()).isEqualTo(4);
		assertThat(this.member.log.lastIndex()).isEqualTo(4);
	}

	@Test
	void replacesEntriesOfAnotherTerm() {
		this.member.receive(LoneMember.append(2, 1, 1, 0, LoneMember.entries(2, 2, 2, 2)));
		this.member.receive(LoneMember.append(3, 2, 2, 0, LoneMember.entries(3, 3)));
		assertThat(this.member.consensus.lastIndex()).isEqualTo(3);
		assertThat(this.member.log.term(3)).isEqualTo(3);
	}

	@Test
	void answersNoRoundOfAnOlderTerm() {
		// Its leader may lead again, and have a round of the same number
		this.member.receive(LoneMember.append(5, 1, 1, 0, LoneMember.entries(2, 2)));
		this.member.sent();
		this.member.receive(LoneMember.append(4, 2, 2, 0, List.of()));
		assertThat(this.member.sent()).containsExactly(new Message.AppendReply(1, 2, 5, false, 2, 2, 2, 0));
		this.member.receive(new Message.Heartbeat(2, 1, 4, 0, 9, false));
		assertThat(this.member.sent()).containsExactly(new Message.HeartbeatReply(1, 2, 5, 0, false));
	}

	@Test
	void commitsNoMoreThanTheMessageVouchesFor() {
		this.member.receive(LoneMember.append(2, 1, 1, 0, LoneMember.entries(2, 2, 2, 2)));
		this.member.receive(LoneMember.append(3, 2, 2, 4, List.of()));
		assertThat(this.member.consensus.commitIndex()).isEqualTo(2);
	}

	@Test
	void takesNoticeOfACommitIndexOnlyWithTheEntryThatItNames() {
		this.member.receive(LoneMember.append(2, 1, 1, 0, LoneMember.entries(2, 2, 2)));
		this.member.sent();
		this.member.receive(new Message.CommitNotice(2, 1, 3, 3, 3));
		assertThat(this.member.consensus.commitIndex()).isZero();
		this.member.receive(new Message.CommitNotice(2, 1, 3, 4, 2));
		assertThat(this.member.consensus.commitIndex()).isZero();
		this.member.receive(new Message.CommitNotice(2, 1, 2, 3, 2));
		assertThat(this.member.consensus.commitIndex()).as("of an old leader").isZero();
		this.member.receive(new Message.CommitNotice(2, 1, 3, 3, 2));
		assertThat(this.member.consensus.commitIndex()).isEqualTo(3);
		assertThat(this.member.sent()).isEmpty();
	}

	@Test
	void hintsAtTheLastEntryThatCanMatch() {
		this.member.receive(LoneMember.append(5, 1, 1, 0, LoneMember.entries(2, 2, 2, 4, 4, 4)));
		this.member.sent();
		this.member.receive(LoneMember.append(6, 5, 3, 0, List.of()));
		assertThat(this.member.sent()).containsExactly(new Message.AppendReply(1, 2, 6, false, 5, 3, 2, 7));
		this.member.receive(LoneMember.append(6, 9, 6, 0, List.of()));
		assertThat(this.member.sent()).containsExactly(new Message.AppendReply(1, 2, 6, false, 9, 6, 4, 7));
	}

	@Test
	void tellsALeaderOfAnOlderTermTheTerm() {
		this.member.receive(LoneMember.append(3, 1, 1, 0, List.of()));
		this.member.sent();
		this.member.receive(new Message.AppendRequest(3, 1, 2, 1, 1, 0, 1, List.of()));
		this.member.receive(new Message.Heartbeat(3, 1, 2, 0, 1, false));
		assertThat(this.member.sent()).extracting(Message::term).containsExactly(3L, 3L);
		assertThat(this.member.consensus.leader()).isEqualTo(2);
	}

	@Test
	void stopsWhenACommittedEntryWouldBeReplaced() {
		this.member.receive(LoneMember.append(2, 1, 1, 3, LoneMember.entries(2, 2, 2)));
		assertThatExceptionOfType(InvariantViolation.class)
			.isThrownBy(() -> this.member.receive(LoneMember.append(3, 1, 1, 0, LoneMember.entries(2, 3))))
			.withMessageContaining("committed entry at 2 has term 2 here but term 3");
		assertThatExceptionOfType(InvariantViolation.class)
			.isThrownBy(() -> this.member.receive(LoneMember.append(3, 3, 3, 0, List.of())))
			.withMessageContaining("committed entry at 3");
	}

	@Test
	void stopsWhenTheCommitIndexIsBeyondWhatItAcknowledged() {
		assertThatExceptionOfType(InvariantViolation.class)
			.isThrownBy(() -> this.member.receive(new Message.Heartbeat(2, 1, 2, 9, 1, false)))
			.withMessageContaining("commit index would be 9 but the log ends at 1");
	}

	@Test
	void stopsWhenTwoLeadInOneTerm() {
		this.member.receive(LoneMember.append(2, 1, 1, 0, List.of()));
		assertThatExceptionOfType(InvariantViolation.class)
			.isThrownBy(() -> this.member.receive(new Message.Heartbeat(3, 1, 2, 0, 1, false)))
			.withMessageContaining("Members 2 and 3 both lead in term 2");
	}

	@Test
	void ignoresMessagesToOthers() {
		this.member.receive(new Message.Heartbeat(2, 3, 9, 0, 1, false));
		assertThat(this.member.consensus.term()).isEqualTo(1);
		assertThat(this.member.consensus.hasEffects()).isFalse();
	}

	@Test
	void takesASnapshotOfALeaderThatLeadsNoMore() {
		this.member.receive(LoneMember.append(5, 1, 1, 0, List.of()));
		this.member.sent();
		SnapshotPoint snapshot = new SnapshotPoint(9, 4, this.member.consensus.configuration(), 1, 77);
		this.member.receive(new Message.InstallSnapshot(3, 1, 4, snapshot));
		assertThat(this.member.consensus.commitIndex()).isEqualTo(9);
		assertThat(this.member.log.baseIndex()).isEqualTo(9);
		assertThat(this.member.sent()).extracting(Message::term).containsExactly(5L);
	}

	@Test
	void acknowledgesASnapshotThatItDoesNotNeed() {
		this.member.receive(LoneMember.append(2, 1, 1, 3, LoneMember.entries(2, 2, 2)));
		this.member.sent();
		SnapshotPoint snapshot = new SnapshotPoint(2, 2, this.member.consensus.configuration(), 1, 0);
		this.member.consensus.receive(new Message.InstallSnapshot(2, 1, 2, snapshot));
		assertThat(this.member.consensus.drain().restore()).isNull();
	}

	@Test
	void keepsWhatIsBehindASnapshotThatItsLogHas() {
		this.member.receive(LoneMember.append(2, 1, 1, 0, LoneMember.entries(2, 2, 2, 2)));
		SnapshotPoint snapshot = new SnapshotPoint(3, 2, this.member.consensus.configuration(), 1, 0);
		this.member.receive(new Message.InstallSnapshot(2, 1, 2, snapshot));
		assertThat(this.member.consensus.commitIndex()).isEqualTo(3);
		assertThat(this.member.consensus.lastIndex()).isEqualTo(4);
		assertThat(this.member.log.lastIndex()).isEqualTo(4);
	}

	@Test
	void writesAgainWhatIsBehindASnapshotWhoseLastEntryWasNotWritten() {
		this.member.consensus.receive(LoneMember.append(2, 1, 1, 0, LoneMember.entries(2, 2, 2, 2)));
		SnapshotPoint snapshot = new SnapshotPoint(3, 2, this.member.consensus.configuration(), 1, 0);
		this.member.consensus.receive(new Message.InstallSnapshot(2, 1, 2, snapshot));
		this.member.run();
		assertThat(this.member.log.baseIndex()).isEqualTo(3);
		assertThat(this.member.log.lastIndex()).isEqualTo(4);
	}

	@Test
	void anOlderConfigurationIsInForceAgainWhenAnEntryGoes() {
		Configuration before = this.member.consensus.configuration();
		Configuration after = new Configuration(before.members().subList(0, 2), List.of(), 3, 0, 0);
		Entry entry = new Entry(2, 2, 0, EntryType.CONFIGURATION, ConfigurationCodec.encode(after));
		this.member.receive(LoneMember.append(2, 1, 1, 0, List.of(entry)));
		assertThat(this.member.consensus.configuration()).isEqualTo(after);
		this.member.receive(LoneMember.append(3, 1, 1, 0, LoneMember.entries(2, 3)));
		assertThat(this.member.consensus.configuration()).isEqualTo(before);
	}

	@Test
	void aMemberThatCannotStandNoticesALostLeaderToo() {
		LoneMember learner = new LoneMember(LoneMember.SETTINGS, MemberRole.LEARNER, MemberRole.VOTER);
		learner.receive(LoneMember.append(2, 1, 1, 0, List.of()));
		assertThat(learner.consensus.leader()).isEqualTo(2);
		learner.pass(300);
		assertThat(learner.consensus.leader()).isZero();
		assertThat(learner.consensus.nextDeadline()).isEqualTo(Long.MAX_VALUE);
	}

}
