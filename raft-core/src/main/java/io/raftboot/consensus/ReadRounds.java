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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Read requests on the leader. Each is confirmed by a round of messages that started
 * after it arrived and that a quorum has answered: then no other leader had committed
 * anything by the time the round started (dissertation, section 6.4).
 */
final class ReadRounds {

	private final RaftState state;

	/** Requests for which no round has started. */
	private List<Read> fresh = new ArrayList<>();

	/** Requests that wait for the answers to a round, oldest first. */
	private final Deque<Waiting> waiting = new ArrayDeque<>();

	/** When rounds started, oldest first: at most one for each instant. */
	private final Deque<Started> started = new ArrayDeque<>();

	private long round;

	/** Until when the lease holds, were there no clock drift. */
	private long leaseStart = Long.MIN_VALUE;

	/** A target of a transfer may be elected at any time, whatever was promised. */
	private boolean leaseVoid;

	ReadRounds(RaftState state) {
		this.state = state;
	}

	long round() {
		return this.round;
	}

	boolean hasFresh() {
		return !this.fresh.isEmpty();
	}

	boolean isIdle() {
		return this.fresh.isEmpty() && this.waiting.isEmpty();
	}

	/**
	 * Take a request.
	 * @param member who asks
	 * @param request its number there
	 * @param mayConfirm whether an entry of this term is committed
	 */
	void add(long member, long request, boolean mayConfirm) {
		Read read = new Read(member, request);
		if (mayConfirm && isLeased()) {
			confirm(read, this.state.commitIndex());
		}
		else {
			this.fresh.add(read);
		}
	}

	private boolean isLeased() {
		long length = this.state.clock.min() * (100 - this.state.settings.maxClockDrift()) / 100;
		return this.state.settings.leaseReads() && !this.leaseVoid && this.leaseStart != Long.MIN_VALUE
				&& this.state.now < this.leaseStart + length;
	}

	void voidLease() {
		this.leaseVoid = true;
	}

	/**
	 * Start a round, which confirms all requests so far.
	 * @param mayConfirm whether an entry of this term is committed: before that the
	 * commit index may be below what was committed in an earlier one
	 */
	void start(boolean mayConfirm) {
		this.round++;
		if (this.started.isEmpty() || this.started.getLast().time < this.state.now) {
			this.started.add(new Started(this.round, this.state.now));
		}
		if (mayConfirm && !this.fresh.isEmpty()) {
			this.waiting.add(new Waiting(this.round, this.state.commitIndex(), this.fresh));
			this.fresh = new ArrayList<>();
		}
	}

	/**
	 * Confirm what can be.
	 * @param answered the latest round that each member has answered
	 */
	void answered(LongUnaryOperator answered) {
		long confirmed = this.state.configurations.quorums().reached(answered);
		while (!this.started.isEmpty() && this.started.getFirst().round <= confirmed) {
			this.leaseStart = this.started.removeFirst().time;
		}
		while (!this.waiting.isEmpty() && this.waiting.getFirst().round <= confirmed) {
			Waiting done = this.waiting.removeFirst();
			done.reads.forEach((read) -> confirm(read, done.index));
		}
	}

	/** Give up: this member leads no more. */
	void fail() {
		this.waiting.forEach((group) -> group.reads.forEach((read) -> confirm(read, 0)));
		this.waiting.clear();
		this.fresh.forEach((read) -> confirm(read, 0));
		this.fresh.clear();
	}

	private void confirm(Read read, long index) {
		if (read.member == this.state.self) {
			this.state.outbox.decideRead(read.request, index);
		}
		else {
			this.state.outbox
				.send(new Message.ReadIndexReply(this.state.self, read.member, this.state.term(), read.request, index));
		}
	}

	private record Read(long member, long request) {
	}

	private record Waiting(long round, long index, List<Read> reads) {
	}

	private record Started(long round, long time) {
	}

}
