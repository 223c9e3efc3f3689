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

package io.raftboot.simulation;

import java.util.random.RandomGenerator;

/**
 * A node's clocks. The monotonic one runs a little fast or slow; the wall clock is off as
 * well, and may jump.
 */
final class NodeClock {

	private static final long START_OF_TIME = 1_700_000_000_000L;

	private static final long MILLION = 1_000_000;

	/** Two nodes differ by less than the drift that the lease allows for. */
	private static final int GREATEST_DRIFT = 45_000;

	private final Scheduler scheduler;

	/** Ticks in a million microseconds. */
	private final long rate;

	private final long origin;

	private long offset;

	NodeClock(Cluster cluster) {
		RandomGenerator random = cluster.random();
		this.scheduler = cluster.scheduler();
		this.rate = MILLION - GREATEST_DRIFT + random.nextInt(2 * GREATEST_DRIFT);
		this.origin = random.nextInt(1_000_000);
		this.offset = random.nextInt(10_000);
	}

	long monotonicMillis() {
		return this.origin + this.scheduler.now() * this.rate / MILLION / 1000;
	}

	/**
	 * Return when this clock will show a time.
	 * @param millis a monotonic time of this clock, milliseconds
	 * @return the simulated moment, microseconds
	 */
	long moment(long millis) {
		return (millis - this.origin) * 1000 * MILLION / this.rate + 1;
	}

	long timestampMillis() {
		return START_OF_TIME + this.offset + monotonicMillis();
	}

	void jump(long millis) {
		this.offset += millis;
	}

}
