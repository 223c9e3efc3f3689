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

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The links between nodes: each message is delayed, and may be dropped, repeated or
 * overtaken. A cut link drops everything in its direction.
 */
final class Network {

	static final int MOST_NODES = 64;

	private final Scheduler scheduler;

	private final RandomGenerator random;

	private final Statistics statistics;

	private final boolean[] cut = new boolean[MOST_NODES * MOST_NODES];

	/** Of a thousand messages. */
	private int dropped;

	private int repeated;

	private int slow;

	private long sent;

	Network(Scheduler scheduler, RandomGenerator random, Statistics statistics) {
		this.scheduler = scheduler;
		this.random = random;
		this.statistics = statistics;
	}

	/**
	 * Return how many messages were sent so far.
	 * @return the number
	 */
	long sent() {
		return this.sent;
	}

	void unreliability(int droppedPerMille, int repeatedPerMille, int slowPerMille) {
		this.dropped = droppedPerMille;
		this.repeated = repeatedPerMille;
		this.slow = slowPerMille;
	}

	void cut(int from, int to) {
		if (from != to) {
			this.cut[link(from, to)] = true;
			this.statistics.count("link cut");
		}
	}

	/**
	 * Cut a node off from all others.
	 * @param node the node
	 * @param nodes how many there are
	 */
	void isolate(int node, int nodes) {
		for (int other = 1; other <= nodes; other++) {
			cut(node, other);
			cut(other, node);
		}
	}

	void heal() {
		Arrays.fill(this.cut, false);
	}

	void send(int from, int to, Runnable delivery) {
		this.sent++;
		if (happens(this.dropped)) {
			this.statistics.count("message dropped");
			return;
		}
		deliver(from, to, delivery);
		if (happens(this.repeated)) {
			this.statistics.count("message repeated");
			deliver(from, to, delivery);
		}
	}

	private boolean happens(int perMille) {
		return perMille > 0 && this.random.nextInt(1000) < perMille;
	}

	private void deliver(int from, int to, Runnable delivery) {
		long delay = 50L + this.random.nextInt(500);
		if (happens(this.slow)) {
			this.statistics.count("message delayed");
			delay += this.random.nextInt(2_000_000);
		}
		this.scheduler.after(delay, () -> {
			if (this.cut[link(from, to)]) {
				this.statistics.count("message cut off");
			}
			else {
				delivery.run();
			}
		});
	}

	private static int link(int from, int to) {
		return from * MOST_NODES + to;
	}

}
