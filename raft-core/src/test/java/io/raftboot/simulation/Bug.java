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

/**
 * Bugs that can be planted, to see that they are caught. None touches the product: each
 * is played by what surrounds it.
 */
enum Bug {

	/** Everything as it should be. */
	NONE,

	/** A sync returns before anything is durable. */
	SYNC_SKIPPED,

	/** Term and vote are not kept: a restart goes back a term. */
	VOTE_NOT_PERSISTED,

	/** A node that believes to lead answers a read by its own commit index. */
	READ_WITHOUT_QUORUM,

	/** Any node answers a read from what it has applied. */
	READ_OF_OWN_STATE,

	/**
	 * A leader announces an entry of an earlier term as committed by counting members.
	 */
	OLDER_TERM_COMMITTED,

	/** A retry is applied again. */
	MISSING_DEDUPE,

	/** The sessions are left out of the snapshot. */
	SESSIONS_NOT_IN_SNAPSHOT,

	/** Whoever waits for a command is told that it is refused when the leader changes. */
	REFUSED_BY_ANY_CHANGE,

	/** A snapshot is written while commands are applied. */
	SNAPSHOT_NOT_ATOMIC,

	/** A follower acknowledges entries before they are durable. */
	ACKNOWLEDGED_BEFORE_SYNC,

	/** The answer to a heartbeat counts as having all of the leader's log. */
	HEARTBEAT_ADVANCES_MATCH,

	/** A follower acknowledges one entry more than it has. */
	ACKNOWLEDGED_ONE_TOO_MANY,

	/** A vote is given whatever log the candidate has. */
	VOTE_FOR_SHORTER_LOG,

	/** A node that lost its disk takes part as if it were the same. */
	WIPED_MEMBER_RETURNS

}
