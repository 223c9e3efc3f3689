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

import java.util.ArrayList;
import java.util.List;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import org.jspecify.annotations.Nullable;

/**
 * What a membership change leads to.
 *
 * @param refusal why it cannot be done, {@code null} when it can
 * @param joining new members that are to count, once they have caught up
 * @param promoted learners that are to vote, likewise
 * @param first the configuration with the new members, while some catch up
 * @param last the configuration at the end
 */
record ChangePlan(@Nullable Refusal refusal, List<Long> joining, List<Long> promoted, Configuration first,
		Configuration last) {

	/**
	 * Plan a change.
	 * @param current the configuration in force, not joint, with nobody joining
	 * @param change the change
	 * @param index the index that the next entry will have: numbers of new members are
	 * never below it, so that none was in use before
	 * @return the plan
	 */
	static ChangePlan of(Configuration current, Consensus.MembershipChange change, long index) {
		return new Planning(current, index).plan(change);
	}

	private static ChangePlan refused(Refusal refusal, Configuration current) {
		return new ChangePlan(refusal, List.of(), List.of(), current, current);
	}

	private static final class Planning {

		private final Configuration current;

		private final List<Member> members;

		private final List<Member> added = new ArrayList<>();

		private final List<Long> joining = new ArrayList<>();

		private final List<Long> promoted = new ArrayList<>();

		private long nextId;

		Planning(Configuration current, long index) {
			this.current = current;
			this.members = new ArrayList<>(current.members());
			this.nextId = Math.max(index, current.highestId() + 1);
		}

		ChangePlan plan(Consensus.MembershipChange change) {
			for (long id : change.remove()) {
				if (!this.members.removeIf((member) -> member.nodeId() == id)) {
					return refused(Refusal.NOT_MEMBER, this.current);
				}
			}
			for (Consensus.NewMember member : change.add()) {
				Refusal refusal = add(member);
				if (refusal != null) {
					return refused(refusal, this.current);
				}
			}
			if (this.members.stream().noneMatch((member) -> member.role() == MemberRole.VOTER)) {
				return refused(Refusal.LAST_VOTER, this.current);
			}
			List<Member> all = new ArrayList<>(this.current.members());
			all.addAll(this.added);
			return new ChangePlan(null, this.joining, this.promoted, configuration(all, this.joining),
					configuration(this.members, List.of()));
		}

		private @Nullable Refusal add(Consensus.NewMember wanted) {
			for (int i = 0; i < this.members.size(); i++) {
				Member member = this.members.get(i);
				if (member.address().equals(wanted.address())) {
					return changeRole(i, member, wanted);
				}
			}
			Member member = wanted.withId(this.nextId++);
			this.members.add(member);
			this.added.add(member);
			if (member.role() != MemberRole.LEARNER) {
				this.joining.add(member.nodeId());
			}
			return null;
		}

		private @Nullable Refusal changeRole(int position, Member member, Consensus.NewMember wanted) {
			if (member.role() == wanted.role()) {
				return Refusal.ALREADY_MEMBER;
			}
			if (member.role() == MemberRole.WITNESS || wanted.role() == MemberRole.WITNESS) {
				// a witness lacks the commands that any other role needs
				return Refusal.NOT_MEMBER;
			}
			if (wanted.role() == MemberRole.VOTER) {
				this.promoted.add(member.nodeId());
			}
			this.members.set(position, wanted.withId(member.nodeId()));
			return null;
		}

		private Configuration configuration(List<Member> all, List<Long> catchingUp) {
			long highestId = this.added.isEmpty() ? this.current.highestId() : this.nextId - 1;
			return new Configuration(all, List.of(), highestId, this.current.minElectionTimeoutMillis(),
					this.current.maxElectionTimeoutMillis(), catchingUp);
		}

	}

}
