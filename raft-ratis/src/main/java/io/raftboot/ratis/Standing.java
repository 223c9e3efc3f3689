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

package io.raftboot.ratis;

import io.raftboot.Role;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.server.DivisionInfo;
import org.jspecify.annotations.Nullable;

/**
 * Where a node stands in its group at one moment.
 *
 * @param role its role
 * @param term the current term
 * @param leader the number of the leader, 0 when none is known
 */
record Standing(Role role, long term, long leader) {

	static final Standing NOWHERE = new Standing(Role.FOLLOWER, 0, 0);

	static Standing of(@Nullable Group group) {
		if (group == null) {
			return NOWHERE;
		}
		DivisionInfo info = group.division().getInfo();
		return new Standing(role(info.getCurrentRole()), info.getCurrentTerm(), Peers.number(info.getLeaderId()));
	}

	private static Role role(@Nullable RaftPeerRole role) {
		if (role == RaftPeerRole.LEADER) {
			return Role.LEADER;
		}
		if (role == RaftPeerRole.CANDIDATE) {
			return Role.CANDIDATE;
		}
		return (role == RaftPeerRole.LISTENER) ? Role.LEARNER : Role.FOLLOWER;
	}

	boolean leads() {
		return this.role == Role.LEADER;
	}

}
