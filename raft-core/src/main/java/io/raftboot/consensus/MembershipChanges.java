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
 * Membership changes on the leader, one at a time. New members first catch up; then a
 * joint configuration leads from the old voters to the new (dissertation, sections 4.2.1
 * and 4.3). Which step is next follows from the configuration in force, so that a new
 * leader goes on where the old one stopped.
 */
final class MembershipChanges {

	/** How many of the shortest election timeouts a silent member is waited for. */
	static final int PATIENCE = 15;

	private final RaftState state;

	private final Leadership leadership;

	private @Nullable Ongoing ongoing;

	/**
	 * The index of the configuration that was committed last, as far as it is dealt with.
	 */
	private long settledIndex = -1;

	MembershipChanges(RaftState state, Leadership leadership) {
		this.state = state;
		this.leadership = leadership;
	}

	boolean isIdle() {
		return this.ongoing == null && !this.state.configurations.current().isJoint();
	}

	void start(long request, Consensus.MembershipChange change) {
		Configuration current = this.state.configurations.current();
		if (!isIdle() || !current.joining().isEmpty() || !isSettled()) {
			this.state.outbox.decideChange(request, Refusal.CHANGE_IN_PROGRESS);
			return;
		}
		ChangePlan plan = ChangePlan.of(current, change, this.state.log.lastIndex() + 1);
		if (plan.refusal() != null) {
			this.state.outbox.decideChange(request, plan.refusal());
			return;
		}
		Ongoing started = new Ongoing(request, plan.last());
		this.ongoing = started;
		if (!plan.joining().isEmpty()) {
			this.leadership.append(plan.first());
		}
		plan.joining().forEach((id) -> started.catchUps.add(new CatchUp(this.state, id)));
		plan.promoted().forEach((id) -> started.catchUps.add(new CatchUp(this.state, id)));
		advance();
	}

	/** Whether the configuration in force is committed, and something of this term is. */
	private boolean isSettled() {
		return this.leadership.hasCommitted() && this.state.commitIndex() >= this.state.configurations.currentIndex();
	}

	/** Take the next step, if it is time for it. */
	void advance() {
		Ongoing change = this.ongoing;
		boolean nothingNew = change == null && this.settledIndex == this.state.configurations.currentIndex();
		if (nothingNew || !isSettled()) {
			return;
		}
		Configuration current = this.state.configurations.current();
		if (current.isJoint()) {
			this.leadership.append(with(current, current.members(), List.of(), List.of()));
		}
		else if (change == null && !current.joining().isEmpty()) {
			resume(current);
		}
		else if (change == null || change.decided) {
			finish(change, current);
		}
		else {
			catchUp(change, current);
		}
	}

	/** Go on with what a former leader began: nobody here waits for the outcome. */
	private void resume(Configuration current) {
		Ongoing resumed = new Ongoing(null, with(current, current.members(), List.of(), List.of()));
		current.joining().forEach((id) -> resumed.catchUps.add(new CatchUp(this.state, id)));
		this.ongoing = resumed;
	}

	private void catchUp(Ongoing change, Configuration current) {
		if (change.catchUps.stream().allMatch((member) -> member.isDone(progress(member)))) {
			change.decided = true;
			enter(current, change.target);
		}
		else if (change.catchUps.stream().anyMatch((member) -> member.isHopeless(progress(member)))) {
			change.decided = true;
			change.refusal = Refusal.TIMED_OUT;
			undo(change, current);
		}
	}

	private Progress progress(CatchUp member) {
		return this.leadership.roster().get(member.member());
	}

	private void enter(Configuration current, Configuration target) {
		boolean simple = Quorums.of(target).sameAs(this.state.configurations.quorums());
		List<Member> outgoing = simple ? List.of() : counting(current);
		this.leadership.append(with(target, target.members(), outgoing, List.of()));
	}

	private void undo(Ongoing change, Configuration current) {
		if (current.joining().isEmpty()) {
			finish(change, current);
		}
		else {
			this.leadership.append(with(current, counting(current), List.of(), List.of()));
		}
	}

	private static List<Member> counting(Configuration configuration) {
		List<Member> members = new ArrayList<>(configuration.members());
		members.removeIf((member) -> configuration.joining().contains(member.nodeId()));
		return members;
	}

	private static Configuration with(Configuration base, List<Member> members, List<Member> outgoing,
			List<Long> joining) {
		return new Configuration(members, outgoing, base.highestId(), base.minElectionTimeoutMillis(),
				base.maxElectionTimeoutMillis(), joining);
	}

	private void finish(@Nullable Ongoing change, Configuration current) {
		this.ongoing = null;
		this.settledIndex = this.state.configurations.currentIndex();
		if (change != null && change.request != null) {
			this.state.outbox.decideChange(change.request, change.refusal);
		}
		boolean stays = current.members()
			.stream()
			.anyMatch((member) -> member.nodeId() == this.state.self && member.role() == MemberRole.VOTER);
		if (!stays) {
			this.leadership.retire();
		}
	}

	/**
	 * Leadership has ended. A change of which nothing is in the log is surely off; of
	 * another the next leader decides.
	 */
	void end() {
		Ongoing change = this.ongoing;
		if (change == null || change.request == null || change.decided) {
			return;
		}
		if (this.state.configurations.current().joining().isEmpty()) {
			this.state.outbox.decideChange(change.request, Refusal.NOT_LEADER);
		}
	}

	private static final class Ongoing {

		private final @Nullable Long request;

		private final Configuration target;

		private final List<CatchUp> catchUps = new ArrayList<>();

		/** Whether the last step is in the log: the target, or the undoing. */
		private boolean decided;

		private @Nullable Refusal refusal;

		Ongoing(@Nullable Long request, Configuration target) {
			this.request = request;
			this.target = target;
		}

	}

}
