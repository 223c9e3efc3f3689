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

import io.raftboot.Member;
import io.raftboot.MemberRole;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChangePlanTests {

	private final Configuration current = new Configuration(
			List.of(new Member(1, "n1", MemberRole.VOTER), new Member(2, "n2", MemberRole.VOTER),
					new Member(3, "n3", MemberRole.LEARNER), new Member(4, "n4", MemberRole.WITNESS)),
			List.of(), 7, 300, 2000);

	private ChangePlan plan(long index, List<Consensus.NewMember> add, Long... remove) {
		return ChangePlan.of(this.current, new Consensus.MembershipChange(add, List.of(remove)), index);
	}

	private static List<Consensus.NewMember> member(String address, MemberRole role) {
		return List.of(new Consensus.NewMember(address, role));
	}

	@Test
	void aNewMembersNumberIsTheIndexOfItsEntry() {
		ChangePlan plan = plan(40, member("n5", MemberRole.VOTER));
		assertThat(plan.joining()).containsExactly(40L);
		assertThat(plan.first().members()).endsWith(new Member(40, "n5", MemberRole.VOTER));
		assertThat(plan.first().joining()).containsExactly(40L);
		assertThat(plan.last().joining()).isEmpty();
		assertThat(plan.last().highestId()).isEqualTo(40);
	}

	@Test
	void aNumberIsNeverUsedAgain() {
		ChangePlan plan = plan(5, List.of(new Consensus.NewMember("n5", MemberRole.LEARNER),
				new Consensus.NewMember("n6", MemberRole.WITNESS)));
		assertThat(plan.last().members()).extracting(Member::nodeId).containsExactly(1L, 2L, 3L, 4L, 8L, 9L);
		assertThat(plan.joining()).containsExactly(9L);
		assertThat(plan.last().highestId()).isEqualTo(9);
		assertThat(plan(5, List.of(), 2L).last().highestId()).isEqualTo(7);
	}

	@Test
	void aRemovedAddressComesBackUnderAnotherNumber() {
		ChangePlan plan = plan(40, member("n2", MemberRole.VOTER), 2L);
		assertThat(plan.refusal()).isNull();
		assertThat(plan.first().members()).extracting(Member::nodeId).containsExactly(1L, 2L, 3L, 4L, 40L);
		assertThat(plan.last().members()).extracting(Member::nodeId).containsExactly(1L, 3L, 4L, 40L);
	}

	@Test
	void aLearnerIsPromotedOnceItHasCaughtUp() {
		ChangePlan plan = plan(40, member("n3", MemberRole.VOTER));
		assertThat(plan.promoted()).containsExactly(3L);
		assertThat(plan.last().members()).contains(new Member(3, "n3", MemberRole.VOTER));
		assertThat(plan.last().members()).extracting(Member::nodeId).containsExactly(1L, 2L, 3L, 4L);
	}

	@Test
	void keepsTheBoundsOfTheElectionTimeout() {
		ChangePlan plan = plan(40, List.of(), 2L);
		assertThat(plan.last().minElectionTimeoutMillis()).isEqualTo(300);
		assertThat(plan.last().maxElectionTimeoutMillis()).isEqualTo(2000);
	}

	@Test
	void refusesWhatMakesNoSense() {
		assertThat(plan(40, member("n2", MemberRole.VOTER)).refusal()).isEqualTo(Refusal.ALREADY_MEMBER);
		assertThat(plan(40, List.of(), 9L).refusal()).isEqualTo(Refusal.NOT_MEMBER);
		assertThat(plan(40, List.of(), 1L, 2L).refusal()).isEqualTo(Refusal.LAST_VOTER);
		assertThat(plan(40, member("n1", MemberRole.LEARNER), 2L).refusal()).isEqualTo(Refusal.LAST_VOTER);
	}

	@Test
	void neitherMakesAWitnessOfAnotherNorAnotherOfAWitness() {
		assertThat(plan(40, member("n4", MemberRole.VOTER)).refusal()).isEqualTo(Refusal.NOT_MEMBER);
		assertThat(plan(40, member("n2", MemberRole.WITNESS)).refusal()).isEqualTo(Refusal.NOT_MEMBER);
		assertThat(plan(40, member("n4", MemberRole.VOTER), 4L).refusal()).isNull();
	}

}
