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

import java.util.Collection;

/**
 * Whether an idle leader shows itself less often, or by agreement not at all.
 */
final class IdleRule {

	/** Heartbeats in a row without any work before a group counts as idle. */
	static final int IDLE_HEARTBEATS = 10;

	private final RaftState state;

	private final Collection<Progress> members;

	private int idleHeartbeats;

	private long lastIndex;

	private long lastRound;

	/** The first round of the question whether to go quiet, 0 while it is not asked. */
	private long askedRound;

	IdleRule(RaftState state, Collection<Progress> members) {
		this.state = state;
		this.members = members;
	}

	/**
	 * Note that a heartbeat is due.
	 * @param idle whether nothing is under way
	 * @param round the latest round
	 */
	void beat(boolean idle, long round) {
		boolean untouched = idle && this.lastIndex == this.state.log.lastIndex() && this.lastRound == round;
		this.idleHeartbeats = untouched ? this.idleHeartbeats + 1 : 0;
		this.lastIndex = this.state.log.lastIndex();
		this.lastRound = round + 1;
		if (!isIdle() || !this.state.settings.quiesce()) {
			this.askedRound = 0;
		}
		else if (this.askedRound == 0) {
			this.askedRound = round + 1;
		}
	}

	/** Whether nothing has been asked of the group for a while. */
	boolean isIdle() {
		return this.idleHeartbeats >= IDLE_HEARTBEATS;
	}

	/**
	 * Return the time to the next heartbeat. In an idle group a long one will do: should
	 * one be late, pre-vote and check quorum forgive it.
	 * @return milliseconds
	 */
	long heartbeatInterval() {
		long shortest = this.state.clock.min();
		long interval = Math.min(this.state.settings.heartbeatInterval(), Math.max(shortest / 2, 1));
		return isIdle() ? Math.max(interval, shortest * 3 / 4) : interval;
	}

	/** Whether heartbeats ask the members to go quiet. */
	boolean isAsking() {
		return this.askedRound > 0 && this.lastIndex == this.state.log.lastIndex();
	}

	/** Whether every member has everything and has agreed. */
	boolean isAgreed() {
		return isAsking() && this.members.stream()
			.allMatch((member) -> member.quietRound() >= this.askedRound && member.match() == this.lastIndex);
	}

	void wake() {
		this.idleHeartbeats = 0;
		this.askedRound = 0;
	}

}
