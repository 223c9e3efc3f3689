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

import io.raftboot.linearizability.KeyValueInput.Kind;
import io.raftboot.linearizability.RandomHistories.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ten thousand operations on one key, or half as many that make its value long, are
 * decided within the default limits.
 */
class LargeHistoryTests {

	private static final int OPERATIONS = 10_000;

	private final LinearizabilityChecker<KeyValueState, KeyValueInput, KeyValueOutput> checker = new LinearizabilityChecker<>(
			new KeyValueModel());

	@ParameterizedTest
	@CsvSource({ "5, false, 0", "20, true, 0.01", "50, false, 0.01" })
	void putsAndGetsAreDecided(int clients, boolean told, double unknown) {
		Shape shape = new Shape(clients, OPERATIONS, List.of(Kind.GET, Kind.PUT), 0, unknown, told);
		assertDecided(shape, clients);
	}

	@ParameterizedTest
	@CsvSource({ "15, false, 0.01", "50, true, 0.01" })
	void appendsAndGetsAreDecided(int clients, boolean told, double unknown) {
		Shape shape = new Shape(clients, OPERATIONS / 2, List.of(Kind.GET, Kind.APPEND), 0, unknown, told);
		assertDecided(shape, clients);
	}

	@ParameterizedTest
	@CsvSource({ "5, 0", "50, 0.01" })
	void allKindsOfTellingWritesAreDecided(int clients, double unknown) {
		Shape shape = new Shape(clients, OPERATIONS, List.of(Kind.GET, Kind.PUT, Kind.DELETE, Kind.COMPARE_AND_PUT), 0,
				unknown, true);
		assertDecided(shape, clients);
	}

	private void assertDecided(Shape shape, long seed) {
		List<Operation<KeyValueInput, KeyValueOutput>> history = new RandomHistories(seed).generate(shape);
		CheckResult<KeyValueInput, KeyValueOutput> result = this.checker.check(history);
		assertThat(result.verdict()).as("seed " + seed + ", " + shape + "\n" + result).isEqualTo(Verdict.LINEARIZABLE);
		Orders.assertProves(result.orders().get("k"), history);

		int place = lastReadBefore(history, history.size() * 4 / 5, null);
		List<Operation<KeyValueInput, KeyValueOutput>> stale = new ArrayList<>(history);
		Operation<KeyValueInput, KeyValueOutput> read = history.get(place);
		Operation<KeyValueInput, KeyValueOutput> older = history
			.get(lastReadBefore(history, history.size() / 2, read.output()));
		stale.set(place,
				new Operation<>(read.client(), read.invoked(), read.completed(), read.input(), older.output()));
		CheckResult<KeyValueInput, KeyValueOutput> failure = this.checker.check(stale);
		assertThat(failure.verdict()).as("stale, seed " + seed + ", " + shape).isEqualTo(Verdict.NOT_LINEARIZABLE);
		assertThat(failure.counterexample()).isNotNull();
	}

	/**
	 * A read that found a value, other than the one given: null is no value, as it may
	 * come back.
	 */
	private static int lastReadBefore(List<Operation<KeyValueInput, KeyValueOutput>> history, int place,
			KeyValueOutput other) {
		int found = place;
		while (history.get(found).isUnknown() || history.get(found).input().kind() != Kind.GET
				|| history.get(found).output().previous() == null || history.get(found).output().equals(other)) {
			found--;
		}
		return found;
	}

}
