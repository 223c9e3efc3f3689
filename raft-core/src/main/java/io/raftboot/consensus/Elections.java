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

import java.util.HashSet;
import java.util.Set;

/**
 * Standing for election, and voting (Raft paper, sections 5.2 and 5.4.1; dissertation,
 * sections 4.2.3 and 9.6).
 */
final class Elections {

	private final RaftState state;

	/** Who has said yes in the election or pre-election that is under way. */
	private final Set<Long> votes = new HashSet<>();

	Elections(RaftState state) {
		this.state = state;
	}

	void tick() {
		if (this.state.now < nextDeadline()) {
			return;
		}
		if (standsByItself()) {
			stand();
		}
		else {
			this.state.loseLeader();
		}
	}

	long nextDeadline() {
		boolean waits = this.state.phase() != Phase.LEADER && !this.state.isQuiet()
				&& (this.state.leader() != 0 || standsByItself());
		return waits ? this.state.clock.deadline() : Long.MAX_VALUE;
	}

	private boolean standsByItself() {
		return this.state.mayLead() && (this.state.settings.priority() > 0 || isAlone());
	}

	boolean isAlone() {
		return this.state.configurations.quorums().isOnly(this.state.self);
	}

	/**
	 * Ask first whether an election would succeed, so that a vain one disturbs nobody.
	 */
	void stand() {
		if (this.state.phase() == Phase.LEADER || !this.state.mayLead()) {
			return;
		}
		this.state.becomePreCandidate();
		if (countVote(this.state.self)) {
			campaign(false);
			return;
		}
		askForVotes(this.state.term() + 1, true, false);
	}

	private void campaign(boolean transfer) {
		this.state.becomeCandidate();
		this.votes.clear();
		if (countVote(this.state.self)) {
			win();
			return;
		}
		askForVotes(this.state.term(), false, transfer);
	}

	private boolean countVote(long voter) {
		if (voter == this.state.self) {
			this.votes.clear();
		}
		this.votes.add(voter);
		return this.state.configurations.quorums().agree(this.votes::contains);
	}

	private void askForVotes(long term, boolean preVote, boolean transfer) {
		RaftLog log = this.state.log;
		for (long voter : this.state.otherVoters()) {
			Message request = new Message.VoteRequest(this.state.self, voter, term, log.lastIndex(), log.lastTerm(),
					preVote, transfer);
			if (preVote) {
				this.state.outbox.send(request);
			}
			else {
				this.state.outbox.sendAfterSync(request);
			}
		}
	}

	private void win() {
		this.votes.clear();
		this.state.becomeLeader();
	}

	void receive(Message.VoteRequest request) {
		long term = this.state.term();
		if (request.term() < term || (request.preVote() && request.term() == term)) {
			// tells the term, so that a candidate that is behind catches up
			answer(request, false);
		}
		else if (this.state.isLoyal() && !request.transfer()) {
			// ignored, not answered: a leader is there
			return;
		}
		else if (request.preVote()) {
			answer(request, this.state.log.isCoveredBy(request.lastIndex(), request.lastTerm()));
		}
		else {
			vote(request);
		}
	}

	private void vote(Message.VoteRequest request) {
		if (request.term() > this.state.term()) {
			this.state.follow(request.term(), 0);
		}
		boolean free = this.state.votedFor() == 0 && this.state.leader() == 0;
		boolean granted = (free || this.state.votedFor() == request.from())
				&& this.state.log.isCoveredBy(request.lastIndex(), request.lastTerm());
		if (granted) {
			this.state.vote(request.from());
		}
		answer(request, granted);
	}

	private void answer(Message.VoteRequest request, boolean granted) {
		long term = granted ? request.term() : this.state.term();
		this.state.outbox
			.sendAfterSync(new Message.VoteReply(this.state.self, request.from(), term, granted, request.preVote()));
	}

	void receive(Message.VoteReply reply) {
		if (!reply.granted()) {
			if (reply.term() > this.state.term()) {
				this.state.follow(reply.term(), 0);
			}
		}
		else if (reply.preVote()) {
			if (this.state.phase() == Phase.PRE_CANDIDATE && reply.term() == this.state.term() + 1
					&& countVote(reply.from())) {
				campaign(false);
			}
		}
		else if (this.state.phase() == Phase.CANDIDATE && reply.term() == this.state.term()
				&& countVote(reply.from())) {
			win();
		}
	}

	/** Stand at once: the leader asks for it (dissertation, section 3.10). */
	void receive(Message.TimeoutNow message) {
		if (message.term() > this.state.term()) {
			this.state.follow(message.term(), message.from());
		}
		if (message.term() == this.state.term() && this.state.phase() != Phase.LEADER && this.state.mayLead()) {
			campaign(true);
		}
	}

}
