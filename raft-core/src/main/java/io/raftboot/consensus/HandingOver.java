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

import org.jspecify.annotations.Nullable;

/**
 * The leader's part in handing leadership over: bring the successor's log up to date,
 * then tell it to stand (dissertation, section 3.10).
 */
final class HandingOver {

	private final RaftState state;

	private final Roster roster;

	private final ReadRounds reads;

	private @Nullable Transfer transfer;

	HandingOver(RaftState state, Roster roster, ReadRounds reads) {
		this.state = state;
		this.roster = roster;
		this.reads = reads;
	}

	boolean isUnderWay() {
		return this.transfer != null;
	}

	void start(long request, long target) {
		long chosen = (target == 0) ? this.roster.mostAdvanced() : target;
		if (chosen == this.state.self) {
			this.state.outbox.decideChange(request, null);
		}
		else if (!this.roster.mayTakeOver(chosen)) {
			this.state.outbox.decideChange(request, Refusal.NOT_MEMBER);
		}
		else if (isUnderWay()) {
			this.state.outbox.decideChange(request, Refusal.TRANSFERRING);
		}
		else {
			this.transfer = new Transfer(this.state, request, chosen);
			advance();
		}
	}

	/** Tell the successor to stand, if it has the whole log. */
	void advance() {
		Transfer running = this.transfer;
		if (running == null || running.isTold()) {
			return;
		}
		Progress target = this.roster.find(running.target());
		if (target != null && target.match() == this.state.log.lastIndex()) {
			// it may win against all promises, even after the transfer was given up
			this.reads.voidLease();
			running.tell();
		}
	}

	/** Go on leading when the successor did not take over in time. */
	void tick() {
		Transfer running = this.transfer;
		if (running != null && this.state.now >= running.deadline()) {
			this.transfer = null;
			running.decide(Refusal.TIMED_OUT);
		}
	}

	long nextDeadline() {
		Transfer running = this.transfer;
		return (running != null) ? running.deadline() : Long.MAX_VALUE;
	}

	/** Leadership has ended: if the successor was told, the next leader decides. */
	void end() {
		Transfer running = this.transfer;
		if (running != null && running.isTold()) {
			this.state.handedOver = running;
		}
		else if (running != null) {
			running.decide(Refusal.NOT_LEADER);
		}
	}

}
