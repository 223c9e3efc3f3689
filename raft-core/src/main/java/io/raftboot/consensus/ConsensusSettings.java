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

/**
 * The settings of the rules. Times are in milliseconds of the monotonic time that is
 * handed in.
 *
 * @param electionTimeout T: the timeout is drawn anew from [T, 2T) each time, unless the
 * configuration brings bounds of its own
 * @param heartbeatInterval how often an idle leader shows itself, at most T / 2
 * @param leaseReads whether reads may be answered under the leader's lease (dissertation,
 * section 6.4.1) instead of by a quorum round
 * @param maxClockDrift how much slower another node's clock may run, in percent; shortens
 * the lease
 * @param maxMessageBytes the most bytes of entries in one message
 * @param maxInFlightMessages the most unanswered appends to one follower
 * @param maxInFlightBytes the most unanswered bytes to one follower
 * @param maxUncommittedBytes the most bytes that a leader appends ahead of the commit
 * index; further proposals are refused as busy
 * @param priority 0 to 100: a node with a lower priority waits longer before it stands
 * for election; 0 never stands by itself
 * @param quiesce whether an idle group stops its heartbeats
 */
public record ConsensusSettings(long electionTimeout, long heartbeatInterval, boolean leaseReads, int maxClockDrift,
		int maxMessageBytes, int maxInFlightMessages, long maxInFlightBytes, long maxUncommittedBytes, int priority,
		boolean quiesce) {

	/**
	 * Return the settings of a node on which nothing was set.
	 * @param electionTimeout in milliseconds
	 * @param heartbeatInterval in milliseconds
	 * @return the settings
	 */
	public static ConsensusSettings of(long electionTimeout, long heartbeatInterval) {
		return new ConsensusSettings(electionTimeout, heartbeatInterval, false, 10, 1 << 20, 256, 8L << 20, 64L << 20,
				100, false);
	}

}
