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

/**
 * What the members of a group say to each other. Every message carries its sender, its
 * receiver and the sender's term, which for the pre-vote messages is the term that the
 * sender would have.
 */
public sealed interface Message {

	/**
	 * Return the sender.
	 * @return its member number
	 */
	long from();

	/**
	 * Return the receiver.
	 * @return its member number
	 */
	long to();

	/**
	 * Return the sender's term.
	 * @return the term
	 */
	long term();

	/**
	 * Asks for a vote, or whether it would be given (dissertation, section 9.6).
	 *
	 * @param from the candidate
	 * @param to the voter
	 * @param term the candidate's term; in a pre-vote the one it would have
	 * @param lastIndex the candidate's last index
	 * @param lastTerm the term of that entry
	 * @param preVote whether it only asks
	 * @param transfer whether the old leader asked for this election, so that the
	 * leader's lease does not stand in its way
	 */
	record VoteRequest(long from, long to, long term, long lastIndex, long lastTerm, boolean preVote,
			boolean transfer) implements Message {
	}

	/**
	 * Answers a {@link VoteRequest}.
	 *
	 * @param from the voter
	 * @param to the candidate
	 * @param term the term of the request when granted, else the voter's
	 * @param granted whether the vote is, or would be, given
	 * @param preVote whether it was only asked
	 */
	record VoteReply(long from, long to, long term, boolean granted, boolean preVote) implements Message {
	}

	/**
	 * Replicates entries, or with none of them shows the leader and the commit index.
	 *
	 * @param from the leader
	 * @param to the follower
	 * @param term the leader's term
	 * @param previousIndex the index before the entries
	 * @param previousTerm the term of that entry
	 * @param commitIndex the leader's commit index
	 * @param round the leader's latest round of asking whether it still leads
	 * @param entries consecutive entries
	 */
	record AppendRequest(long from, long to, long term, long previousIndex, long previousTerm, long commitIndex,
			long round, List<Entry> entries) implements Message {
	}

	/**
	 * Answers an {@link AppendRequest}, once what it brought is durable.
	 *
	 * @param from the follower
	 * @param to the leader
	 * @param term the follower's term
	 * @param success whether the log matched at {@code previousIndex}
	 * @param index on success the last index known to match; else the
	 * {@code previousIndex} that did not
	 * @param hintIndex on refusal the last index that can match by the follower's log
	 * @param hintTerm on refusal the term of that entry
	 * @param round the round of the request
	 */
	record AppendReply(long from, long to, long term, boolean success, long index, long hintIndex, long hintTerm,
			long round) implements Message {
	}

	/**
	 * Tells a follower at once of a higher commit index when no {@link AppendRequest}
	 * goes out that would. Not answered: if it is lost, the next message tells.
	 *
	 * @param from the leader
	 * @param to the follower
	 * @param term the leader's term
	 * @param commitIndex the commit index, or the last index sent if that is lower
	 * @param commitTerm the term of that entry, by which the follower sees that it has it
	 */
	record CommitNotice(long from, long to, long term, long commitIndex, long commitTerm) implements Message {
	}

	/**
	 * Shows an idle leader and carries a round. Says nothing of the log beyond a commit
	 * index that the follower is known to have.
	 *
	 * @param from the leader
	 * @param to the follower
	 * @param term the leader's term
	 * @param commitIndex the lower of the commit index and the follower's match index
	 * @param round the leader's latest round
	 * @param quiesce whether the group goes quiet once every member has agreed
	 */
	record Heartbeat(long from, long to, long term, long commitIndex, long round, boolean quiesce) implements Message {
	}

	/**
	 * Answers a {@link Heartbeat}.
	 *
	 * @param from the follower
	 * @param to the leader
	 * @param term the follower's term
	 * @param round the round of the heartbeat
	 * @param quiesce whether the follower agrees to go quiet
	 */
	record HeartbeatReply(long from, long to, long term, long round, boolean quiesce) implements Message {
	}

	/**
	 * Tells a follower that its next entry is only in the snapshot. The bytes of the
	 * snapshot travel beside consensus; when they are complete and checked on the
	 * follower, it hands this message to its consensus.
	 *
	 * @param from the leader
	 * @param to the follower
	 * @param term the leader's term
	 * @param snapshot which snapshot
	 */
	record InstallSnapshot(long from, long to, long term, SnapshotPoint snapshot) implements Message {
	}

	/**
	 * Asks the leader for a read index (dissertation, section 6.4).
	 *
	 * @param from the asking member
	 * @param to the leader
	 * @param term the asking member's term
	 * @param request its number for the request
	 */
	record ReadIndexRequest(long from, long to, long term, long request) implements Message {
	}

	/**
	 * Answers a {@link ReadIndexRequest}.
	 *
	 * @param from the leader
	 * @param to the asking member
	 * @param term the leader's term
	 * @param request the number of the request
	 * @param index the read index, 0 when it cannot be confirmed
	 */
	record ReadIndexReply(long from, long to, long term, long request, long index) implements Message {
	}

	/**
	 * Tells a member to stand for election at once (dissertation, section 3.10).
	 *
	 * @param from the leader
	 * @param to the member
	 * @param term the leader's term
	 */
	record TimeoutNow(long from, long to, long term) implements Message {
	}

}
