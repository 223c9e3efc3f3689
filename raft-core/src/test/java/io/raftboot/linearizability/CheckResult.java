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

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What came out of a check.
 *
 * @param <I> what was asked
 * @param <O> what was answered
 * @param verdict the verdict over all partitions
 * @param steps steps of the model that it took
 * @param orders by partition, an order that explains it; where the outcome of an
 * operation is not known, the order has it only if it took effect. Partitions without an
 * order are missing
 * @param counterexample what cannot be explained, if the verdict is
 * {@link Verdict#NOT_LINEARIZABLE}
 * @param text the result for people
 */
public record CheckResult<I, O>(Verdict verdict, long steps, Map<Object, List<Operation<I, O>>> orders,
		@Nullable Counterexample<I, O> counterexample, String text) {

	public CheckResult {
		orders = Map.copyOf(orders);
	}

	/**
	 * Whether an order was found for everything.
	 * @return true only if the verdict is {@link Verdict#LINEARIZABLE}
	 */
	public boolean isLinearizable() {
		return this.verdict == Verdict.LINEARIZABLE;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
