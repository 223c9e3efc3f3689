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
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;

import io.raftboot.MemberRole;
import io.raftboot.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ElectionsTests {

	private final LoneMember member = LoneMember.ofThree();

	private static Message.VoteRequest vote(long from, long term, long lastIndex, long lastTerm) {
		return new Message.VoteRequest(from, 1, term, lastIndex, lastTerm, false, false);
	}

	@Test
	void sendsRequestsForVotesOnlyAfterItsOwnVoteIsSaved() {
		this.member.pass(200);
		this.member.consensus.receive(new Message.VoteReply(2, 1, 2, true, true));
		Effects effects = this.member.consensus.drain();
		assertThat(effects.hardState()).isEqualTo(new HardState(2, 1));
		assertThat(effects.messages()).isEmpty();
		assertThat(effects.messagesAfterSync()).hasSize(2).allMatch((message) -> message.term() == 2);
	}

	@Test
	void savesItsVoteBeforeItGivesIt() {
		this.member.consensus.receive(vote(2, 2, 1, 1));
		Effects effects = this.member.consensus.drain();
		assertThat(effects.hardState()).isEqualTo(new HardState(2, 2));
		assertThat(effects.messages()).isEmpty();
		assertThat(effects.messagesAfterSync()).containsExactly(new Message.VoteReply(1, 2, 2, true, false));
	}

	@Test
	void votesOnceInATerm() {
		this.member.receive(vote(2, 2, 1, 1));
		this.member.receive(vote(3, 2, 9, 1));
		this.member.receive(vote(2, 2, 1, 1));
		assertThat(this.member.sent(Message.VoteReply.class)).extracting(Message.VoteReply::granted)
			.containsExactly(true, false, true);
		assertThat(this.member.consensus.votedFor()).isEqualTo(2);
	}

	@Test
	void refusesACandidateWhoseLogIsBehind() {
		this.member.receive(LoneMember.append(2, 1, 1, 0, LoneMember.entries(2, 2, 2)));
		this.member.pass(300);
		this.member.sent();
		this.member.receive(vote(3, 5, 2, 2));
		this.member.receive(vote(3, 5, 9, 1));
		assertThat(this.member.sent(Message.VoteReply.class)).extracting(Message.VoteReply::granted)
			.containsExactly(false, false);
		this.member.receive(vote(2, 5, 3, 2));
		assertThat(this.member.sent(Message.VoteReply.class)).extracting(Message.VoteReply::granted)
			.containsExactly(true);
	}

	@Test
	void aPreVotePromisesNothing() {
		this.member.receive(new Message.VoteRequest(2, 1, 7, 1, 1, true, false));
		assertThat(this.member.sent()).containsExactly(new Message.VoteReply(1, 2, 7, true, true));
		assertThat(this.member.consensus.term()).isEqualTo(1);
		assertThat(this.member.consensus.votedFor()).isZero();
	}

	@Test
	void ignoresCandidatesWhileALeaderIsThere() {
		this.member.receive(LoneMember.append(2, 1, 1, 0, List.of()));
		this.member.sent();
		this.member.pass(99);
		this.member.receive(vote(3, 9, 9, 9));
		assertThat(this.member.sent()).isEmpty();
		assertThat(this.member.consensus.term()).isEqualTo(2);
		this.member.receive(new Message.VoteRequest(3, 1, 9, 9, 9, false, true));
		assertThat(this.member.consensus.votedFor()).isEqualTo(3);
	}

	@Test
	void repliesToAnEarlierElectionDoNotCount() {
		this.member.pass(200);
		this.member.receive(new Message.VoteReply(2, 1, 2, true, true));
		this.member.receive(new Message.VoteReply(3, 1, 1, true, false));
		this.member.receive(new Message.VoteReply(2, 1, 2, true, true));
		assertThat(this.member.consensus.role()).isEqualTo(Role.CANDIDATE);
	}

	@Test
	void aMemberThatVotesTwiceCountsOnce() {
		LoneMember ofFive = new LoneMember(LoneMember.SETTINGS, MemberRole.VOTER, MemberRole.VOTER, MemberRole.VOTER,
				MemberRole.VOTER, MemberRole.VOTER);
		ofFive.pass(200);
		ofFive.receive(new Message.VoteReply(2, 1, 2, true, true));
		ofFive.receive(new Message.VoteReply(2, 1, 2, true, true));
		ofFive.receive(new Message.VoteReply(9, 1, 2, true, true));
		assertThat(ofFive.consensus.term()).isEqualTo(1);
	}

	@Test
	void aLoneVoterLeadsAtOnce() {
		LoneMember lone = new LoneMember(LoneMember.SETTINGS, MemberRole.VOTER);
		lone.pass(0);
		assertThat(lone.consensus.role()).isEqualTo(Role.LEADER);
		assertThat(lone.consensus.commitIndex()).isEqualTo(2);
	}

	@Test
	void aLoneVoterSendsNothingOfItsNewTermBeforeItIsSaved() {
		LoneMember lone = new LoneMember(LoneMember.SETTINGS, MemberRole.VOTER, MemberRole.LEARNER);
		lone.consensus.tick(2000);
		Effects effects = lone.consensus.drain();
		assertThat(effects.hardState()).isEqualTo(new HardState(2, 1));
		assertThat(effects.messages()).isEmpty();
		assertThat(effects.messagesAfterSync()).isNotEmpty();
		assertThat(effects.commitIndex()).isZero();
	}

	@ParameterizedTest
	@EnumSource(value = MemberRole.class, names = "VOTER", mode = EnumSource.Mode.EXCLUDE)
	void onlyVotersStand(MemberRole role) {
		LoneMember other = new LoneMember(LoneMember.SETTINGS, role, MemberRole.VOTER, MemberRole.VOTER);
		other.pass(1000);
		other.consensus.campaign();
		other.receive(new Message.TimeoutNow(2, 1, 1));
		assertThat(other.consensus.term()).isEqualTo(1);
		assertThat(other.sent()).isEmpty();
	}

	@Test
	void aWitnessVotes() {
		LoneMember witness = new LoneMember(LoneMember.SETTINGS, MemberRole.WITNESS, MemberRole.VOTER);
		witness.receive(vote(2, 2, 1, 1));
		assertThat(witness.sent()).containsExactly(new Message.VoteReply(1, 2, 2, true, false));
		assertThat(witness.consensus.role()).isEqualTo(Role.WITNESS);
	}

	@Test
	void aNodeThatWaitsToBecomeAMemberIsSilent() {
		Consensus waiting = new Consensus(LoneMember.SETTINGS, 0, HardState.INITIAL, new MemoryLog(),
				SnapshotPoint.NONE, new TreeMap<>(), new Random(1), 0);
		waiting.tick(10_000);
		waiting.campaign();
		waiting.receive(new Message.Heartbeat(2, 0, 3, 0, 1, false));
		assertThat(waiting.hasEffects()).isFalse();
		assertThat(waiting.nextDeadline()).isEqualTo(Long.MAX_VALUE);
		assertThat(waiting.configuration()).isEqualTo(Configuration.EMPTY);
	}

	@Test
	void aMemberOfPriorityZeroStandsOnlyWhenTold() {
		ConsensusSettings settings = new ConsensusSettings(100, 10, false, 10, 1000, 4, 2000, 5000, 0, false);
		LoneMember reluctant = new LoneMember(settings, MemberRole.VOTER, MemberRole.VOTER, MemberRole.VOTER);
		reluctant.pass(10_000);
		assertThat(reluctant.consensus.role()).isEqualTo(Role.FOLLOWER);
		reluctant.receive(new Message.TimeoutNow(2, 1, 1));
		assertThat(reluctant.consensus.role()).isEqualTo(Role.CANDIDATE);
	}

	@Test
	void aLowerPriorityWaitsLonger() {
		for (int seed = 0; seed < 50; seed++) {
			assertThat(deadline(100, seed)).isBetween(100L, 199L);
			assertThat(deadline(50, seed)).isBetween(150L, 249L);
			assertThat(deadline(1, seed)).isBetween(199L, 298L);
		}
	}

	private static long deadline(int priority, int seed) {
		ConsensusSettings settings = new ConsensusSettings(100, 10, false, 10, 1000, 4, 2000, 5000, priority, false);
		ElectionClock clock = new ElectionClock(settings, new Random(seed));
		clock.restart(0);
		return clock.deadline();
	}

	@Test
	void theConfigurationSetsTheBoundsOfTheTimeout() {
		ElectionClock clock = new ElectionClock(LoneMember.SETTINGS, new Random(1));
		clock.configure(new Configuration(List.of(), List.of(), 0, 300, 2000));
		for (int i = 0; i < 50; i++) {
			clock.restart(0);
			assertThat(clock.deadline()).isBetween(300L, 1999L);
		}
	}

	@Test
	void drawsTheTimeoutAnewEachTime() {
		ElectionClock clock = new ElectionClock(LoneMember.SETTINGS, new Random(1));
		assertThat(LongStream.range(0, 20).map((i) -> {
			clock.restart(0);
			return clock.deadline();
		}).distinct().count()).isGreaterThan(5);
	}

}
