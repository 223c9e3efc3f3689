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

package io.raftboot.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.consensus.Consensus.MembershipChange;
import io.raftboot.consensus.Consensus.NewMember;
import io.raftboot.node.TogetherChange;
import org.jspecify.annotations.Nullable;

/**
 * Members that come and go. A witness is there at most once, and two voters always stay,
 * so that no majority lives without the data.
 */
final class MembershipFaults {

	private static final int MOST_MEMBERS = 7;

	private final Cluster cluster;

	private final RandomGenerator random;

	private boolean witnessAdded;

	MembershipFaults(Cluster cluster) {
		this.cluster = cluster;
		this.random = cluster.random();
	}

	void change() {
		SimulatedNode leader = this.cluster.leader();
		NodeStatus status = (leader != null) ? leader.status() : null;
		if (leader == null || status == null) {
			return;
		}
		List<Member> members = status.members();
		if (this.cluster.plan().severalAtOnce() && this.random.nextBoolean()) {
			several(leader, members);
		}
		else if (members.size() < MOST_MEMBERS && this.random.nextBoolean()) {
			add(waiting(members));
		}
		else {
			remove(leader, members);
		}
	}

	/** Two come, one of them perhaps dead, and one or two go. */
	private void several(SimulatedNode leader, List<Member> members) {
		List<Member> voters = members.stream().filter((member) -> member.role() == MemberRole.VOTER).toList();
		if (this.cluster.nodes().size() >= 3 * MOST_MEMBERS || members.size() + 2 > MOST_MEMBERS || voters.size() < 3) {
			return;
		}
		List<NewMember> added = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			SimulatedNode node = this.cluster.addNode(MemberRole.VOTER);
			added.add(new NewMember(node.address(), MemberRole.VOTER));
			if (this.random.nextInt(4) != 0) {
				node.start();
			}
			else {
				this.cluster.statistics().count("dead new member");
			}
		}
		int first = this.random.nextInt(voters.size());
		List<Long> removed = new ArrayList<>(List.of(voters.get(first).nodeId()));
		if (voters.size() > 3 && this.random.nextBoolean()) {
			removed.add(voters.get((first + 1) % voters.size()).nodeId());
		}
		this.cluster.statistics().count("change of several asked");
		this.cluster.trace(() -> "add " + added + " and remove " + removed);
		leader.input((replica) -> TogetherChange.start(replica, new MembershipChange(added, removed),
				leader.clock().timestampMillis()));
	}

	/** Return a node that was asked for before and is no member, now and then. */
	private @Nullable SimulatedNode waiting(List<Member> members) {
		return this.cluster.nodes()
			.stream()
			.filter((node) -> node.isFresh() && members.stream().noneMatch((m) -> m.address().equals(node.address())))
			.findFirst()
			.orElse(null);
	}

	private void add(@Nullable SimulatedNode waiting) {
		SimulatedNode node = waiting;
		if (node == null) {
			if (this.cluster.nodes().size() >= 3 * MOST_MEMBERS) {
				return;
			}
			node = this.cluster.addNode(role());
			node.start();
		}
		String address = node.address();
		MemberRole role = node.role();
		this.cluster.statistics().count("add " + role.name().toLowerCase(Locale.ROOT) + " asked");
		this.cluster.trace(() -> "add " + address + " as " + role);
		this.cluster.anyNode().input((replica) -> replica.addMember(address, role).whenComplete((members, failure) -> {
			if (failure == null) {
				this.cluster.statistics().count("add done");
			}
		}));
	}

	private MemberRole role() {
		int choice = this.random.nextInt(5);
		if (choice == 0) {
			return MemberRole.LEARNER;
		}
		if (choice == 1 && !this.witnessAdded) {
			this.witnessAdded = true;
			return MemberRole.WITNESS;
		}
		return MemberRole.VOTER;
	}

	private void remove(SimulatedNode leader, List<Member> members) {
		Member member = members.get(this.random.nextInt(members.size()));
		long voters = members.stream().filter((other) -> other.role() == MemberRole.VOTER).count();
		if (member.role() == MemberRole.VOTER && voters <= 2) {
			return;
		}
		this.cluster.statistics().count("remove asked");
		if (member.address().equals(leader.address())) {
			this.cluster.statistics().count("remove of the leader asked");
		}
		this.cluster.trace(() -> "remove " + member.address());
		this.cluster.anyNode()
			.input((replica) -> replica.removeMember(member.address()).whenComplete((left, failure) -> {
				if (failure == null) {
					this.cluster.statistics().count("remove done");
				}
			}));
	}

}
