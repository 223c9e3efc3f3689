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

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QuorumsTests {

	private static Member member(long id, MemberRole role) {
		return new Member(id, "n" + id, role);
	}

	private static List<Member> voters(long... ids) {
		return Arrays.stream(ids).mapToObj((id) -> member(id, MemberRole.VOTER)).toList();
	}

	private static Quorums of(List<Member> members, List<Member> outgoing, Long... joining) {
		return Quorums.of(new Configuration(members, outgoing, 9, 0, 0, List.of(joining)));
	}

	@Test
	void aMajorityIsMoreThanHalf() {
		assertThat(of(voters(1, 2, 3), List.of()).agree(Set.of(1L, 3L)::contains)).isTrue();
		assertThat(of(voters(1, 2, 3), List.of()).agree(Set.of(1L)::contains)).isFalse();
		assertThat(of(voters(1, 2, 3, 4), List.of()).agree(Set.of(1L, 3L)::contains)).isFalse();
	}

	@Test
	void aJointConfigurationNeedsBothMajorities() {
		Quorums joint = of(voters(1, 4, 5), voters(1, 2, 3));
		assertThat(joint.agree(Set.of(1L, 4L)::contains)).isFalse();
		assertThat(joint.agree(Set.of(1L, 2L)::contains)).isFalse();
		assertThat(joint.agree(Set.of(1L, 2L, 5L)::contains)).isTrue();
		Map<Long, Long> values = Map.of(1L, 9L, 2L, 3L, 3L, 4L, 4L, 8L, 5L, 7L);
		assertThat(joint.reached(values::get)).isEqualTo(4);
	}

	@Test
	void theValueReachedIsTheMedianFromBelow() {
		Map<Long, Long> values = Map.of(1L, 9L, 2L, 5L, 3L, 7L, 4L, 1L);
		assertThat(of(voters(1, 2, 3), List.of()).reached(values::get)).isEqualTo(7);
		assertThat(of(voters(1, 2, 3, 4), List.of()).reached(values::get)).isEqualTo(5);
	}

	@Test
	void learnersAndThoseWhoJoinDoNotCountButWitnessesDo() {
		List<Member> members = List.of(member(1, MemberRole.VOTER), member(2, MemberRole.LEARNER),
				member(3, MemberRole.WITNESS), member(4, MemberRole.VOTER));
		Quorums quorums = of(members, List.of(), 4L);
		assertThat(quorums.contains(1)).isTrue();
		assertThat(quorums.contains(2)).isFalse();
		assertThat(quorums.contains(3)).isTrue();
		assertThat(quorums.contains(4)).isFalse();
		assertThat(quorums.agree(Set.of(1L, 3L)::contains)).isTrue();
	}

	@Test
	void nothingIsDecidedWithoutMembers() {
		Quorums none = Quorums.of(Configuration.EMPTY);
		assertThat(none.agree((id) -> true)).isFalse();
		assertThat(none.reached((id) -> 5)).isEqualTo(Long.MIN_VALUE);
		assertThat(none.isOnly(1)).isFalse();
	}

	@Test
	void knowsWhoDecidesAlone() {
		assertThat(of(voters(1), List.of()).isOnly(1)).isTrue();
		assertThat(of(voters(1), List.of()).isOnly(2)).isFalse();
		assertThat(of(voters(1), voters(1, 2)).isOnly(1)).isFalse();
	}

}
