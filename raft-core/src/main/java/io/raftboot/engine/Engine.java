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

package io.raftboot.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import org.jspecify.annotations.Nullable;

/**
 * A replicated log of one group on one node. All methods may be called from any thread
 * and none blocks, except {@link #start} and {@link #close}.
 * <p>
 * What an engine promises:
 * <ol>
 * <li>Payloads are committed in one order on all nodes; what is committed stays so while
 * a majority of the voters' disks survives.</li>
 * <li>A proposal that was rejected is never committed. One that was appended is committed
 * at that index and term, or never.</li>
 * <li>{@link EngineListener#committed} is called once for each index in order, within one
 * run of the process, except for those that a restored snapshot covers.</li>
 * <li>The index given to a {@link ReadRequest} is at least that of every command whose
 * outcome anyone had seen when the request was made (dissertation, section 6.4).</li>
 * <li>Every proposal and read request gets exactly one answer, or none when the leader is
 * lost; the caller brings the timeout. Of a proposal that was {@link Proposal#sent(long)
 * sent} in a term, the first entry of a later term that is given out tells as much as an
 * answer.</li>
 * </ol>
 */
public interface Engine extends AutoCloseable {

	/**
	 * Open storage and port, replay what is on disk to the listener (the latest snapshot
	 * first) and take part.
	 * @param listener told what happens, on the engine's own thread
	 * @throws io.raftboot.RaftStartException if it cannot start
	 */
	void start(EngineListener listener);

	/**
	 * Stop. Outstanding proposals and reads get no answer.
	 */
	@Override
	void close();

	/**
	 * Append a payload to the log, on whichever node leads. What arrives together is
	 * appended together.
	 * @param proposal the payload, and who takes the answer
	 */
	void propose(Proposal proposal);

	/**
	 * Confirm an index for a linearizable read. What waits together is confirmed by one
	 * round, which starts after the request arrived.
	 * @param request takes the answer
	 */
	void read(ReadRequest request);

	/**
	 * Note that the listener has dealt with all entries up to an index. The engine holds
	 * back further ones while too many are outstanding, so memory stays bounded.
	 * @param index the last index dealt with
	 */
	void applied(long index);

	/**
	 * Run something soon, on a thread on which the listener is called or on the caller's.
	 * Asked for on the engine's thread, it comes after what that thread has at hand: so
	 * what arrives together is passed on together.
	 * @param task the task, which must be short
	 */
	default void execute(Runnable task) {
		task.run();
	}

	/**
	 * Make this node the only member of a new cluster.
	 * @param minElectionTimeoutMillis lower bound of the election timeout of all members
	 * @param maxElectionTimeoutMillis upper bound
	 * @return the members
	 */
	CompletableFuture<List<Member>> createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis);

	/**
	 * Add a member, on whichever node leads.
	 * @param address where the new node is reached
	 * @param role what it is to count for
	 * @return the members, when the change is committed and the member counts
	 */
	CompletableFuture<List<Member>> addMember(String address, MemberRole role);

	/**
	 * Remove a member, on whichever node leads.
	 * @param address its address
	 * @return the members, when the change is committed
	 */
	CompletableFuture<List<Member>> removeMember(String address);

	/**
	 * Hand leadership over.
	 * @param address the member that is to lead, {@code null} for the most advanced voter
	 * @return the address of the new leader, once it leads
	 */
	CompletableFuture<String> transferLeadership(@Nullable String address);

	/**
	 * Take a snapshot on every node.
	 * @return the index of this node's snapshot, when it is complete
	 */
	CompletableFuture<Long> takeSnapshot();

	/**
	 * Return the number of the cluster that the log is of, which no other cluster has.
	 * @return the number, 0 while it is not known or if the engine has none
	 */
	default long clusterId() {
		return 0;
	}

	/**
	 * Return what the engine knows; {@code lastApplied} is the caller's to fill in. Reads
	 * one field.
	 * @return the status
	 */
	NodeStatus status();

}
