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

/**
 * The members of a group, as of an entry of the log. While a change is under way it is
 * joint: a decision then needs a majority of {@code members} and one of {@code outgoing}
 * (Raft dissertation, section 4.3).
 *
 * @param members the members in order of joining
 * @param outgoing the members before the change, empty when none is under way
 * @param highestId the highest number that any member ever had, so that none is used
 * again
 * @param minElectionTimeoutMillis lower bound of the election timeout, 0 for each node's
 * own setting
 * @param maxElectionTimeoutMillis upper bound, 0 likewise
 * @param joining numbers of those members that still catch up: whatever their role, they
 * neither vote nor count (dissertation, section 4.2.1)
 */
public record Configuration(List<Member> members, List<Member> outgoing, long highestId, long minElectionTimeoutMillis,
		long maxElectionTimeoutMillis, List<Long> joining) {

	/** No members: a node that waits to be added. */
	public static final Configuration EMPTY = new Configuration(List.of(), List.of(), 0, 0, 0);

	public Configuration {
		members = List.copyOf(members);
		outgoing = List.copyOf(outgoing);
		joining = List.copyOf(joining);
	}

	/**
	 * Create a configuration in which every member counts.
	 * @param members the members in order of joining
	 * @param outgoing the members before the change, empty when none is under way
	 * @param highestId the highest number that any member ever had
	 * @param minElectionTimeoutMillis lower bound of the election timeout, 0 for each
	 * node's own setting
	 * @param maxElectionTimeoutMillis upper bound, 0 likewise
	 */
	public Configuration(List<Member> members, List<Member> outgoing, long highestId, long minElectionTimeoutMillis,
			long maxElectionTimeoutMillis) {
		this(members, outgoing, highestId, minElectionTimeoutMillis, maxElectionTimeoutMillis, List.of());
	}

	/**
	 * Return whether a change is under way.
	 * @return whether decisions need two majorities
	 */
	public boolean isJoint() {
		return !this.outgoing.isEmpty();
	}

}
