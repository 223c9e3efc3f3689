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
	 * A second call does nothing.
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
	 * Take a snapshot on every node and drop the log before it.
	 * @return the index of the last entry in this node's snapshot
	 */
	CompletableFuture<Long> takeSnapshot();

	/**
	 * Hand leadership over.
	 * @param address the member that is to lead, {@code null} for the most advanced voter
	 * @return the address of the new leader
	 */
	CompletableFuture<String> transferLeadership(@Nullable String address);

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
