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

package io.raftboot;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a node knows of itself and its cluster at one moment.
 *
 * @param address the node's own address, {@code null} when it opens no port
 * @param nodeId the node's number, {@code null} before it is a member
 * @param role the node's role
 * @param term the current term
 * @param leader the member that leads, {@code null} when none is known
 * @param votedFor the number of the member that got this node's vote in the current term,
 * {@code null} when none did
 * @param commitIndex the last index known to be committed
 * @param lastApplied the last index applied to the machine
 * @param firstLogIndex the first index in the log
 * @param lastLogIndex the last index in the log, the snapshot's when the log is empty
 * @param snapshotTerm the term of the last entry in the snapshot, 0 without one
 * @param snapshotIndex the index of the last entry in the snapshot, 0 without one
 * @param minElectionTimeoutMillis the lower bound of the election timeout
 * @param maxElectionTimeoutMillis the upper bound of the election timeout
 * @param members the members in order of joining
 * @param progress on the leader how far each other member is, elsewhere empty
 * @param condition whether the node can work
 * @param failure why the storage failed, {@code null} while it has not
 */
public record NodeStatus(@Nullable String address, @Nullable Long nodeId, Role role, long term, @Nullable Member leader,
		@Nullable Long votedFor, long commitIndex, long lastApplied, long firstLogIndex, long lastLogIndex,
		long snapshotTerm, long snapshotIndex, long minElectionTimeoutMillis, long maxElectionTimeoutMillis,
		List<Member> members, List<Progress> progress, Condition condition, @Nullable String failure) {

	public NodeStatus {
		members = List.copyOf(members);
		progress = List.copyOf(progress);
	}

	/**
	 * Return this node's own entry among the members.
	 * @return the member, {@code null} when the node is none
	 */
	public @Nullable Member self() {
		for (Member member : this.members) {
			if (this.nodeId != null && this.nodeId == member.nodeId()) {
				return member;
			}
		}
		return null;
	}

	/**
	 * Whether a node can work.
	 */
	public enum Condition {

		/** Waits to become a member of a cluster. */
		UNINITIALISED,

		/** A member. */
		MEMBER,

		/** Was a member and has been removed. */
		REMOVED,

		/** The storage failed: the node takes no part any more. */
		FAILED

	}

	/**
	 * How far a member is, as its leader sees it.
	 *
	 * @param nodeId the member's number
	 * @param matchIndex the last index known to be durable there
	 * @param lastContactMillis milliseconds since it last answered, -1 when it never did
	 * @param state {@code probe}, {@code replicate} or {@code snapshot}
	 */
	public record Progress(long nodeId, long matchIndex, long lastContactMillis, String state) {
	}

}
