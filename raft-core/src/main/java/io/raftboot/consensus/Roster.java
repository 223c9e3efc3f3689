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

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import org.jspecify.annotations.Nullable;

/**
 * The other members as their leader sees them, among them those that have just left.
 */
final class Roster {

	private final RaftState state;

	private final TreeMap<Long, Progress> members = new TreeMap<>();

	/** When those who left are given up, though they may not know it yet. */
	private long leaversUntil;

	Roster(RaftState state) {
		this.state = state;
	}

	/** Follow members that are new, and keep those that left until they know it. */
	void update() {
		Configuration configuration = this.state.configurations.current();
		configuration.outgoing().forEach(this::take);
		configuration.members().forEach(this::take);
		this.leaversUntil = this.state.now + MembershipChanges.PATIENCE * this.state.clock.min();
	}

	private void take(Member member) {
		if (member.nodeId() != this.state.self) {
			this.members
				.computeIfAbsent(member.nodeId(),
						(id) -> new Progress(id, this.state.log.lastIndex() + 1, this.state.now))
				.setWitness(member.role() == MemberRole.WITNESS);
		}
	}

	Collection<Progress> all() {
		return this.members.values();
	}

	@Nullable Progress find(long id) {
		return this.members.get(id);
	}

	/**
	 * Return the progress of a member that counts.
	 * @param id its number
	 * @return its progress
	 */
	Progress get(long id) {
		Progress member = this.members.get(id);
		if (member == null) {
			throw new InvariantViolation("Member " + id + " counts but has no progress on leader " + this.state.self
					+ ": was a configuration taken without its members?");
		}
		return member;
	}

	boolean hasWitness() {
		for (Progress member : this.members.values()) {
			if (member.isWitness()) {
				return true;
			}
		}
		return false;
	}

	/** Count all as heard, as if their leader had just been elected. */
	void assumeHeard() {
		this.members.values().forEach((member) -> member.assumeHeard(this.state.now));
	}

	/** A removed member is let go once it has seen that its removal is committed. */
	void dismissLeavers() {
		long index = this.state.configurations.currentIndex();
		if (this.state.commitIndex() >= index) {
			this.members.values()
				.removeIf(
						(member) -> member.match() >= index && member.sentCommit() >= index && !isMember(member.id()));
		}
	}

	/** Do not wait for ever for one that is gone. */
	void tick() {
		if (this.state.now >= this.leaversUntil) {
			this.members.values().removeIf((member) -> !isMember(member.id()));
		}
	}

	private boolean isMember(long id) {
		Configuration configuration = this.state.configurations.current();
		return contains(configuration.members(), id) || contains(configuration.outgoing(), id);
	}

	/** Asked for with every acknowledgement, so without a stream. */
	private static boolean contains(List<Member> members, long id) {
		for (Member member : members) {
			if (member.nodeId() == id) {
				return true;
			}
		}
		return false;
	}

	boolean mayTakeOver(long id) {
		Configuration configuration = this.state.configurations.current();
		return !configuration.joining().contains(id) && configuration.members()
			.stream()
			.anyMatch((member) -> member.nodeId() == id && member.role() == MemberRole.VOTER);
	}

	/**
	 * Return the voter that could take over first: the one with most of the log among
	 * those that answer.
	 * @return its number, 0 when there is none
	 */
	long mostAdvanced() {
		long best = 0;
		long furthest = -1;
		for (Progress member : this.members.values()) {
			boolean live = member.isLive(this.state.now, this.state.clock.patience(), this.state.clock.min());
			if (live && mayTakeOver(member.id()) && member.match() > furthest) {
				furthest = member.match();
				best = member.id();
			}
		}
		return best;
	}

	List<NodeStatus.Progress> status() {
		return this.members.values().stream().map(this::status).toList();
	}

	private NodeStatus.Progress status(Progress member) {
		long lastContact = member.hasBeenHeard() ? this.state.now - member.heardAt() : -1;
		return new NodeStatus.Progress(member.id(), member.match(), lastContact,
				member.state().name().toLowerCase(Locale.ROOT));
	}

}
