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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.Role;
import org.jspecify.annotations.Nullable;

/**
 * What a member knows whatever it does at the moment, and the ways from one {@link Phase}
 * to another.
 */
final class RaftState {

	final ConsensusSettings settings;

	/** This member's number, 0 while it has none. */
	final long self;

	final RaftLog log;

	final Configurations configurations;

	final ElectionClock clock;

	final Outbox outbox = new Outbox();

	final ForwardedReads forwardedReads;

	/** The time of the last tick. */
	long now;

	/** There while this member leads. */
	@Nullable Leadership leadership;

	/**
	 * There from the end of a leadership that was to be handed over until it is clear who
	 * leads.
	 */
	@Nullable Transfer handedOver;

	private Phase phase = Phase.FOLLOWER;

	private HardState saved;

	/** Never falls. */
	private long term;

	private long votedFor;

	/** Who leads in the current term, 0 when that is not known. */
	private long leader;

	/** Never falls, never above the last index. */
	private long commitIndex;

	private long drainedCommitIndex;

	/** Until then a leader that was heard keeps this member from voting for another. */
	private long loyalUntil;

	/**
	 * Whether the group has agreed to be silent, so that hearing nothing means nothing.
	 */
	private boolean quiet;

	RaftState(ConsensusSettings settings, long self, HardState hardState, RaftLog log, Configurations configurations,
			RandomGenerator random) {
		this.settings = settings;
		this.self = self;
		this.log = log;
		this.configurations = configurations;
		this.clock = new ElectionClock(settings, random);
		this.clock.configure(configurations.current());
		this.forwardedReads = new ForwardedReads(this, random.nextLong());
		this.saved = hardState;
		this.term = hardState.term();
		this.votedFor = hardState.votedFor();
		this.commitIndex = log.snapshot().index();
		this.drainedCommitIndex = this.commitIndex;
		if (log.lastTerm() > this.term) {
			throw new InvariantViolation("The log ends with term " + log.lastTerm() + " but the saved term is "
					+ this.term + ": was the hard state lost, or written after the log?");
		}
	}

	void start(long time) {
		this.now = time;
		this.clock.restart(time);
		if (this.settings.leaseReads() && this.term > 0) {
			// before a restart it may have promised a leader not to vote for another
			stayLoyal();
		}
	}

	Phase phase() {
		return this.phase;
	}

	long term() {
		return this.term;
	}

	long votedFor() {
		return this.votedFor;
	}

	long leader() {
		return this.leader;
	}

	long commitIndex() {
		return this.commitIndex;
	}

	boolean isQuiet() {
		return this.quiet;
	}

	/** Whether a leader was heard so lately that nobody else gets this member's vote. */
	boolean isLoyal() {
		return this.phase == Phase.LEADER || this.now < this.loyalUntil;
	}

	/** Whether this member may stand for election under the configuration in force. */
	boolean mayLead() {
		Configuration configuration = this.configurations.current();
		return (configuration.members().stream().anyMatch(this::isVotingSelf)
				&& !configuration.joining().contains(this.self))
				|| configuration.outgoing().stream().anyMatch(this::isVotingSelf);
	}

	private boolean isVotingSelf(Member member) {
		return member.nodeId() == this.self && member.role() == MemberRole.VOTER;
	}

	Role role() {
		if (this.phase != Phase.FOLLOWER) {
			return (this.phase == Phase.LEADER) ? Role.LEADER : Role.CANDIDATE;
		}
		Configuration configuration = this.configurations.current();
		for (Member member : configuration.members()) {
			if (member.nodeId() == this.self) {
				return switch (member.role()) {
					case WITNESS -> Role.WITNESS;
					case LEARNER -> mayLead() ? Role.FOLLOWER : Role.LEARNER;
					case VOTER -> configuration.joining().contains(this.self) ? Role.LEARNER : Role.FOLLOWER;
				};
			}
		}
		return Role.FOLLOWER;
	}

	/**
	 * Return who else counts, in either half of a joint configuration.
	 * @return their numbers
	 */
	List<Long> otherVoters() {
		List<Long> others = new ArrayList<>();
		Configuration configuration = this.configurations.current();
		configuration.members().forEach((member) -> addVoter(member.nodeId(), others));
		configuration.outgoing().forEach((member) -> addVoter(member.nodeId(), others));
		return others;
	}

	private void addVoter(long id, List<Long> others) {
		if (id != this.self && this.configurations.quorums().contains(id) && !others.contains(id)) {
			others.add(id);
		}
	}

	/**
	 * Follow.
	 * @param newTerm the term, at least the current one
	 * @param newLeader who leads in it, 0 when that is not known
	 */
	void follow(long newTerm, long newLeader) {
		if (newTerm == this.term && newLeader != 0 && this.leader != 0 && newLeader != this.leader) {
			throw new InvariantViolation("Members " + this.leader + " and " + newLeader + " both lead in term "
					+ this.term + ": was a vote forgotten or counted twice?");
		}
		enter(newTerm, Phase.FOLLOWER);
		lead(newLeader);
	}

	void becomePreCandidate() {
		enter(this.term, Phase.PRE_CANDIDATE);
		lead(0);
		this.clock.restart(this.now);
	}

	void becomeCandidate() {
		enter(this.term + 1, Phase.CANDIDATE);
		lead(0);
		this.votedFor = this.self;
		this.clock.restart(this.now);
	}

	void becomeLeader() {
		enter(this.term, Phase.LEADER);
		lead(this.self);
		this.leadership = new Leadership(this);
		this.leadership.start();
	}

	private void enter(long newTerm, Phase newPhase) {
		if (newTerm < this.term) {
			throw new InvariantViolation("The term would fall from " + this.term + " to " + newTerm
					+ ": was a message of an older term taken for a new one?");
		}
		Leadership ended = this.leadership;
		this.leadership = null;
		this.quiet = false;
		if (newTerm > this.term) {
			this.term = newTerm;
			this.votedFor = 0;
		}
		this.phase = newPhase;
		if (ended != null) {
			this.leader = 0;
			this.clock.restart(this.now);
			ended.end();
		}
	}

	private void lead(long newLeader) {
		if (newLeader != this.leader) {
			this.leader = newLeader;
			this.forwardedReads.fail();
		}
		Transfer transfer = this.handedOver;
		if (newLeader != 0 && transfer != null) {
			this.handedOver = null;
			transfer.decide((newLeader == transfer.target()) ? null : Refusal.TIMED_OUT);
		}
	}

	/** Note that the leader was heard. */
	void hearLeader() {
		stayLoyal();
		this.quiet = false;
		this.clock.restart(this.now);
	}

	/** Vote for nobody within the shortest election timeout from now. */
	void stayLoyal() {
		this.loyalUntil = this.now + this.clock.min();
	}

	/** Note that the leader was not heard for too long. */
	void loseLeader() {
		lead(0);
	}

	/** Expect to hear nothing until something happens. */
	void becomeQuiet() {
		this.quiet = true;
	}

	/** Expect to hear of the leader again. */
	void wake() {
		if (this.quiet) {
			this.quiet = false;
			this.clock.restart(this.now);
		}
	}

	void vote(long candidate) {
		this.votedFor = candidate;
		this.clock.restart(this.now);
	}

	/**
	 * Raise the commit index.
	 * @param index up to where, ignored when it is not news
	 * @return whether it was
	 */
	boolean commit(long index) {
		if (index <= this.commitIndex) {
			return false;
		}
		if (index > this.log.lastIndex()) {
			throw new InvariantViolation("The commit index would be " + index + " but the log ends at "
					+ this.log.lastIndex() + ": did this member lose entries that it had acknowledged?");
		}
		this.commitIndex = index;
		return true;
	}

	SnapshotPoint pointAt(long index) {
		Map.Entry<Long, Configuration> configuration = this.configurations.at(index);
		SnapshotPoint snapshot = this.log.snapshot();
		if (index == snapshot.index()) {
			return snapshot;
		}
		long timestamp = this.log.entries(index, index, 0).get(0).timestampMillis();
		return new SnapshotPoint(index, this.log.term(index), configuration.getValue(), configuration.getKey(),
				timestamp);
	}

	/** Note that another configuration may be in force. */
	void configurationChanged() {
		this.clock.configure(this.configurations.current());
	}

	boolean hasEffects() {
		return !this.outbox.isEmpty() || this.log.hasUnwritten() || this.commitIndex > this.drainedCommitIndex
				|| this.saved.term() != this.term || this.saved.votedFor() != this.votedFor;
	}

	Effects drain() {
		HardState changed = null;
		if (this.saved.term() != this.term || this.saved.votedFor() != this.votedFor) {
			changed = new HardState(this.term, this.votedFor);
			this.saved = changed;
		}
		this.drainedCommitIndex = this.commitIndex;
		return this.outbox.drain(changed, this.log.takeUnwritten(), this.commitIndex);
	}

}
