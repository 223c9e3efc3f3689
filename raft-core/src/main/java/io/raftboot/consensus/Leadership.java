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

import org.jspecify.annotations.Nullable;

/**
 * What a member does as long as it leads: one object for each time it is elected.
 */
final class Leadership {

	private static final byte[] NOTHING = {};

	private final RaftState state;

	private final Roster roster;

	private final Replicator replicator;

	private final ReadRounds reads;

	private final MembershipChanges changes;

	private final HandingOver handingOver;

	private final IdleRule idleRule;

	private final UncommittedBytes uncommitted = new UncommittedBytes();

	/** The index of the first entry of this term: nothing is committed before it is. */
	private final long firstIndex;

	private long timestampMillis;

	private long heartbeatAt;

	/** Whether heartbeats go out with the next drain. */
	private boolean beating;

	/** Whether there may be something to send. */
	private boolean dirty = true;

	/**
	 * Whether the configuration in force is committed and has no place for this leader.
	 */
	private boolean retiring;

	Leadership(RaftState state) {
		this.state = state;
		this.roster = new Roster(state);
		this.replicator = new Replicator(state);
		this.reads = new ReadRounds(state);
		this.changes = new MembershipChanges(state, this);
		this.handingOver = new HandingOver(state, this.roster, this.reads);
		this.idleRule = new IdleRule(state, this.roster.all());
		this.firstIndex = state.log.lastIndex() + 1;
		this.timestampMillis = state.log.lastTimestamp();
		this.heartbeatAt = state.now + this.idleRule.heartbeatInterval();
	}

	void start() {
		this.roster.update();
		append(EntryType.NO_OP, NOTHING);
	}

	// Inputs

	void tick() {
		if (this.state.isQuiet()) {
			return;
		}
		if (this.state.now >= quorumDeadline()) {
			this.state.follow(this.state.term(), 0);
			return;
		}
		this.handingOver.tick();
		if (this.state.now >= this.heartbeatAt) {
			this.idleRule.beat(isIdle(), this.reads.round());
			beat();
			this.changes.advance();
		}
		this.roster.tick();
	}

	private void beat() {
		this.reads.start(hasCommitted());
		this.beating = true;
		this.heartbeatAt = this.state.now + this.idleRule.heartbeatInterval();
	}

	long nextDeadline() {
		if (this.state.isQuiet()) {
			return Long.MAX_VALUE;
		}
		return Math.min(Math.min(this.heartbeatAt, quorumDeadline()), this.handingOver.nextDeadline());
	}

	/**
	 * When a leader that hears no majority steps down (dissertation, section 6.2). Only
	 * answers count, so its own business does not keep it.
	 */
	private long quorumDeadline() {
		long heardAt = this.state.configurations.quorums().reached(this::heardAt);
		return (heardAt == Long.MAX_VALUE || heardAt == Long.MIN_VALUE) ? Long.MAX_VALUE
				: heardAt + this.state.clock.patience();
	}

	private long heardAt(long id) {
		return (id == this.state.self) ? Long.MAX_VALUE : this.roster.get(id).heardAt();
	}

	@Nullable Refusal refusal(long bytes) {
		if (this.handingOver.isUnderWay()) {
			return Refusal.TRANSFERRING;
		}
		long waiting = this.uncommitted.total();
		return (waiting > 0 && waiting + bytes > this.state.settings.maxUncommittedBytes()) ? Refusal.BUSY : null;
	}

	long propose(List<byte[]> payloads, long timestamp) {
		work();
		this.timestampMillis = Math.max(this.timestampMillis, timestamp);
		RaftLog log = this.state.log;
		long first = log.lastIndex() + 1;
		long index = first;
		long bytes = 0;
		for (byte[] payload : payloads) {
			Entry entry = new Entry(index++, this.state.term(), this.timestampMillis, EntryType.COMMAND, payload);
			bytes += entry.size();
			log.append(entry);
		}
		this.uncommitted.add(index - 1, bytes);
		this.dirty = true;
		return first;
	}

	void read(long member, long request) {
		work();
		this.reads.add(member, request, hasCommitted());
	}

	void change(long request, Consensus.MembershipChange change, long timestamp) {
		work();
		this.timestampMillis = Math.max(this.timestampMillis, timestamp);
		if (this.handingOver.isUnderWay()) {
			this.state.outbox.decideChange(request, Refusal.TRANSFERRING);
		}
		else {
			this.changes.start(request, change);
		}
	}

	void transfer(long request, long target) {
		work();
		this.handingOver.start(request, target);
	}

	void receive(Message.AppendReply reply) {
		Progress member = this.roster.find(reply.from());
		if (member == null) {
			return;
		}
		wake();
		member.hear(this.state.now, reply.round());
		if (reply.success()) {
			acknowledged(member, reply.index());
		}
		else if (member.concerns(reply.index())) {
			long next = meetingPoint(reply) + 1;
			// a member that lost what it acknowledged would be asked for ever
			member.probe(next, next <= member.match());
		}
		this.dirty = true;
		this.reads.answered(this::answeredRound);
	}

	private void acknowledged(Progress member, long index) {
		if (index > this.state.log.lastIndex()) {
			throw new InvariantViolation("Member " + member.id() + " has acknowledged index " + index
					+ " but its leader's log ends at " + this.state.log.lastIndex()
					+ ": did this leader lose entries, or is the member of another cluster?");
		}
		member.acknowledged(index, this.state.now);
		this.handingOver.advance();
		advanceCommit();
		this.changes.advance();
	}

	/**
	 * Where the logs may meet by the member's hint, so that a term is skipped at a time.
	 */
	private long meetingPoint(Message.AppendReply refusal) {
		RaftLog log = this.state.log;
		long hint = Math.min(refusal.hintIndex(), log.lastIndex());
		return (hint < log.baseIndex()) ? hint : log.lastNotAbove(hint, refusal.hintTerm());
	}

	void receive(Message.HeartbeatReply reply) {
		Progress member = this.roster.find(reply.from());
		if (member == null) {
			return;
		}
		member.hear(this.state.now, reply.round());
		if (reply.quiesce()) {
			member.agreeToQuiet(reply.round());
			if (isIdle() && this.idleRule.isAgreed()) {
				this.state.becomeQuiet();
			}
		}
		else {
			wake();
			member.heartbeatAnswered(this.state.log.lastIndex());
			this.dirty = true;
		}
		this.reads.answered(this::answeredRound);
	}

	void persisted() {
		// a witness may have waited for it
		this.dirty |= this.roster.hasWitness();
		advanceCommit();
		this.handingOver.advance();
	}

	void snapshotSent(long id, boolean success) {
		wake();
		Progress member = this.roster.find(id);
		if (member != null) {
			member.snapshotSent(success);
		}
	}

	void unreachable(long id) {
		wake();
		Progress member = this.roster.find(id);
		if (member != null) {
			member.unreachable();
			this.dirty = true;
		}
	}

	/**
	 * Note that there is something to do. The long interval of an idle group ends, since
	 * heartbeats are how it is noticed that a message was lost.
	 */
	private void work() {
		wake();
		if (this.idleRule.isIdle()) {
			this.idleRule.wake();
			this.heartbeatAt = Math.min(this.heartbeatAt, this.state.now + this.idleRule.heartbeatInterval());
		}
	}

	/** Show the members of a group that went quiet that there is something to do. */
	void wake() {
		if (this.state.isQuiet()) {
			this.state.wake();
			this.roster.assumeHeard();
			this.idleRule.wake();
			beat();
		}
	}

	// Rules

	/**
	 * Commit what a quorum has, but only once an entry of this term is among it: an older
	 * one may still be overwritten though a majority has it (Raft paper, figure 8).
	 */
	private void advanceCommit() {
		long reached = this.state.configurations.quorums().reached(this::matchIndex);
		if (reached >= this.firstIndex && this.state.commit(reached)) {
			this.uncommitted.release(reached);
			this.dirty = true;
			this.changes.advance();
		}
	}

	private long matchIndex(long id) {
		return (id == this.state.self) ? this.state.log.durableIndex() : this.roster.get(id).match();
	}

	private long answeredRound(long id) {
		return (id == this.state.self) ? this.reads.round() : this.roster.get(id).answeredRound();
	}

	/** Whether an entry of this term is committed. */
	boolean hasCommitted() {
		return this.state.commitIndex() >= this.firstIndex;
	}

	Roster roster() {
		return this.roster;
	}

	void append(EntryType type, byte[] payload) {
		RaftLog log = this.state.log;
		log.append(new Entry(log.lastIndex() + 1, this.state.term(), this.timestampMillis, type, payload));
		this.dirty = true;
	}

	void append(Configuration configuration) {
		append(EntryType.CONFIGURATION, ConfigurationCodec.encode(configuration));
		this.state.configurations.add(this.state.log.lastIndex(), configuration);
		this.state.configurationChanged();
		this.roster.update();
		advanceCommit();
	}

	/** Step down after the next drain: what is committed has no place for this leader. */
	void retire() {
		this.retiring = true;
		this.dirty = true;
	}

	private boolean isIdle() {
		return !this.handingOver.isUnderWay() && this.reads.isIdle() && this.changes.isIdle()
				&& this.state.commitIndex() == this.state.log.lastIndex();
	}

	// Outputs

	boolean hasEffects() {
		return this.dirty || this.beating || (this.reads.hasFresh() && hasCommitted());
	}

	/** Turn what is due into messages. */
	void flush() {
		boolean asked = this.reads.hasFresh() && hasCommitted();
		if (asked) {
			this.reads.start(hasCommitted());
		}
		this.replicator.flush(this.roster.all(), this.reads.round());
		this.dirty = false;
		if (this.beating || asked) {
			this.roster.all().forEach(this::showRound);
			this.beating = false;
			this.reads.answered(this::answeredRound);
		}
		this.roster.dismissLeavers();
		if (this.retiring) {
			handOver();
		}
	}

	private void showRound(Progress member) {
		boolean counts = this.state.configurations.quorums().contains(member.id());
		if (this.beating || (counts && member.sentRound() < this.reads.round())) {
			this.state.outbox.send(new Message.Heartbeat(this.state.self, member.id(), this.state.term(),
					Math.min(member.match(), this.state.commitIndex()), this.reads.round(), this.idleRule.isAsking()));
			member.sentRound(this.reads.round());
		}
	}

	/** Leave at once, and spare the others the wait for an election timeout. */
	private void handOver() {
		long successor = this.roster.mostAdvanced();
		if (successor != 0) {
			this.state.outbox.send(new Message.TimeoutNow(this.state.self, successor, this.state.term()));
		}
		this.state.follow(this.state.term(), 0);
	}

	/** Called when another phase has begun. */
	void end() {
		this.reads.fail();
		this.changes.end();
		this.handingOver.end();
	}

}
