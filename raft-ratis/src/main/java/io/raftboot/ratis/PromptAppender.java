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

import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.raftlog.RaftLogIOException;
import org.jspecify.annotations.Nullable;

/**
 * Brings entries from this leader to a follower, and tells it of a commit at once. Ratis
 * does so with the next entry or the next heartbeat; while entries are on their way, the
 * heartbeat names no entry that it follows, and a follower may not commit on its word. So
 * a commit is told, once, when the follower has answered for all that was sent.
 */
final class PromptAppender extends GrpcLogAppender {

	/** Only used by Ratis's thread. */
	private long told;

	PromptAppender(RaftServer.Division server, LeaderState leader, FollowerInfo follower) {
		super(server, leader, follower);
	}

	@Override
	public @Nullable AppendEntriesRequestProto newAppendEntriesRequest(long callId, boolean heartbeat)
			throws RaftLogIOException {
		long committed = getRaftLog().getLastCommittedIndex();
		boolean answered = !hasPendingDataRequests();
		AppendEntriesRequestProto request = super.newAppendEntriesRequest(callId, heartbeat);
		if (request == null && answered && committed > this.told) {
			request = super.newAppendEntriesRequest(callId, true);
		}
		if (request != null && (answered || request.getEntriesCount() > 0)) {
			this.told = committed;
		}
		return request;
	}

}
