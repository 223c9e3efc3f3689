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

package io.raftboot.node;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.consensus.Message;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.ReadRequest;
import io.raftboot.storage.Identity;
import io.raftboot.storage.NodeStorage;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage;
import org.jspecify.annotations.Nullable;

/**
 * One node's share of a group: consensus and storage, driven in the one order that keeps
 * the promises. Has no thread, no clock and no network of its own: the same inputs at the
 * same times give the same outputs, so a whole cluster runs inside one test.
 * <p>
 * Inputs are gathered by the methods below; {@link #process} then carries out all that
 * has arrived as one batch: one append, one sync, one write to each member. Whoever owns
 * the replica calls it after inputs, and at {@link #nextDeadline()}. Not thread-safe: one
 * thread owns it, and the futures complete on that thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Replica implements AutoCloseable {

	/**
	 * Create a replica.
	 * @param settings the settings
	 * @param storage the open storage; closed with the replica
	 * @param listener told what happens, within {@link #start} and {@link #process}
	 * @param outbox the way to the other members
	 * @param host the surroundings
	 */
	public Replica(ReplicaSettings settings, NodeStorage storage, EngineListener listener, Outbox outbox,
			ReplicaHost host) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Start from what is durable: found the cluster in an empty directory if that is set,
	 * hand the latest snapshot to the listener.
	 * @param now the monotonic time, milliseconds
	 * @param timestampMillis the clock, milliseconds since the epoch
	 * @throws IOException if the disk fails
	 */
	public void start(long now, long timestampMillis) throws IOException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Carry out everything that has arrived since the last call. Exceptions other than
	 * those of the disk come through: nothing is to be trusted then, see {@link #fail}.
	 * @param now the monotonic time, milliseconds, never falling
	 * @param timestampMillis the clock, milliseconds since the epoch
	 */
	public void process(long now, long timestampMillis) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return when {@link #process} is due though nothing arrives.
	 * @return the monotonic time, milliseconds
	 */
	public long nextDeadline() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Take what another member's consensus says.
	 * @param message the message, to this node's number
	 */
	public void receive(Message message) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Take what another member's replica says.
	 * @param from the sender's number
	 * @param message the message
	 */
	public void receive(long from, PeerMessage message) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Note that messages to a member are lost.
	 * @param member its number
	 */
	public void unreachable(long member) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Become a member. To be called on a node that waits, before the first message to its
	 * number: a member of a cluster has said that this address is now its member. Does
	 * nothing when the node is that member already.
	 * @param clusterId the cluster
	 * @param nodeId the number given to this node
	 * @return whether the node is that member now; {@code false} for one that is another,
	 * was removed or cannot save it
	 */
	public boolean join(long clusterId, long nodeId) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Append a payload to the log, on whichever node leads.
	 * @param proposal the payload, and who takes the answer
	 */
	public void propose(Proposal proposal) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Confirm an index for a linearizable read.
	 * @param request takes the answer
	 */
	public void read(ReadRequest request) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Note that the listener has dealt with all entries up to an index.
	 * @param index the last index dealt with
	 */
	public void applied(long index) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Make this node the only member of a new cluster.
	 * @param minElectionTimeoutMillis lower bound of the election timeout of all members
	 * @param maxElectionTimeoutMillis upper bound
	 * @return the members
	 */
	public CompletableFuture<List<Member>> createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Add a member, on whichever node leads.
	 * @param address where the new node is reached
	 * @param role what it is to count for
	 * @return the members, when the change is committed and the member counts
	 */
	public CompletableFuture<List<Member>> addMember(String address, MemberRole role) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Remove a member, on whichever node leads.
	 * @param address its address
	 * @return the members, when the change is committed
	 */
	public CompletableFuture<List<Member>> removeMember(String address) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Hand leadership over.
	 * @param address the member that is to lead, {@code null} for the most advanced voter
	 * @return the address of the new leader, once it leads
	 */
	public CompletableFuture<String> transferLeadership(@Nullable String address) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Take a snapshot here, and ask every other member for one.
	 * @return the index of this node's snapshot, when it is complete
	 */
	public CompletableFuture<Long> takeSnapshot() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Take no part any more, because nothing here can be trusted. The listener is told.
	 * @param cause why
	 */
	public void fail(Throwable cause) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return what is known, as of the last {@link #process}. Any thread.
	 * @return the status; {@code lastApplied} is the last index dealt with
	 */
	public NodeStatus status() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return who the node is.
	 * @return the identity
	 */
	public Identity identity() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Close the storage. Nothing that waits is answered.
	 */
	@Override
	public void close() {
		throw new UnsupportedOperationException();
	}

}
