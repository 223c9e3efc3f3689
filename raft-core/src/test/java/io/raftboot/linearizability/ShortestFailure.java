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

package io.raftboot.linearizability;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds where a history goes wrong. Every beginning of a linearizable history is
 * linearizable (Herlihy and Wing, 1990), so the first completion after which no order
 * exists is found by halving; what had begun but not completed by then counts as of
 * unknown outcome.
 *
 * @param <S> the state
 * @param <I> what was asked
 * @param <O> what was answered
 */
final class ShortestFailure<S, I, O> {

	private final Model<S, I, O> model;

	private final List<Operation<I, O>> history;

	private final CheckLimits limits;

	private long steps;

	ShortestFailure(Model<S, I, O> model, List<Operation<I, O>> history, CheckLimits limits) {
		this.model = model;
		this.history = history;
		this.limits = limits;
	}

	/**
	 * Find it.
	 * @param partition where this history comes from
	 * @return where it goes wrong
	 */
	Counterexample<I, O> find(Object partition) {
		long[] times = this.history.stream()
			.filter((operation) -> !operation.isUnknown())
			.mapToLong(Operation::completed)
			.sorted()
			.distinct()
			.toArray();
		int good = -1;
		int bad = times.length - 1;
		while (bad - good > 1) {
			int middle = (good + bad) >>> 1;
			if (run(new Search<>(this.model, until(times[middle]), this.limits)) == Verdict.NOT_LINEARIZABLE) {
				bad = middle;
			}
			else {
				good = middle;
			}
		}
		return describe(partition, (good < 0) ? List.of() : until(times[good]), times[bad]);
	}

	private Verdict run(Search<S, I, O> search) {
		Verdict verdict = search.run();
		this.steps += search.steps();
		return verdict;
	}

	private List<Operation<I, O>> until(long end) {
		List<Operation<I, O>> beginning = new ArrayList<>();
		for (Operation<I, O> operation : this.history) {
			if (operation.completed() <= end) {
				beginning.add(operation);
			}
			else if (operation.invoked() <= end) {
				beginning.add(Operation.unknown(operation.client(), operation.invoked(), operation.input()));
			}
		}
		return beginning;
	}

	private Counterexample<I, O> describe(Object partition, List<Operation<I, O>> before, long end) {
		List<Operation<I, O>> beginning = until(end);
		Operation<I, O> culprit = beginning.stream()
			.filter((operation) -> operation.completed() == end)
			.findFirst()
			.orElseThrow();
		List<Operation<I, O>> concurrent = beginning.stream()
			.filter((operation) -> !operation.equals(culprit) && operation.completed() >= culprit.invoked())
			.toList();
		Search<S, I, O> search = new Search<>(this.model, before, this.limits);
		boolean found = run(search) == Verdict.LINEARIZABLE;
		return new Counterexample<>(partition, beginning.size(), culprit, concurrent, found ? search.order() : null,
				found ? String.valueOf(search.state()) : null);
	}

	long steps() {
		return this.steps;
	}

}
