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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says whether one order of the operations of a history explains all its answers, with
 * each operation taking effect at one moment between its start and its answer (Herlihy
 * and Wing, "Linearizability", 1990). Partitions are searched one after the other. Any
 * number of threads may use a checker at once.
 *
 * @param <S> the state of the model
 * @param <I> what was asked
 * @param <O> what was answered
 */
public final class LinearizabilityChecker<S, I, O> {

	private final Model<S, I, O> model;

	private final CheckLimits limits;

	/**
	 * A checker with {@link CheckLimits#DEFAULT}.
	 * @param model how the service should behave
	 */
	public LinearizabilityChecker(Model<S, I, O> model) {
		this(model, CheckLimits.DEFAULT);
	}

	/**
	 * A checker.
	 * @param model how the service should behave
	 * @param limits what the search of one partition may use; explaining a failure takes
	 * some twenty searches more
	 */
	public LinearizabilityChecker(Model<S, I, O> model, CheckLimits limits) {
		this.model = model;
		this.limits = limits;
	}

	/**
	 * Check what a history holds now.
	 * @param history the history
	 * @return the result
	 */
	public CheckResult<I, O> check(History<I, O> history) {
		return check(history.operations());
	}

	/**
	 * Check some operations. Stops at the first partition that is not linearizable.
	 * @param operations the operations, in any order
	 * @return the result
	 */
	public CheckResult<I, O> check(List<Operation<I, O>> operations) {
		Map<Object, List<Operation<I, O>>> orders = new LinkedHashMap<>();
		List<Object> undecided = new ArrayList<>();
		Map<Object, List<Operation<I, O>>> partitions = partition(operations);
		long steps = 0;
		for (Map.Entry<Object, List<Operation<I, O>>> partition : partitions.entrySet()) {
			Search<S, I, O> search = new Search<>(this.model, partition.getValue(), this.limits);
			Verdict verdict = search.run();
			steps += search.steps();
			switch (verdict) {
				case LINEARIZABLE -> orders.put(partition.getKey(), search.order());
				case UNDECIDED -> undecided.add(partition.getKey());
				case NOT_LINEARIZABLE -> {
					return failure(partition.getKey(), partition.getValue(), orders, steps);
				}
			}
		}
		String counts = "\"" + operations.size() + "\" operations in \"" + partitions.size() + "\" partitions";
		if (undecided.isEmpty()) {
			return new CheckResult<>(Verdict.LINEARIZABLE, steps, orders, null, "Linearizable: " + counts);
		}
		return new CheckResult<>(Verdict.UNDECIDED, steps, orders, null,
				"Undecided within " + this.limits + ": " + counts + ", of which " + undecided
						+ " came to the limits: raise them, or record shorter histories on more keys");
	}

	private Map<Object, List<Operation<I, O>>> partition(List<Operation<I, O>> operations) {
		Map<Object, List<Operation<I, O>>> partitions = new LinkedHashMap<>();
		for (Operation<I, O> operation : operations) {
			partitions.computeIfAbsent(this.model.partition(operation.input()), (key) -> new ArrayList<>())
				.add(operation);
		}
		return partitions;
	}

	private CheckResult<I, O> failure(Object partition, List<Operation<I, O>> history,
			Map<Object, List<Operation<I, O>>> orders, long steps) {
		ShortestFailure<S, I, O> failure = new ShortestFailure<>(this.model, history, this.limits);
		Counterexample<I, O> counterexample = failure.find(partition);
		return new CheckResult<>(Verdict.NOT_LINEARIZABLE, steps + failure.steps(), orders, counterexample,
				counterexample.toString());
	}

}
