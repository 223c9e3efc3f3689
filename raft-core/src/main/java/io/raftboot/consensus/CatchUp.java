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

/**
 * Whether a new member has caught up enough to count without holding the cluster up: it
 * has when a round, in which it gets what was in the log when the round started, takes
 * less than an election timeout (dissertation, section 4.2.1).
 */
final class CatchUp {

	private static final int MAX_ROUNDS = 10;

	private final RaftState state;

	private final long member;

	private int rounds = 1;

	private long roundStart;

	private long roundEnd;

	private boolean done;

	CatchUp(RaftState state, long member) {
		this.state = state;
		this.member = member;
		startRound();
	}

	private void startRound() {
		this.roundStart = this.state.now;
		this.roundEnd = this.state.log.lastIndex();
	}

	long member() {
		return this.member;
	}

	boolean isDone(Progress progress) {
		if (!this.done && progress.match() >= this.roundEnd) {
			this.done = this.state.now - this.roundStart < this.state.clock.min();
			if (!this.done) {
				this.rounds++;
				startRound();
			}
		}
		return this.done;
	}

	/** Whether the member is dead, makes no progress, or is too slow. */
	boolean isHopeless(Progress progress) {
		long patience = MembershipChanges.PATIENCE * this.state.clock.min();
		boolean silent = this.state.now - progress.heardAt() > patience;
		boolean stuck = progress.state() != Progress.State.SNAPSHOT
				&& this.state.now - Math.max(progress.advancedAt(), this.roundStart) > patience;
		return !this.done && (silent || stuck || this.rounds > MAX_ROUNDS);
	}

}
