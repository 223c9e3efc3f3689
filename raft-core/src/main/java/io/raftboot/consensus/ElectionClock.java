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

import java.util.random.RandomGenerator;

/**
 * When a member that hears nothing stands for election. Every timeout is drawn anew, so
 * that members rarely stand at the same time (Raft paper, section 5.2).
 */
final class ElectionClock {

	private static final int HIGHEST_PRIORITY = 100;

	private final ConsensusSettings settings;

	private final RandomGenerator random;

	private long min;

	private long max;

	private long deadline;

	ElectionClock(ConsensusSettings settings, RandomGenerator random) {
		this.settings = settings;
		this.random = random;
		configure(Configuration.EMPTY);
	}

	/**
	 * Take over the bounds of a configuration, or the node's own where it has none.
	 * @param configuration the configuration in force
	 */
	void configure(Configuration configuration) {
		long lower = configuration.minElectionTimeoutMillis();
		long upper = configuration.maxElectionTimeoutMillis();
		this.min = (lower > 0) ? lower : this.settings.electionTimeout();
		this.max = Math.max((upper > 0) ? upper : 2 * this.min, this.min + 1);
	}

	/** The shortest timeout: within it after a leader was heard nobody gets a vote. */
	long min() {
		return this.min;
	}

	/** One above the longest timeout of a member with the highest priority. */
	long max() {
		return this.max;
	}

	/** How long a leader counts on a member that does not answer: a middling timeout. */
	long patience() {
		return this.min + (this.max - this.min) / 2;
	}

	long deadline() {
		return this.deadline;
	}

	/**
	 * Draw a timeout that starts now. A member with a lower priority waits up to twice as
	 * long, so that the others come first.
	 * @param now the time
	 */
	void restart(long now) {
		long span = this.max - this.min;
		long handicap = span * (HIGHEST_PRIORITY - this.settings.priority()) / HIGHEST_PRIORITY;
		this.deadline = now + this.min + handicap + this.random.nextLong(span);
	}

	/**
	 * Let the time be up now.
	 * @param now the time
	 */
	void expire(long now) {
		this.deadline = now;
	}

}
