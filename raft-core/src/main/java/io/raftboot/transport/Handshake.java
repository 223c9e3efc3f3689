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

import io.raftboot.ErrorCode;
import io.raftboot.MemberRole;
import org.jspecify.annotations.Nullable;

/**
 * What two nodes say before anything else: who they are, and whom they take the other
 * for.
 */
final class Handshake {

	/**
	 * No frame of a handshake is longer, so that a stranger cannot make us wait for one.
	 */
	static final int MAX_LENGTH = 4096;

	private Handshake() {
	}

	/**
	 * The dialling node's introduction.
	 *
	 * @param clusterId its cluster
	 * @param from its number
	 * @param directoryId its directory
	 * @param to the number of the member that it believes to reach
	 * @param address its address
	 */
	record Hello(long clusterId, long from, long directoryId, long to, String address) {
	}

	/**
	 * The answer of a node that is, or may become, that member.
	 *
	 * @param directoryId its directory
	 */
	record Welcome(long directoryId) {
	}

	/**
	 * Asks a member to have this node added. Needs no introduction.
	 *
	 * @param address where the new node is reached
	 * @param role what it is to count for
	 */
	record Join(String address, MemberRole role) {
	}

	/**
	 * Answers a {@link Join}.
	 *
	 * @param refusal why the node was not added, {@code null} when it was
	 * @param reason more on the refusal, empty when there is nothing to add
	 */
	record JoinReply(@Nullable ErrorCode refusal, String reason) {
	}

	/**
	 * The end of a connection, from either side.
	 *
	 * @param reason why, in words for the log
	 */
	record Refused(String reason) {
	}

}
