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

package io.raftboot.labs;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.RaftException;
import io.raftboot.simulation.LabCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Members come, go, and count for what they are.
 */
class MembershipLabTests {

	private static final int SEEDS = 5;

	@Test
	void theLeaderIsRemoved() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.startClients(3);
			lab.agree(3);
			int leader = lab.awaitLeader();
			int other = leader % 3 + 1;
			assertThat(lab.remove(other, leader).join()).hasSize(2);
			lab.await("another leader", () -> lab.leader() != 0 && lab.leader() != leader);
			assertThat(lab.members(lab.leader())).isEqualTo(2);
			lab.finishAmong(other, other % 3 + 1);
		});
	}

	@Test
	void aDeadMemberIsReplaced() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.startClients(3);
			lab.agree(3);
			int dead = lab.anyNumber();
			lab.crash(dead);
			lab.agree(2);
			int added = lab.startAnother(MemberRole.VOTER);
			assertThat(lab.add(lab.awaitLeader(), added).join()).hasSize(4);
			assertThat(lab.remove(lab.awaitLeader(), dead).join()).hasSize(3);
			lab.finishAmong(dead % 3 + 1, (dead + 1) % 3 + 1, added);
		});
	}

	@Test
	void aNewMemberThatIsDeadIsGivenUp() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.startClients(3);
			lab.agree(3);
			int leader = lab.awaitLeader();
			CompletableFuture<List<Member>> refused = lab.add(leader, lab.deadNode(MemberRole.VOTER));
			RaftException failure = catchThrowableOfType(RaftException.class, () -> {
				try {
					refused.join();
				}
				catch (Exception ex) {
					throw ex.getCause();
				}
			});
			assertThat(failure.code()).isEqualTo(ErrorCode.RESULT_UNKNOWN);
			lab.await("the members of before", () -> lab.members(lab.leader()) == 3);
			int added = lab.startAnother(MemberRole.VOTER);
			lab.await("no change under way", () -> !lab.add(lab.awaitLeader(), added).isCompletedExceptionally());
			lab.finishAmong(1, 2, 3, added);
		});
	}

	@Test
	void threeChangesAreOneJointStep() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.startClients(3);
			lab.agree(3);
			int leader = lab.awaitLeader();
			int removed = leader % 3 + 1;
			int third = removed % 3 + 1;
			int first = lab.startAnother(MemberRole.VOTER);
			int second = lab.startAnother(MemberRole.VOTER);
			lab.change(leader, List.of(first, second), List.of(removed));
			lab.await("four members", () -> lab.leader() != 0 && lab.members(lab.leader()) == 4);
			assertThat(lab.jointConfigurations()).isEqualTo(1);
			lab.crash(removed);
			lab.crash(leader);
			lab.agree(3);
			lab.finishAmong(leader, third, first, second);
		});
	}

	@Test
	void threeChangesWithADeadMemberLeaveNoJointConfiguration() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.startClients(3);
			lab.agree(3);
			int leader = lab.awaitLeader();
			int alive = lab.startAnother(MemberRole.VOTER);
			lab.change(leader, List.of(alive, lab.deadNode(MemberRole.VOTER)), List.of(leader % 3 + 1));
			lab.await("five members for a while", () -> lab.members(leader) == 5);
			lab.await("the members of before", () -> lab.members(leader) == 3);
			assertThat(lab.jointConfigurations()).isZero();
			lab.finishAmong(1, 2, 3);
		});
	}

	@Test
	void aLearnerDoesNotMakeAMajority() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.agree(3);
			int learner = lab.startAnother(MemberRole.LEARNER);
			assertThat(lab.add(lab.awaitLeader(), learner).join()).hasSize(4);
			lab.agree(4);
			int alive = lab.anyNumber();
			lab.crash(alive % 3 + 1);
			lab.crash((alive + 1) % 3 + 1);
			lab.runFor(100);
			long committed = Math.max(lab.commitIndex(alive), lab.commitIndex(learner));
			long command = lab.propose(alive);
			lab.runFor(10_000);
			assertThat(lab.appliedBy(command)).isZero();
			assertThat(lab.commitIndex(alive)).isLessThanOrEqualTo(committed);
			assertThat(lab.commitIndex(learner)).isLessThanOrEqualTo(committed);
			lab.finishAmong(1, 2, 3, learner);
		});
	}

	@Test
	void aWitnessMakesAMajorityAndKeepsNoCommand() {
		LabCluster.each(SEEDS, 2, 20, (lab) -> {
			lab.agree(2);
			int witness = lab.startAnother(MemberRole.WITNESS);
			assertThat(lab.add(lab.awaitLeader(), witness).join()).hasSize(3);
			for (int i = 0; i < 50; i++) {
				lab.agree(2);
			}
			int dead = lab.awaitLeader();
			lab.crash(dead);
			lab.agree(1);
			assertThat(lab.keeps(3 - dead, "{\"Append\":")).isTrue();
			assertThat(lab.keeps(witness, "{\"Append\":")).isFalse();
			lab.finishAmong(1, 2);
			assertThat(lab.keeps(witness, "{\"Append\":")).isFalse();
		});
	}

	@Test
	void anIdleGroupSendsNothingAndWakesAtOnce() {
		LabCluster.eachQuiescing(SEEDS, 3, (lab) -> {
			lab.agree(3);
			lab.runFor(10_000);
			long sent = lab.messages();
			lab.runFor(60_000);
			assertThat(lab.messages()).isEqualTo(sent);
			long command = lab.propose(lab.anyNumber());
			lab.runFor(500);
			assertThat(lab.appliedBy(command)).isPositive();
			lab.finish();
		});
	}

}
