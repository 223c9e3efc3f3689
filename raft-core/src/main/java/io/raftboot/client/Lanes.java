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

package io.raftboot.client;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The sessions of a client. The cluster keeps the latest outcomes of each session, so the
 * sequences that are open in one must not lie further apart; a client with more in flight
 * uses several.
 */
final class Lanes {

	/** Half of what the cluster keeps of one session. */
	static final int WINDOW = 32;

	private final String name;

	private final List<Lane> lanes = new ArrayList<>();

	private final int max;

	private int last;

	Lanes(String name, int maxInFlight) {
		this.name = name;
		this.max = 2 * (maxInFlight / WINDOW + 1);
	}

	/**
	 * Return a session that can take another sequence.
	 * @return the session, {@code null} when all wait for their oldest call
	 */
	@Nullable Lane next() {
		for (int i = 0; i < this.lanes.size(); i++) {
			this.last = (this.last + 1) % this.lanes.size();
			if (this.lanes.get(this.last).hasRoom()) {
				return this.lanes.get(this.last);
			}
		}
		if (this.lanes.size() == this.max) {
			return null;
		}
		Lane lane = new Lane(this.name + "/" + this.lanes.size());
		this.lanes.add(lane);
		return lane;
	}

	/**
	 * A session.
	 */
	static final class Lane {

		private final String client;

		private final TreeSet<Long> open = new TreeSet<>();

		private long next = 1;

		Lane(String client) {
			this.client = client;
		}

		String client() {
			return this.client;
		}

		private boolean hasRoom() {
			return this.open.isEmpty() || this.next - this.open.first() < WINDOW;
		}

		long take() {
			this.open.add(this.next);
			return this.next++;
		}

		void release(long sequence) {
			this.open.remove(sequence);
		}

	}

}
