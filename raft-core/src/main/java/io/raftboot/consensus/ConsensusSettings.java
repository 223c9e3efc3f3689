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
 * handed in. Bad values and combinations are refused with an
 * {@link IllegalArgumentException} that names them.
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

	public ConsensusSettings {
		within("electionTimeout", electionTimeout, 2, 3_600_000);
		within("heartbeatInterval", heartbeatInterval, 1, 3_600_000);
		within("maxClockDrift", maxClockDrift, 0, 90);
		within("maxMessageBytes", maxMessageBytes, 1, Integer.MAX_VALUE);
		within("maxInFlightMessages", maxInFlightMessages, 1, 1 << 20);
		within("maxInFlightBytes", maxInFlightBytes, 1, Long.MAX_VALUE);
		within("maxUncommittedBytes", maxUncommittedBytes, 1, Long.MAX_VALUE);
		within("priority", priority, 0, 100);
		if (heartbeatInterval > electionTimeout / 2) {
			throw new IllegalArgumentException(
					"heartbeatInterval must be at most half of electionTimeout \"" + electionTimeout + "\" but was \""
							+ heartbeatInterval + "\": one lost heartbeat must not cost the leader its place");
		}
		if (maxInFlightBytes < maxMessageBytes) {
			throw new IllegalArgumentException("maxInFlightBytes must be at least maxMessageBytes \"" + maxMessageBytes
					+ "\" but was \"" + maxInFlightBytes + "\": no full message could be sent");
		}
		if (maxUncommittedBytes < maxMessageBytes) {
			throw new IllegalArgumentException("maxUncommittedBytes must be at least maxMessageBytes \""
					+ maxMessageBytes + "\" but was \"" + maxUncommittedBytes + "\": no message would be full");
		}
	}

	private static void within(String name, long value, long lowest, long highest) {
		if (value < lowest || value > highest) {
			throw new IllegalArgumentException(
					name + " must be from " + lowest + " to " + highest + " but was \"" + value + "\"");
		}
	}

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
