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

package io.raftboot.ratis;

import java.util.ArrayList;
import java.util.List;

import io.raftboot.ErrorCode;
import io.raftboot.engine.ReadRequest;
import org.jspecify.annotations.Nullable;

/**
 * Requests for a read index. All that wait at one time share one entry, which is appended
 * after they arrived: when this node is given that entry, it has everything that was
 * committed before. A leader that was deposed cannot commit it, so it confirms nothing.
 */
final class Reads {

	private static final int MAX_WAITING = 1_000_000;

	/** How long to wait after a refusal, milliseconds. */
	private static final long RETRY_DELAY = 5;

	private final long patience;

	private List<ReadRequest> waiting = new ArrayList<>();

	/** Those with a place in the log, or on the way to one. */
	private final List<Barrier> asked = new ArrayList<>();

	private int askedRequests;

	private long notBefore;

	Reads(RatisSettings settings) {
		this.patience = 2 * settings.electionTimeoutMillis();
	}

	void add(ReadRequest request) {
		if (this.waiting.size() + this.askedRequests >= MAX_WAITING) {
			Answers.rejected(request, ErrorCode.BUSY);
			return;
		}
		this.waiting.add(request);
	}

	boolean areWaiting(long now) {
		return !this.waiting.isEmpty() && now >= this.notBefore;
	}

	/** Take what waits, for an entry that is appended after now. */
	@Nullable Barrier take(long now) {
		if (!areWaiting(now)) {
			return null;
		}
		Barrier barrier = new Barrier(this.waiting);
		this.waiting = new ArrayList<>();
		this.asked.add(barrier);
		this.askedRequests += barrier.requests.size();
		return barrier;
	}

	/** The barrier has its place, which is committed or never. */
	void appended(Barrier barrier, long index, long term, long now) {
		barrier.index = index;
		barrier.term = term;
		barrier.until = now + this.patience;
	}

	/** The barrier has no place: it needs another one. */
	void refused(Barrier barrier, long now) {
		if (this.asked.remove(barrier)) {
			this.askedRequests -= barrier.requests.size();
			this.waiting.addAll(barrier.requests);
			this.notBefore = now + RETRY_DELAY;
		}
	}

	/** Confirm what has been given out, and ask again for what is lost. */
	void settle(Terms terms, long now) {
		for (Barrier barrier : List.copyOf(this.asked)) {
			if (barrier.index >= 0 && terms.lastIndex() >= barrier.index && terms.at(barrier.index) == barrier.term) {
				this.asked.remove(barrier);
				this.askedRequests -= barrier.requests.size();
				barrier.requests.forEach((request) -> Answers.confirmed(request, barrier.index));
			}
			else if (barrier.index >= 0 && (terms.lastIndex() >= barrier.index || now >= barrier.until)) {
				refused(barrier, now);
			}
		}
	}

	void rejectWaiting(ErrorCode code) {
		List<ReadRequest> rejected = this.waiting;
		this.waiting = new ArrayList<>();
		rejected.forEach((request) -> Answers.rejected(request, code));
	}

	/** Requests that share an entry. */
	static final class Barrier {

		private final List<ReadRequest> requests;

		private long index = -1;

		private long term;

		private long until;

		Barrier(List<ReadRequest> requests) {
			this.requests = requests;
		}

	}

}
