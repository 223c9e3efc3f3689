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

package io.raftboot.transport;

import java.util.concurrent.CompletableFuture;

import io.raftboot.MemberRole;
import io.raftboot.consensus.Message;

/**
 * Where what comes from the network goes, and who this node is. Called on the event loop.
 */
public interface Inbox {

	/**
	 * Return this node's cluster.
	 * @return its number, 0 before it is known
	 */
	long clusterId();

	/**
	 * Return this node's directory.
	 * @return its number
	 */
	long directoryId();

	/**
	 * Return this node's number.
	 * @return the number, 0 before it is a member
	 */
	long nodeId();

	/**
	 * Take a message of another member's consensus.
	 * @param message the message; its sender and receiver are those of the handshake
	 */
	void received(Message message);

	/**
	 * Take a message of another member's replica.
	 * @param from the sender's number
	 * @param message the message
	 */
	void received(long from, PeerMessage message);

	/**
	 * Note that messages to a member are lost.
	 * @param member its number
	 */
	void unreachable(long member);

	/**
	 * Become a member: one of the cluster has dialled this node as such.
	 * @param clusterId the cluster
	 * @param nodeId the number
	 * @return whether this node is that member now
	 */
	boolean join(long clusterId, long nodeId);

	/**
	 * Add a member, for a node that asks for it.
	 * @param address where the new node is reached
	 * @param role what it is to count for
	 * @return completes, on the event loop, when the member counts; exceptionally with a
	 * {@link io.raftboot.RaftException} if it was not added
	 */
	CompletableFuture<?> addMember(String address, MemberRole role);

	/**
	 * Compare a member's directory with the one that it had before, and remember it,
	 * durably, if it had none.
	 * @param member the member's number
	 * @param directoryId its directory
	 * @return whether it is the one that was known, or none was
	 */
	boolean knows(long member, long directoryId);

}
