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

class ReadsTests {

	private final LoneMember leader = LoneMember.leading();

	private List<Effects.ReadResult> readsAfter(Message message) {
		this.leader.consensus.receive(message);
		return this.leader.consensus.drain().reads();
	}

	private long roundOfHeartbeat() {
		List<Message.Heartbeat> heartbeats = this.leader.sent(Message.Heartbeat.class);
		return heartbeats.get(heartbeats.size() - 1).round();
	}

	@Test
	void confirmsByARoundThatStartedAfterTheReadArrived() {
		this.leader.pass(10);
		long earlier = roundOfHeartbeat();
		this.leader.consensus.read(5);
		this.leader.run();
		long later = roundOfHeartbeat();
		assertThat(later).isGreaterThan(earlier);
		assertThat(readsAfter(new Message.HeartbeatReply(2, 1, 2, earlier, false))).isEmpty();
		assertThat(readsAfter(new Message.HeartbeatReply(2, 1, 1, later, false))).isEmpty();
		assertThat(readsAfter(new Message.HeartbeatReply(2, 1, 2, later, false)))
			.containsExactly(new Effects.ReadResult(5, 2));
	}

	@Test
	void allReadsBetweenTwoDrainsShareARound() {
		for (int i = 0; i < 100; i++) {
			this.leader.consensus.read(i);
		}
		this.leader.run();
		List<Message> sent = this.leader.sent();
		assertThat(sent).hasSize(2);
		long round = ((Message.Heartbeat) sent.get(0)).round();
		assertThat(readsAfter(new Message.HeartbeatReply(3, 1, 2, round, false))).hasSize(100);
	}

	@Test
	void aMessageWithEntriesCarriesTheRound() {
		this.leader.consensus.propose(List.of(new byte[1]), 0);
		this.leader.consensus.read(5);
		this.leader.run();
		List<Message> sent = this.leader.sent();
		assertThat(sent).hasSize(2).allMatch(Message.AppendRequest.class::isInstance);
		long round = ((Message.AppendRequest) sent.get(0)).round();
		assertThat(readsAfter(new Message.AppendReply(2, 1, 2, true, 3, 0, 0, round)))
			.containsExactly(new Effects.ReadResult(5, 2));
	}

	@Test
	void confirmsNothingBeforeAnEntryOfItsTermIsCommitted() {
		LoneMember elected = LoneMember.ofThree();
		elected.elect();
		elected.consensus.read(5);
		elected.run();
		elected.pass(10);
		elected.sent();
		elected.consensus.receive(new Message.HeartbeatReply(2, 1, 2, 1, false));
		elected.consensus.receive(new Message.HeartbeatReply(3, 1, 2, 1, false));
		assertThat(elected.consensus.drain().reads()).isEmpty();
		elected.receive(new Message.AppendReply(2, 1, 2, true, 2, 0, 0, 1));
		long round = elected.sent(Message.Heartbeat.class).get(0).round();
		elected.consensus.receive(new Message.HeartbeatReply(2, 1, 2, round, false));
		assertThat(elected.consensus.drain().reads()).containsExactly(new Effects.ReadResult(5, 2));
	}

	@Test
	void aLoneVoterConfirmsAtOnce() {
		LoneMember lone = new LoneMember(LoneMember.SETTINGS, MemberRole.VOTER, MemberRole.LEARNER);
		lone.pass(0);
		lone.consensus.read(5);
		assertThat(lone.consensus.drain().reads()).containsExactly(new Effects.ReadResult(5, 2));
	}

	@Test
	void learnersDoNotConfirm() {
		LoneMember two = new LoneMember(LoneMember.SETTINGS, MemberRole.VOTER, MemberRole.VOTER, MemberRole.LEARNER);
		two.elect();
		two.receive(new Message.AppendReply(2, 1, 2, true, 2, 0, 0, 0));
		two.sent();
		two.consensus.read(5);
		two.run();
		assertThat(two.sent()).extracting(Message::to).containsExactly(2L);
		two.consensus.receive(new Message.HeartbeatReply(3, 1, 2, 99, false));
		assertThat(two.consensus.drain().reads()).isEmpty();
	}

	@Test
	void aFollowerAsksOnceForAllThatWait() {
		LoneMember follower = LoneMember.ofThree();
		follower.receive(LoneMember.append(2, 1, 1, 0, List.of()));
		follower.sent();
		follower.consensus.read(5);
		follower.consensus.read(6);
		follower.run();
		List<Message.ReadIndexRequest> asked = follower.sent(Message.ReadIndexRequest.class);
		assertThat(asked).hasSize(1);
		follower.consensus.receive(new Message.ReadIndexReply(2, 1, 2, asked.get(0).request() + 1, 9));
		follower.consensus.receive(new Message.ReadIndexReply(2, 1, 2, asked.get(0).request(), 4));
		assertThat(follower.consensus.drain().reads()).containsExactly(new Effects.ReadResult(5, 4),
				new Effects.ReadResult(6, 4));
	}

	@Test
	void aFollowerGivesUpWhenItsLeaderIsLost() {
		LoneMember follower = LoneMember.ofThree();
		follower.receive(LoneMember.append(2, 1, 1, 0, List.of()));
		follower.consensus.read(5);
		follower.run();
		follower.consensus.receive(new Message.Heartbeat(3, 1, 4, 0, 1, false));
		assertThat(follower.consensus.drain().reads()).containsExactly(new Effects.ReadResult(5, 0));
	}

	@Test
	void aQuestionThatIsLostIsGivenUp() {
		LoneMember follower = LoneMember.ofThree();
		follower.receive(LoneMember.append(2, 1, 1, 0, List.of()));
		follower.consensus.read(5);
		follower.run();
		for (int i = 0; i < 8; i++) {
			follower.receive(new Message.Heartbeat(2, 1, 2, 0, 1, false));
			follower.consensus.tick(1000 + 50L * i);
		}
		follower.consensus.receive(new Message.Heartbeat(2, 1, 2, 0, 1, false));
		follower.consensus.tick(1401);
		assertThat(follower.consensus.drain().reads()).containsExactly(new Effects.ReadResult(5, 0));
	}

	@Test
	void withoutALeaderAReadFailsAtOnce() {
		LoneMember follower = LoneMember.ofThree();
		follower.consensus.read(5);
		assertThat(follower.consensus.drain().reads()).containsExactly(new Effects.ReadResult(5, 0));
		follower.receive(new Message.ReadIndexRequest(3, 1, 1, 8));
		assertThat(follower.sent()).containsExactly(new Message.ReadIndexReply(1, 3, 1, 8, 0));
	}

}
