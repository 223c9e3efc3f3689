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

package io.raftboot.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.raftboot.ErrorCode;
import io.raftboot.consensus.Consensus;
import io.raftboot.consensus.Effects.ReadResult;
import io.raftboot.engine.ReadRequest;

/**
 * Requests for a read index. All that wait at one time share one request to consensus,
 * which is made again when its answer does not come: it may be lost on the way.
 */
final class Reads {

	private static final int MAX_WAITING = 1_000_000;

	private final ReplicaSettings settings;

	private List<ReadRequest> waiting = new ArrayList<>();

	/** By number of the request to consensus, oldest first. */
	private final Map<Long, Asked> asked = new LinkedHashMap<>();

	private int askedRequests;

	private long lastNumber;

	/**
	 * Create the reads.
	 * @param settings the settings
	 * @param firstNumber drawn at random, so that no late answer to an earlier run of the
	 * process is taken for one to this
	 */
	Reads(ReplicaSettings settings, long firstNumber) {
		this.settings = settings;
		this.lastNumber = firstNumber;
	}

	void add(ReadRequest request) {
		if (this.waiting.size() + this.askedRequests >= MAX_WAITING) {
			Answers.rejected(request, ErrorCode.BUSY);
			return;
		}
		this.waiting.add(request);
	}

	void submit(Consensus consensus, long now) {
		takeBackOverdue(now);
		if (this.waiting.isEmpty()) {
			return;
		}
		List<ReadRequest> requests = this.waiting;
		this.waiting = new ArrayList<>();
		consensus.wake();
		if (consensus.leader() == 0) {
			requests.forEach((request) -> Answers.rejected(request, ErrorCode.NO_LEADER));
			return;
		}
		this.asked.put(++this.lastNumber, new Asked(requests, now + this.settings.consensus().electionTimeout()));
		this.askedRequests += requests.size();
		consensus.read(this.lastNumber);
	}

	private void takeBackOverdue(long now) {
		if (this.asked.isEmpty()) {
			return;
		}
		this.asked.values().removeIf((overdue) -> {
			if (overdue.until > now) {
				return false;
			}
			this.askedRequests -= overdue.requests.size();
			this.waiting.addAll(overdue.requests);
			return true;
		});
	}

	void decided(List<ReadResult> results) {
		for (ReadResult result : results) {
			Asked done = this.asked.remove(result.request());
			if (done == null) {
				continue;
			}
			this.askedRequests -= done.requests.size();
			for (ReadRequest request : done.requests) {
				if (result.index() > 0) {
					Answers.confirmed(request, result.index());
				}
				else {
					Answers.rejected(request, ErrorCode.NO_LEADER);
				}
			}
		}
	}

	void rejectAll(ErrorCode code) {
		List<ReadRequest> rejected = this.waiting;
		this.waiting = new ArrayList<>();
		this.asked.values().forEach((group) -> rejected.addAll(group.requests));
		this.asked.clear();
		this.askedRequests = 0;
		rejected.forEach((request) -> Answers.rejected(request, code));
	}

	/** Return when an answer is overdue. */
	long nextDeadline() {
		return this.asked.isEmpty() ? Long.MAX_VALUE : this.asked.values().iterator().next().until;
	}

	private record Asked(List<ReadRequest> requests, long until) {
	}

}
