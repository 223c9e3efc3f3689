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

import java.util.List;

import io.raftboot.Member;
import io.raftboot.consensus.Message;

/**
 * The way to the other members. Never blocks; what cannot be sent is dropped. Called by
 * the thread that owns the replica.
 */
public interface Outbox {

	/**
	 * Note whom messages may go to from now on. Comes before the first message to a new
	 * member.
	 * @param others the members other than this node, incoming and outgoing ones, each
	 * once
	 */
	void members(List<Member> others);

	/**
	 * Send what consensus says to {@link Message#to()}.
	 * @param message the message; its entries' payloads are not copied before
	 * {@link #flush()}
	 */
	void send(Message message);

	/**
	 * Send what replicas say to each other beside consensus.
	 * @param member the receiver's number; also one that is no member any more, if it is
	 * still connected
	 * @param message the message; the bytes of a {@link PeerMessage.SnapshotPiece} are
	 * copied
	 */
	void send(long member, PeerMessage message);

	/**
	 * Return whether there is a way to a member at the moment.
	 * @param member its number
	 * @return whether a message has a chance to arrive
	 */
	default boolean reaches(long member) {
		return true;
	}

	/** Let everything sent so far go out: one write for each member. */
	void flush();

}
