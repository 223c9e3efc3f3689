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
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.raftboot.linearizability.RandomHistories.Shape;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The checker against histories nobody wrote by hand: true ones, and spoiled ones that a
 * second checker judges too.
 */
class RandomHistoriesTests {

	private static final int SMALL_CASES = 6000;

	private static final List<KeyValueInput.Kind> KINDS = List.of(KeyValueInput.Kind.values());

	private final LinearizabilityChecker<KeyValueState, KeyValueInput, KeyValueOutput> checker = new LinearizabilityChecker<>(
			new KeyValueModel());

	private final LinearizabilityChecker<KeyValueState, KeyValueInput, KeyValueOutput> plain = new LinearizabilityChecker<>(
			new PlainModel());

	@Test
	void historiesOfARealObjectAreAccepted() {
		for (long seed = 1; seed <= 300; seed++) {
			Random random = new Random(seed);
			Shape shape = shape(random, 1 + random.nextInt(12), 1 + random.nextInt(300), 0.05);
			List<Operation<KeyValueInput, KeyValueOutput>> history = new RandomHistories(seed).generate(shape);
			Collections.shuffle(history, random);
			CheckResult<KeyValueInput, KeyValueOutput> result = this.checker.check(history);
			assertThat(result.verdict()).as("seed " + seed + ", " + shape + "\n" + result)
				.isEqualTo(Verdict.LINEARIZABLE);
			Orders.assertProves(result.orders().get("k"), history);
		}
	}

	@Test
	void verdictsOnSmallHistoriesAreThoseOfBruteForce() {
		int good = 0;
		for (long seed = 1; seed <= SMALL_CASES; seed++) {
			Random random = new Random(seed);
			Shape shape = shape(random, 1 + random.nextInt(4), 2 + random.nextInt(7), 0.5);
			RandomHistories histories = new RandomHistories(seed);
			List<Operation<KeyValueInput, KeyValueOutput>> history = histories.generate(shape);
			for (int i = random.nextInt(8); i > 0; i--) {
				history = histories.mutate(history);
			}
			boolean expected = BruteForce.isLinearizable(history);
			good += (expected) ? 1 : 0;
			String description = "seed " + seed + ", " + shape + "\n" + history;
			CheckResult<KeyValueInput, KeyValueOutput> result = this.checker.check(history);
			assertThat(result.isLinearizable()).as(description).isEqualTo(expected);
			assertThat(this.plain.check(history).isLinearizable()).as("plain, " + description).isEqualTo(expected);
			if (expected) {
				Orders.assertProves(result.orders().get("k"), history);
			}
			else {
				assertExplains(result, history, description);
			}
		}
		assertThat(good).isBetween(SMALL_CASES / 5, SMALL_CASES * 4 / 5);
	}

	private static void assertExplains(CheckResult<KeyValueInput, KeyValueOutput> result,
			List<Operation<KeyValueInput, KeyValueOutput>> history, String description) {
		Counterexample<KeyValueInput, KeyValueOutput> counterexample = result.counterexample();
		assertThat(counterexample).isNotNull();
		long end = counterexample.culprit().completed();
		assertThat(BruteForce.isLinearizable(until(history, end))).as(description).isFalse();
		assertThat(BruteForce.isLinearizable(until(history, end - 1))).as(description).isTrue();
	}

	private static List<Operation<KeyValueInput, KeyValueOutput>> until(
			List<Operation<KeyValueInput, KeyValueOutput>> history, long end) {
		List<Operation<KeyValueInput, KeyValueOutput>> beginning = new ArrayList<>();
		for (Operation<KeyValueInput, KeyValueOutput> operation : history) {
			if (operation.completed() <= end) {
				beginning.add(operation);
			}
			else if (operation.invoked() <= end) {
				beginning.add(Operation.unknown(operation.client(), operation.invoked(), operation.input()));
			}
		}
		return beginning;
	}

	private static Shape shape(Random random, int clients, int operations, double unknown) {
		List<KeyValueInput.Kind> kinds = new ArrayList<>();
		kinds.add(KeyValueInput.Kind.GET);
		while (kinds.size() < 2 || random.nextInt(3) > 0) {
			kinds.add(KINDS.get(random.nextInt(KINDS.size())));
		}
		int distinct = random.nextInt(4);
		double share = (random.nextInt(3) > 0) ? 0 : random.nextDouble() * unknown;
		return new Shape(clients, operations, kinds, distinct, share, random.nextBoolean());
	}

	/**
	 * The same rules without the hints that shorten the search.
	 */
	private static final class PlainModel implements Model<KeyValueState, KeyValueInput, KeyValueOutput> {

		private final KeyValueModel model = new KeyValueModel();

		@Override
		public KeyValueState initial() {
			return this.model.initial();
		}

		@Override
		public KeyValueState step(KeyValueState state, KeyValueInput input, KeyValueOutput output) {
			return this.model.step(state, input, output);
		}

		@Override
		public KeyValueState stepUnknown(KeyValueState state, KeyValueInput input) {
			return this.model.stepUnknown(state, input);
		}

		@Override
		public Object partition(KeyValueInput input) {
			return this.model.partition(input);
		}

	}

}
