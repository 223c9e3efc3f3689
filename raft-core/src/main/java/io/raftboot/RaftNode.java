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

package io.raftboot;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A node of a cluster: runs a {@link Machine} in step with the other members.
 * Thread-safe. No method blocks but {@link #start()} and {@link #close()}; every future
 * completes within the request timeout, at most with a {@link RaftException}.
 */
public interface RaftNode extends AutoCloseable {

	/**
	 * Open the storage and the port and take part in the cluster. Returns when the node
	 * answers, which can be before there is a leader.
	 * @throws RaftStartException if the node cannot start, with the setting to change
	 */
	void start();

	/**
	 * Stop taking part, answer what is waiting, close port and storage, end all threads.
	 * A leader hands over first, if it finds a successor within an election timeout, so
	 * that the others need not wait for one. A second call does nothing.
	 */
	@Override
	void close();

	/**
	 * Apply an input.
	 * @param kind how
	 * @param input anything that is written to JSON as the machine's inputs are
	 * @return the machine's output
	 */
	default CompletableFuture<JsonNode> apply(ApplyKind kind, Object input) {
		return apply(kind, input, null, JsonNode.class);
	}

	/**
	 * Apply an input, safely repeatable when it has a session.
	 * @param <O> the type of the output
	 * @param kind how
	 * @param input anything that is written to JSON as the machine's inputs are
	 * @param session identifies a command that may be sent again, else {@code null}
	 * @param outputType the type to read the machine's output as
	 * @return the machine's output
	 */
	<O> CompletableFuture<O> apply(ApplyKind kind, Object input, @Nullable Session session, Class<O> outputType);

	/**
	 * Apply an input that is JSON already. This is what the JSON-RPC doors call: the
	 * bytes are checked against the machine's input type and copied once, into the log
	 * entry.
	 * @param kind how
	 * @param json holds the input, UTF-8; not kept after the return
	 * @param session identifies a command that may be sent again, else {@code null}
	 * @param handler takes the outcome
	 */
	void apply(ApplyKind kind, JsonSlice json, @Nullable Session session, OutcomeHandler handler);

	/**
	 * Make this node the only member of a new cluster.
	 * @param minElectionTimeoutMillis lower bound of the election timeout, which every
	 * later member takes over, at least 10
	 * @param maxElectionTimeoutMillis upper bound, above the lower one
	 * @return the members
	 */
	CompletableFuture<List<Member>> createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis);

	/**
	 * Add a member. Completes when it counts.
	 * @param address where the new node is reached, {@code host:port}
	 * @param role what it is to count for
	 * @return the members
	 */
	CompletableFuture<List<Member>> addMember(String address, MemberRole role);

	/**
	 * Remove a member, which may be this node or the leader.
	 * @param address the member's address
	 * @return the members
	 */
	CompletableFuture<List<Member>> removeMember(String address);

	/**
	 * Leave the cluster for good: remove this node from the members, then {@link #close()
	 * close} it. A node that was removed already is closed only. When this fails the node
	 * is as it was, unless the code is {@link ErrorCode#RESULT_UNKNOWN}: call again then.
	 * @return the members that are left, when the node is closed
	 */
	CompletableFuture<List<Member>> leave();

	/**
	 * Take a snapshot on every node and drop the log before it.
	 * @return the index of the last entry in this node's snapshot
	 */
	CompletableFuture<Long> takeSnapshot();

	/**
	 * Write this node's state, as of some index, to a file that can be imported into a
	 * new cluster ({@code raft-cli import}), whatever its engine.
	 * @param file where to; nothing may be there. It appears when it is complete and
	 * durable, which may be after the request timeout
	 * @return the index of the last entry in it; completes with an
	 * {@link java.io.IOException} if the file cannot be written
	 */
	CompletableFuture<Long> exportSnapshot(Path file);

	/**
	 * Hand leadership over.
	 * @param address the member that is to lead, {@code null} for the most advanced voter
	 * @return the address of the new leader
	 */
	CompletableFuture<String> transferLeadership(@Nullable String address);

	/**
	 * Let this node lead: ask the leader to hand over. A living leader is not deposed
	 * against its will (pre-vote), and without one an election is under way anyway, so
	 * that is answered {@link ErrorCode#NO_LEADER}.
	 * @return the address of the new leader, this node's own
	 */
	default CompletableFuture<String> campaign() {
		NodeStatus status = status();
		Member self = status.self();
		return (self != null) ? transferLeadership(self.address())
				: CompletableFuture.failedFuture(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER));
	}

	/**
	 * Give leadership up, to the most advanced voter, if this node has it.
	 * @return the address of the leader, which is another node
	 */
	default CompletableFuture<String> stepDown() {
		NodeStatus status = status();
		Member leader = status.leader();
		if (status.role() == Role.LEADER) {
			return transferLeadership(null);
		}
		return (leader != null) ? CompletableFuture.completedFuture(leader.address())
				: CompletableFuture.failedFuture(new RaftException(ErrorCode.NO_LEADER));
	}

	/**
	 * Return whether this node leads, as far as it knows.
	 * @return whether it does
	 */
	default boolean isLeader() {
		return status().role() == Role.LEADER;
	}

	/**
	 * Return who leads, as far as this node knows.
	 * @return the leader, {@code null} when none is known
	 */
	default @Nullable Member leader() {
		return status().leader();
	}

	/**
	 * Return the members of the cluster, this node among them.
	 * @return the members in order of joining
	 */
	default List<Member> members() {
		return status().members();
	}

	/**
	 * Return what the node knows of itself and its cluster. Cheap: reads one field.
	 * @return the status
	 */
	NodeStatus status();

	/**
	 * Return the machine's state as JSON, between two commands.
	 * @param maxBytes above this size the result is {@code null}
	 * @return the machine as JSON, UTF-8, or {@code null}
	 */
	CompletableFuture<byte @Nullable []> machineState(int maxBytes);

	/**
	 * Be told of changes of role and leader.
	 * @param listener told from now on
	 */
	void addListener(NodeListener listener);

}
