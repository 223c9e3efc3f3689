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
import java.util.Deque;

/**
 * How far another member is, as its leader sees it.
 */
final class Progress {

	/** How a member is brought up to date. */
	enum State {

		/** Where the logs meet is not known: one message at a time. */
		PROBE,

		/** The logs meet at {@code match}: messages follow each other without waiting. */
		REPLICATE,

		/** What comes next is only in the snapshot: nothing until that is there. */
		SNAPSHOT

	}

	private final long id;

	private final Deque<InFlight> inFlight = new ArrayDeque<>();

	private long inFlightBytes;

	private State state = State.PROBE;

	/** The last index known to be durable there. Never falls. */
	private long match;

	/** The first index that was not sent, or that is to be probed; always above match. */
	private long next;

	/** In {@link State#PROBE}, whether an answer is due before anything more is sent. */
	private boolean paused;

	/** In {@link State#SNAPSHOT}, the index of the snapshot. */
	private long pendingSnapshot;

	/** Whether to ask, with an empty message, if all that was sent has arrived. */
	private boolean asking;

	/** The match index when the last heartbeat was answered. */
	private long matchAtHeartbeat = -1;

	/** The commit index that the member knows of once all sent messages are there. */
	private long sentCommit;

	/** The latest round that was sent. */
	private long sentRound;

	/** The latest round that was answered. */
	private long answeredRound;

	/** The latest round in which the member agreed to go quiet. */
	private long quietRound;

	/**
	 * The time of the last answer; at first that of becoming a follower of this leader.
	 */
	private long heardAt;

	/** Whether any answer has come. */
	private boolean heard;

	/** Whether the connection was lost and nothing was heard since. */
	private boolean unreachable;

	/** When match last rose. */
	private long advancedAt;

	private boolean witness;

	Progress(long id, long next, long now) {
		this.id = id;
		this.next = next;
		this.heardAt = now;
		this.advancedAt = now;
	}

	long id() {
		return this.id;
	}

	State state() {
		return this.state;
	}

	long match() {
		return this.match;
	}

	long next() {
		return this.next;
	}

	long sentCommit() {
		return this.sentCommit;
	}

	long sentRound() {
		return this.sentRound;
	}

	long answeredRound() {
		return this.answeredRound;
	}

	long quietRound() {
		return this.quietRound;
	}

	long heardAt() {
		return this.heardAt;
	}

	boolean hasBeenHeard() {
		return this.heard;
	}

	/**
	 * Whether the member seems to be there.
	 * @param now the time
	 * @param patience how long after its last answer
	 * @param grace how long a leader that has heard nothing of it believes so
	 */
	boolean isLive(long now, long patience, long grace) {
		return !this.unreachable && now - this.heardAt < (this.heard ? patience : grace);
	}

	long advancedAt() {
		return this.advancedAt;
	}

	boolean isPaused() {
		return this.paused;
	}

	boolean isAsking() {
		return this.asking;
	}

	boolean isWitness() {
		return this.witness;
	}

	void setWitness(boolean witness) {
		this.witness = witness;
	}

	/** Whether another message may be sent without an answer. */
	boolean hasRoom(ConsensusSettings settings) {
		return this.inFlight.size() < settings.maxInFlightMessages()
				&& this.inFlightBytes < settings.maxInFlightBytes();
	}

	void hear(long now, long round) {
		this.heard = true;
		this.unreachable = false;
		this.heardAt = now;
		this.answeredRound = Math.max(this.answeredRound, round);
	}

	/** Count the member as heard, as if its leader had just been elected. */
	void assumeHeard(long now) {
		this.heardAt = now;
	}

	/**
	 * Note an answered heartbeat: a probe may go out again, and if nothing was
	 * acknowledged since the one before, something may have been lost. So may have a
	 * witness's marker for a snapshot, of which nobody says how sending it ended.
	 * @param last the leader's last index
	 */
	void heartbeatAnswered(long last) {
		this.paused = false;
		if (this.state == State.REPLICATE && this.match < last && this.match == this.matchAtHeartbeat) {
			this.asking = true;
		}
		else if (this.state == State.SNAPSHOT && this.witness) {
			probe(this.match + 1, false);
		}
		this.matchAtHeartbeat = this.match;
	}

	void sentCommit(long index) {
		this.sentCommit = index;
	}

	void agreeToQuiet(long round) {
		this.quietRound = Math.max(this.quietRound, round);
	}

	void sentRound(long round) {
		this.sentRound = round;
	}

	/**
	 * Note that a message was sent.
	 * @param last the last index in it
	 * @param bytes the bytes of its entries, 0 without any
	 * @param commitIndex the commit index in it
	 * @param round the round in it
	 */
	void sent(long last, long bytes, long commitIndex, long round) {
		this.asking = false;
		this.sentCommit = Math.max(this.sentCommit, Math.min(commitIndex, last));
		this.sentRound = round;
		if (this.state == State.PROBE) {
			this.paused = true;
		}
		else if (bytes > 0) {
			this.next = last + 1;
			this.inFlight.add(new InFlight(last, bytes));
			this.inFlightBytes += bytes;
		}
	}

	/**
	 * Note an acknowledgement, which may be old.
	 * @param index the last index that matches
	 * @param now the time
	 */
	void acknowledged(long index, long now) {
		boolean current = index >= this.match;
		if (index > this.match) {
			this.match = index;
			this.advancedAt = now;
		}
		this.next = Math.max(this.next, this.match + 1);
		while (!this.inFlight.isEmpty() && this.inFlight.getFirst().last <= index) {
			this.inFlightBytes -= this.inFlight.removeFirst().bytes;
		}
		if (this.state == State.PROBE && current) {
			replicate();
		}
		else if (this.state == State.SNAPSHOT && this.match >= this.pendingSnapshot) {
			replicate();
		}
	}

	/**
	 * Whether a refusal answers the latest message, not an earlier one.
	 * @param index the index that did not match there
	 * @return whether to heed it
	 */
	boolean concerns(long index) {
		return switch (this.state) {
			case PROBE -> index == this.next - 1;
			case REPLICATE -> index > this.match && index < this.next;
			case SNAPSHOT -> false;
		};
	}

	private void replicate() {
		this.state = State.REPLICATE;
		this.paused = false;
		this.next = this.match + 1;
		clearInFlight();
	}

	/**
	 * Find out anew where the logs meet.
	 * @param from the first index to try
	 * @param pause whether to wait for a sign of life first
	 */
	void probe(long from, boolean pause) {
		this.state = State.PROBE;
		this.next = Math.max(from, this.match + 1);
		this.paused = pause;
		this.sentCommit = this.match;
		clearInFlight();
	}

	/** Note that the connection was lost. */
	void unreachable() {
		this.unreachable = true;
		if (this.state == State.REPLICATE) {
			probe(this.match + 1, true);
		}
	}

	void awaitSnapshot(long index) {
		this.state = State.SNAPSHOT;
		this.pendingSnapshot = index;
		clearInFlight();
	}

	/**
	 * Note how sending the snapshot ended. What follows is tried once the member shows
	 * itself, so that a failing transfer is not repeated at once.
	 * @param success whether the member has the bytes
	 */
	void snapshotSent(boolean success) {
		if (this.state == State.SNAPSHOT) {
			probe(success ? this.pendingSnapshot + 1 : this.match + 1, true);
		}
	}

	private void clearInFlight() {
		this.inFlight.clear();
		this.inFlightBytes = 0;
		this.asking = false;
		this.matchAtHeartbeat = -1;
	}

	private record InFlight(long last, long bytes) {
	}

}
