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

package io.raftboot.autoconfigure.actuate;

import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.raftboot.Member;
import io.raftboot.NodeStatus;
import io.raftboot.NodeStatus.Progress;
import io.raftboot.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What {@code GET /actuator/raft} shows, in this order.
 *
 * @param address the node's address, {@code null} when it opens no port
 * @param nodeId the node's number, {@code null} before it is a member
 * @param role the node's role
 * @param term the current term
 * @param leader the leader's address, {@code null} when none is known
 * @param votedFor the number of the member that has this node's vote
 * @param commitIndex the last index known to be committed
 * @param lastApplied the last index applied to the machine
 * @param firstLogIndex the first index in the log
 * @param lastLogIndex the last index in the log
 * @param snapshot the last entry in the snapshot
 * @param members the members in order of joining
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record RaftDescriptor(@Nullable String address, @Nullable Long nodeId, String role, long term, @Nullable String leader,
		@Nullable Long votedFor, long commitIndex, long lastApplied, long firstLogIndex, long lastLogIndex,
		SnapshotDescriptor snapshot, List<MemberDescriptor> members) implements OperationResponseBody {

	static RaftDescriptor of(NodeStatus status) {
		Member leader = status.leader();
		return new RaftDescriptor(status.address(), status.nodeId(), status.role().wireName(), status.term(),
				(leader != null) ? leader.address() : null, status.votedFor(), status.commitIndex(),
				status.lastApplied(), status.firstLogIndex(), status.lastLogIndex(),
				new SnapshotDescriptor(status.snapshotTerm(), status.snapshotIndex()),
				status.members().stream().map((member) -> MemberDescriptor.of(member, status)).toList());
	}

	/**
	 * The last entry in the snapshot, zeros without one.
	 */
	record SnapshotDescriptor(long term, long index) {
	}

	/**
	 * A member.
	 *
	 * @param address its address
	 * @param nodeId its number
	 * @param role what it counts for
	 * @param matchIndex on the leader, the last index known to be durable there
	 * @param lag on the leader, the entries that it lacks
	 * @param lastContact on the leader, milliseconds since it last answered, {@code null}
	 * when it never did
	 * @param state on the leader, how it is replicated to
	 */
	@JsonInclude(JsonInclude.Include.ALWAYS)
	record MemberDescriptor(String address, long nodeId, String role, @Nullable Long matchIndex, @Nullable Long lag,
			@Nullable Long lastContact, @Nullable String state) {

		static MemberDescriptor of(Member member, NodeStatus status) {
			String role = member.role().name().toLowerCase(Locale.ROOT);
			if (status.role() == Role.LEADER) {
				for (Progress progress : status.progress()) {
					if (progress.nodeId() == member.nodeId()) {
						long lag = Math.max(0, status.lastLogIndex() - progress.matchIndex());
						long contact = progress.lastContactMillis();
						return new MemberDescriptor(member.address(), member.nodeId(), role, progress.matchIndex(), lag,
								(contact >= 0) ? contact : null, progress.state());
					}
				}
			}
			return new MemberDescriptor(member.address(), member.nodeId(), role, null, null, null, null);
		}

	}

}
