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
@SuppressWarnings("DoNotCallSuggester")
public final class Consensus {

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
		throw new UnsupportedOperationException();
	}

	// Inputs

	/**
	 * Let time pass.
	 * @param now the monotonic time, milliseconds, never falling
	 */
	public void tick(long now) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return when {@link #tick} has something to do, so that the caller can sleep till
	 * then.
	 * @return the monotonic time, milliseconds
	 */
	public long nextDeadline() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Take a message of another member.
	 * @param message the message
	 */
	public void receive(Message message) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Say whether proposals would be taken now.
	 * @param bytes their {@link Entry#size()} together
	 * @return why not, {@code null} when they would
	 */
	public @Nullable Refusal refusal(long bytes) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Append payloads. Only after {@link #refusal} gave {@code null}.
	 * @param payloads the payloads, at least one
	 * @param timestampMillis the clock, milliseconds since the epoch; raised to that of
	 * the last entry if it lags
	 * @return the index of the first; the others follow, all in the current term
	 */
	public long propose(List<byte[]> payloads, long timestampMillis) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Ask for a read index, on any member. Decided in {@link Effects#reads()}, or never
	 * when the leader is lost: the caller brings the timeout.
	 * @param request a number of the caller's choice, each used once
	 */
	public void read(long request) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Start a membership change, on the leader. Learners that are to vote first catch up.
	 * Decided in {@link Effects#changes()}.
	 * @param request a number of the caller's choice, each used once
	 * @param change what to change
	 * @param timestampMillis the clock, milliseconds since the epoch
	 */
	public void change(long request, MembershipChange change, long timestampMillis) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Hand leadership over, on the leader. Decided in {@link Effects#changes()}.
	 * @param request a number of the caller's choice, each used once
	 * @param target the member that is to lead, 0 for the most advanced voter
	 */
	public void transfer(long request, long target) {
		throw new UnsupportedOperationException();
	}

	/** Stand for election now. */
	public void campaign() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Note that the log is durable.
	 * @param index up to this index
	 * @param term the term of that entry, as it was handed out
	 */
	public void persisted(long index, long term) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Note that a snapshot was taken here, and that the log may have been dropped up to
	 * it.
	 * @param snapshot the snapshot
	 */
	public void snapshotTaken(SnapshotPoint snapshot) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Note how sending the snapshot's bytes to a member ended.
	 * @param member the member
	 * @param success whether it has them all
	 */
	public void snapshotSent(long member, boolean success) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Note that a member cannot be reached, so that it is probed and not flooded.
	 * @param member the member
	 */
	public void unreachable(long member) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Note that there is work for the leader, such as a proposal that is being forwarded:
	 * a group that has gone quiet wakes up, and a lost leader is noticed. Does nothing on
	 * a member that is awake.
	 */
	public void wake() {
		throw new UnsupportedOperationException();
	}

	// Outputs

	/**
	 * Return whether there is anything to drain.
	 * @return whether there are effects
	 */
	public boolean hasEffects() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return what the inputs have led to, once.
	 * @return the effects, to be carried out in their order
	 */
	public Effects drain() {
		throw new UnsupportedOperationException();
	}

	// What is known

	/**
	 * Return this member's role.
	 * @return the role; a pre-candidate counts as a candidate
	 */
	public Role role() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the current term.
	 * @return the term
	 */
	public long term() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the leader.
	 * @return its number, 0 when none is known
	 */
	public long leader() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the member that got this node's vote in the current term.
	 * @return its number, 0 when none did
	 */
	public long votedFor() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the commit index.
	 * @return the index
	 */
	public long commitIndex() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the last index, durable or not.
	 * @return the index
	 */
	public long lastIndex() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the configuration in force: the last in the log, committed or not.
	 * @return the configuration
	 */
	public Configuration configuration() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the configuration as of an index, for a snapshot there.
	 * @param index an index from the latest snapshot's on
	 * @return a point with the configuration, and the term of the entry
	 */
	public SnapshotPoint pointAt(long index) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return how far the other members are.
	 * @return on the leader one for each other member, elsewhere none
	 */
	public List<NodeStatus.Progress> progress() {
		throw new UnsupportedOperationException();
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
