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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Read requests made on a member that does not lead. All that wait between two drains
 * share one question to the leader (dissertation, section 6.4).
 */
final class ForwardedReads {

	private final RaftState state;

	private final Deque<Question> asked = new ArrayDeque<>();

	private List<Long> fresh = new ArrayList<>();

	/**
	 * The next question's number. Starts at a random one, so that an answer meant for
	 * this member before a restart is not taken for one to a later question.
	 */
	private long nextQuestion;

	ForwardedReads(RaftState state, long firstQuestion) {
		this.state = state;
		this.nextQuestion = firstQuestion;
	}

	void add(long request) {
		if (this.state.leader() == 0) {
			this.state.outbox.decideRead(request, 0);
		}
		else {
			this.fresh.add(request);
		}
	}

	boolean hasFresh() {
		return !this.fresh.isEmpty();
	}

	boolean isWaiting() {
		return hasFresh() || !this.asked.isEmpty();
	}

	/** Ask the leader on behalf of all requests since the last call. */
	void flush() {
		if (this.fresh.isEmpty()) {
			return;
		}
		long number = this.nextQuestion++;
		this.asked.add(new Question(number, this.fresh, this.state.now + 2 * this.state.clock.max()));
		this.fresh = new ArrayList<>();
		this.state.outbox
			.send(new Message.ReadIndexRequest(this.state.self, this.state.leader(), this.state.term(), number));
	}

	/**
	 * Take the leader's answer.
	 * @param number the question's number
	 * @param index the read index, 0 when it cannot be confirmed
	 */
	void answer(long number, long index) {
		for (Question question : this.asked) {
			if (question.number == number) {
				this.asked.remove(question);
				decide(question.requests, index);
				return;
			}
		}
	}

	/** Give up on questions that are overdue, so that lost messages cost no memory. */
	void tick() {
		while (!this.asked.isEmpty() && this.asked.getFirst().deadline <= this.state.now) {
			decide(this.asked.removeFirst().requests, 0);
		}
	}

	long nextDeadline() {
		return this.asked.isEmpty() ? Long.MAX_VALUE : this.asked.getFirst().deadline;
	}

	/** Give up on all: the leader they were meant for is lost. */
	void fail() {
		this.asked.forEach((question) -> decide(question.requests, 0));
		this.asked.clear();
		decide(this.fresh, 0);
		this.fresh = new ArrayList<>();
	}

	private void decide(List<Long> requests, long index) {
		requests.forEach((request) -> this.state.outbox.decideRead(request, index));
	}

	private record Question(long number, List<Long> requests, long deadline) {
	}

}
