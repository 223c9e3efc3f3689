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
import java.util.SortedMap;
import java.util.random.RandomGenerator;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.Role;
import org.jspecify.annotations.Nullable;

/**
 * One member's share of Raft. Inputs are method calls, outputs are {@link Effects}. Not
 * thread-safe: one thread owns it.
 */
public final class Consensus {

	private final RaftState state;

	private final Elections elections;

	private final Following following;

	/**
	 * Start, or start again from what is durable.
	 * @param settings the settings
	 * @param self this member's number; 0 for a node that waits to become a member
	 * @param hardState as saved
	 * @param log as recovered
	 * @param snapshot the point of the latest snapshot, {@link SnapshotPoint#NONE}
	 * without one
	 * @param configurations the configuration entries in the log, by index
	 * @param random where election timeouts are drawn from
	 * @param now the monotonic time, milliseconds
	 */
	public Consensus(ConsensusSettings settings, long self, HardState hardState, LogReader log, SnapshotPoint snapshot,
			SortedMap<Long, Configuration> configurations, RandomGenerator random, long now) {
		RaftLog raftLog = new RaftLog(log, snapshot);
		this.state = new RaftState(settings, self, hardState, raftLog, new Configurations(snapshot, configurations),
				random);
		this.elections = new Elections(this.state);
		this.following = new Following(this.state);
		this.state.start(now);
		if (this.elections.isAlone()) {
			this.state.clock.expire(now);
		}
	}

	// Inputs

	/**
	 * Let time pass.
	 * @param now the monotonic time, milliseconds, never falling
	 */
	public void tick(long now) {
		this.state.now = Math.max(this.state.now, now);
		Leadership leadership = this.state.leadership;
		if (leadership != null) {
			leadership.tick();
		}
		this.elections.tick();
		this.state.forwardedReads.tick();
		Transfer transfer = this.state.handedOver;
		if (transfer != null && this.state.now >= transfer.deadline()) {
			this.state.handedOver = null;
			transfer.decide(Refusal.TIMED_OUT);
		}
	}

	/**
	 * Return when {@link #tick} has something to do, so that the caller can sleep till
	 * then.
	 * @return the monotonic time, milliseconds
	 */
	public long nextDeadline() {
		Leadership leadership = this.state.leadership;
		Transfer transfer = this.state.handedOver;
		long deadline = (leadership != null) ? leadership.nextDeadline() : this.elections.nextDeadline();
		deadline = Math.min(deadline, this.state.forwardedReads.nextDeadline());
		return (transfer != null) ? Math.min(deadline, transfer.deadline()) : deadline;
	}

	/**
	 * Take a message of another member.
	 * @param message the message
	 */
	public void receive(Message message) {
		if (message.to() != this.state.self || message.from() == this.state.self || this.state.self == 0) {
			return;
		}
		if (message instanceof Message.AppendRequest request) {
			this.following.receive(request);
		}
		else if (message instanceof Message.AppendReply reply) {
			receive(reply);
		}
		else if (message instanceof Message.CommitNotice notice) {
			this.following.receive(notice);
		}
		else if (message instanceof Message.Heartbeat heartbeat) {
			this.following.receive(heartbeat);
		}
		else if (message instanceof Message.HeartbeatReply reply) {
			receive(reply);
		}
		else {
			wake();
			receiveRare(message);
		}
	}

	private void receive(Message.AppendReply reply) {
		Leadership leadership = leadershipIn(reply.term());
		if (leadership != null) {
			leadership.receive(reply);
		}
	}

	private void receive(Message.HeartbeatReply reply) {
		Leadership leadership = leadershipIn(reply.term());
		if (leadership != null) {
			leadership.receive(reply);
		}
	}

	/** Steps down when the term has ended. */
	private @Nullable Leadership leadershipIn(long term) {
		if (term > this.state.term()) {
			this.state.follow(term, 0);
		}
		return (term == this.state.term()) ? this.state.leadership : null;
	}

	private void receiveRare(Message message) {
		if (message instanceof Message.VoteRequest request) {
			this.elections.receive(request);
		}
		else if (message instanceof Message.VoteReply reply) {
			this.elections.receive(reply);
		}
		else if (message instanceof Message.InstallSnapshot snapshot) {
			this.following.receive(snapshot);
		}
		else if (message instanceof Message.ReadIndexRequest request) {
			answer(request);
		}
		else if (message instanceof Message.ReadIndexReply reply) {
			this.state.forwardedReads.answer(reply.request(), reply.index());
		}
		else if (message instanceof Message.TimeoutNow timeoutNow) {
			this.elections.receive(timeoutNow);
		}
	}

	private void answer(Message.ReadIndexRequest request) {
		Leadership leadership = this.state.leadership;
		if (leadership != null) {
			leadership.read(request.from(), request.request());
		}
		else {
			this.state.outbox.send(new Message.ReadIndexReply(this.state.self, request.from(), this.state.term(),
					request.request(), 0));
		}
	}

	/**
	 * Say whether proposals would be taken now.
	 * @param bytes their {@link Entry#size()} together
	 * @return why not, {@code null} when they would
	 */
	public @Nullable Refusal refusal(long bytes) {
		Leadership leadership = this.state.leadership;
		return (leadership != null) ? leadership.refusal(bytes) : Refusal.NOT_LEADER;
	}

	/**
	 * Append payloads. Only after {@link #refusal} gave {@code null}.
	 * @param payloads the payloads, at least one
	 * @param timestampMillis the clock, milliseconds since the epoch; raised to that of
	 * the last entry if it lags
	 * @return the index of the first; the others follow, all in the current term
	 */
	public long propose(List<byte[]> payloads, long timestampMillis) {
		Leadership leadership = this.state.leadership;
		if (leadership == null) {
			throw new IllegalStateException(
					"proposals must go to leader \"" + this.state.leader() + "\", not to \"" + this.state.self + "\"");
		}
		if (payloads.isEmpty()) {
			throw new IllegalArgumentException("payloads must not be empty");
		}
		return leadership.propose(payloads, timestampMillis);
	}

	/**
	 * Ask for a read index, on any member. Decided in {@link Effects#reads()}, or never
	 * when the leader is lost: the caller brings the timeout.
	 * @param request a number of the caller's choice, each used once
	 */
	public void read(long request) {
		Leadership leadership = this.state.leadership;
		if (leadership != null) {
			leadership.read(this.state.self, request);
		}
		else {
			wake();
			this.state.forwardedReads.add(request);
		}
	}

	/**
	 * Start a membership change, on the leader. Learners that are to vote first catch up.
	 * Decided in {@link Effects#changes()}.
	 * @param request a number of the caller's choice, each used once
	 * @param change what to change
	 * @param timestampMillis the clock, milliseconds since the epoch
	 */
	public void change(long request, MembershipChange change, long timestampMillis) {
		if (change.add().isEmpty() && change.remove().isEmpty()) {
			throw new IllegalArgumentException("change must add or remove a member but does neither");
		}
		Leadership leadership = this.state.leadership;
		if (leadership != null) {
			leadership.change(request, change, timestampMillis);
		}
		else {
			this.state.outbox.decideChange(request, Refusal.NOT_LEADER);
		}
	}

	/**
	 * Hand leadership over, on the leader. Decided in {@link Effects#changes()}.
	 * @param request a number of the caller's choice, each used once
	 * @param target the member that is to lead, 0 for the most advanced voter
	 */
	public void transfer(long request, long target) {
		Leadership leadership = this.state.leadership;
		if (leadership != null) {
			leadership.transfer(request, target);
		}
		else {
			this.state.outbox.decideChange(request, Refusal.NOT_LEADER);
		}
	}

	/** Stand for election now. */
	public void campaign() {
		this.elections.stand();
	}

	/**
	 * Note that the log is durable.
	 * @param index up to this index
	 * @param term the term of that entry, as it was handed out
	 */
	public void persisted(long index, long term) {
		this.state.log.persisted(index, term);
		Leadership leadership = this.state.leadership;
		if (leadership != null) {
			leadership.persisted();
		}
	}

	/**
	 * Note that a snapshot was taken here, and that the log may have been dropped up to
	 * it.
	 * @param snapshot the snapshot
	 */
	public void snapshotTaken(SnapshotPoint snapshot) {
		if (snapshot.index() > this.state.commitIndex()) {
			throw new InvariantViolation("The snapshot is at " + snapshot.index() + " but the commit index is "
					+ this.state.commitIndex() + ": does it hold what may still be undone?");
		}
		if (snapshot.index() > this.state.log.snapshot().index()) {
			this.state.log.snapshotTaken(snapshot);
			this.state.configurations.compact(snapshot);
		}
	}

	/**
	 * Note how sending the snapshot's bytes to a member ended.
	 * @param member the member
	 * @param success whether it has them all
	 */
	public void snapshotSent(long member, boolean success) {
		Leadership leadership = this.state.leadership;
		if (leadership != null) {
			leadership.snapshotSent(member, success);
		}
	}

	/**
	 * Note that a member cannot be reached, so that it is probed and not flooded.
	 * @param member the member
	 */
	public void unreachable(long member) {
		Leadership leadership = this.state.leadership;
		if (leadership != null) {
			leadership.unreachable(member);
		}
		else if (member == this.state.leader()) {
			this.state.wake();
		}
	}

	/**
	 * Note that there is work for the leader, such as a proposal that is being forwarded:
	 * a group that has gone quiet wakes up, and a lost leader is noticed. Does nothing on
	 * a member that is awake.
	 */
	public void wake() {
		Leadership leadership = this.state.leadership;
		if (leadership != null) {
			leadership.wake();
		}
		else if (this.state.isQuiet()) {
			this.state.wake();
			this.state.outbox
				.send(new Message.HeartbeatReply(this.state.self, this.state.leader(), this.state.term(), 0, false));
		}
	}

	// Outputs

	/**
	 * Return whether there is anything to drain.
	 * @return whether there are effects
	 */
	public boolean hasEffects() {
		Leadership leadership = this.state.leadership;
		return this.state.hasEffects() || this.state.forwardedReads.hasFresh()
				|| (leadership != null && leadership.hasEffects());
	}

	/**
	 * Return what the inputs have led to, once.
	 * @return the effects, to be carried out in their order
	 */
	public Effects drain() {
		Leadership leadership = this.state.leadership;
		if (leadership != null) {
			leadership.flush();
		}
		this.state.forwardedReads.flush();
		return this.state.drain();
	}

	// What is known

	/**
	 * Return this member's role.
	 * @return the role; a pre-candidate counts as a candidate
	 */
	public Role role() {
		return this.state.role();
	}

	/**
	 * Return the current term.
	 * @return the term
	 */
	public long term() {
		return this.state.term();
	}

	/**
	 * Return the leader.
	 * @return its number, 0 when none is known
	 */
	public long leader() {
		return this.state.leader();
	}

	/**
	 * Return the member that got this node's vote in the current term.
	 * @return its number, 0 when none did
	 */
	public long votedFor() {
		return this.state.votedFor();
	}

	/**
	 * Return the commit index.
	 * @return the index
	 */
	public long commitIndex() {
		return this.state.commitIndex();
	}

	/**
	 * Return the last index, durable or not.
	 * @return the index
	 */
	public long lastIndex() {
		return this.state.log.lastIndex();
	}

	/**
	 * Return the configuration in force: the last in the log, committed or not.
	 * @return the configuration
	 */
	public Configuration configuration() {
		return this.state.configurations.current();
	}

	/**
	 * Return the configuration as of an index, for a snapshot there.
	 * @param index an index from the latest snapshot's on
	 * @return a point with the configuration, and the term of the entry
	 */
	public SnapshotPoint pointAt(long index) {
		return this.state.pointAt(index);
	}

	/**
	 * Return how far the other members are.
	 * @return on the leader one for each other member, elsewhere none
	 */
	public List<NodeStatus.Progress> progress() {
		Leadership leadership = this.state.leadership;
		return (leadership != null) ? leadership.roster().status() : List.of();
	}

	/**
	 * A membership change.
	 *
	 * @param add addresses and roles to add or to change to
	 * @param remove numbers of members to remove
	 */
	public record MembershipChange(List<NewMember> add, List<Long> remove) {

		public MembershipChange {
			add = List.copyOf(add);
			remove = List.copyOf(remove);
		}

	}

	/**
	 * A member to be added, or one whose role changes.
	 *
	 * @param address its address
	 * @param role what it is to count for
	 */
	public record NewMember(String address, MemberRole role) {

		/**
		 * Return the member with its number.
		 * @param nodeId the number
		 * @return the member
		 */
		Member withId(long nodeId) {
			return new Member(nodeId, this.address, this.role);
		}

	}

}
