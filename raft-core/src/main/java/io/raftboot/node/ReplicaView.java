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

package io.raftboot.node;

import java.util.List;

import io.raftboot.Member;
import io.raftboot.NodeStatus;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.Role;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.Consensus;
import io.raftboot.consensus.SnapshotPoint;
import io.raftboot.engine.EngineListener;
import io.raftboot.storage.Identity;
import org.jspecify.annotations.Nullable;

/**
 * What others see of a replica: a status that is made anew after each turn, and changes
 * of role, term and leader.
 */
final class ReplicaView {

	/** How old what is known of the other members may be, milliseconds. */
	private static final long PROGRESS_AGE = 50;

	private final ReplicaSettings settings;

	private final EngineListener listener;

	private final ReplicaMeters meters;

	private volatile NodeStatus status;

	private long progressAt;

	private Role role = Role.FOLLOWER;

	private long term = -1;

	private @Nullable Member leader;

	ReplicaView(ReplicaSettings settings, EngineListener listener, ReplicaMeters meters) {
		this.settings = settings;
		this.listener = listener;
		this.meters = meters;
		this.status = beforeStart(settings);
	}

	static NodeStatus beforeStart(ReplicaSettings settings) {
		long timeout = settings.consensus().electionTimeout();
		return new NodeStatus(settings.address(), null, Role.FOLLOWER, 0, null, null, 0, 0, 1, 0, 0, 0, timeout,
				2 * timeout, List.of(), List.of(), Condition.UNINITIALISED, null);
	}

	NodeStatus status() {
		return this.status;
	}

	/** Tell what has changed. */
	void refresh(Replica replica) {
		Consensus core = replica.consensus();
		boolean member = replica.condition() == Condition.MEMBER;
		Role nowRole = member ? core.role() : Role.FOLLOWER;
		Configuration configuration = core.configuration();
		Member nowLeader = member ? find(configuration, core.leader()) : null;
		boolean changed = nowRole != this.role || core.term() != this.term || !same(nowLeader, this.leader);
		this.status = describe(replica, core, nowRole, nowLeader, changed);
		if (changed) {
			count(nowRole, nowLeader);
			this.role = nowRole;
			this.term = core.term();
			this.leader = nowLeader;
			this.listener.roleChanged(nowRole, this.term, nowLeader);
		}
	}

	private void count(Role nowRole, @Nullable Member nowLeader) {
		if (nowRole != this.role) {
			this.meters.roleChanged();
		}
		if (nowRole == Role.CANDIDATE && this.role != Role.CANDIDATE) {
			this.meters.elected();
		}
		if (nowLeader != null && !same(nowLeader, this.leader)) {
			this.meters.leaderChanged();
		}
	}

	private NodeStatus describe(Replica replica, Consensus core, Role nowRole, @Nullable Member nowLeader,
			boolean changed) {
		Configuration configuration = core.configuration();
		SnapshotPoint snapshot = replica.storage().snapshot();
		Identity identity = replica.storage().identity();
		List<NodeStatus.Progress> progress = this.status.progress();
		if (changed || replica.now() - this.progressAt >= PROGRESS_AGE) {
			progress = (nowRole == Role.LEADER) ? core.progress() : List.of();
			this.progressAt = replica.now();
		}
		long timeout = this.settings.consensus().electionTimeout();
		long minTimeout = configuration.minElectionTimeoutMillis();
		long maxTimeout = configuration.maxElectionTimeoutMillis();
		return new NodeStatus(this.settings.address(), (identity.nodeId() != 0) ? identity.nodeId() : null, nowRole,
				core.term(), nowLeader, (core.votedFor() != 0) ? core.votedFor() : null, core.commitIndex(),
				replica.lastApplied(), replica.storage().log().firstIndex(), replica.storage().log().lastIndex(),
				snapshot.term(), snapshot.index(), (minTimeout != 0) ? minTimeout : timeout,
				(maxTimeout != 0) ? maxTimeout : 2 * timeout, configuration.members(), progress, replica.condition(),
				replica.failure());
	}

	private static @Nullable Member find(Configuration configuration, long number) {
		for (Member member : configuration.members()) {
			if (member.nodeId() == number) {
				return member;
			}
		}
		for (Member member : configuration.outgoing()) {
			if (member.nodeId() == number) {
				return member;
			}
		}
		return null;
	}

	private static boolean same(@Nullable Member one, @Nullable Member other) {
		return (one != null) ? one.equals(other) : other == null;
	}

}
