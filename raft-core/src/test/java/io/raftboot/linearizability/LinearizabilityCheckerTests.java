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
import java.util.Objects;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LinearizabilityCheckerTests {

	private final LinearizabilityChecker<KeyValueState, KeyValueInput, KeyValueOutput> checker = new LinearizabilityChecker<>(
			new KeyValueModel());

	@Test
	void anEmptyHistoryIsLinearizable() {
		accepts();
	}

	@Test
	void operationsOneAfterTheOtherAreLinearizable() {
		accepts(op(1, 0, 1, get("x"), previous(null)), op(1, 2, 3, put("x", "a"), previous(null)),
				op(2, 4, 5, get("x"), previous("a")), op(2, 6, 7, append("x", "b"), previous("a")),
				op(1, 8, 9, compareAndPut("x", "ab", "c"), previous("ab")),
				op(1, 10, 11, compareAndPut("x", "ab", "d"), previous("c")), op(3, 12, 13, delete("x"), previous("c")),
				op(3, 14, 15, get("x"), previous(null)));
	}

	@Test
	void concurrentReadsMaySeeEitherSideOfAWrite() {
		accepts(op(1, 0, 10, put("x", "a"), acknowledged()), op(2, 1, 2, get("x"), previous(null)),
				op(3, 3, 4, get("x"), previous("a")));
	}

	@Test
	void theOrderOfConcurrentWritesIsTheOneThatReadsSaw() {
		accepts(op(1, 0, 10, put("x", "a"), acknowledged()), op(2, 0, 10, put("x", "b"), acknowledged()),
				op(3, 11, 12, get("x"), previous("a")));
		accepts(op(1, 0, 10, put("x", "a"), acknowledged()), op(2, 0, 10, put("x", "b"), acknowledged()),
				op(3, 11, 12, get("x"), previous("b")));
	}

	@Test
	void operationsThatTouchInOneInstantAreConcurrent() {
		accepts(op(1, 0, 5, put("x", "a"), acknowledged()), op(2, 5, 6, get("x"), previous(null)));
	}

	@Test
	void keysAreIndependent() {
		accepts(op(1, 0, 1, put("x", "a"), previous(null)), op(1, 2, 3, get("y"), previous(null)));
	}

	@Test
	void aStaleReadIsRejected() {
		rejects(3, op(1, 0, 1, put("x", "a"), previous(null)), op(1, 2, 3, put("x", "b"), previous("a")),
				op(2, 4, 5, get("x"), previous("b")), op(3, 6, 7, get("x"), previous("a")));
	}

	@Test
	void aLostWriteIsRejected() {
		rejects(1, op(1, 0, 1, put("x", "a"), acknowledged()), op(2, 2, 3, get("x"), previous(null)));
	}

	@Test
	void aWriteLostUnderAnotherIsRejected() {
		rejects(2, op(1, 0, 1, put("x", "a"), previous(null)), op(1, 2, 3, put("x", "b"), previous("a")),
				op(2, 4, 5, put("x", "c"), previous("a")));
	}

	@Test
	void aWriteAppliedTwiceIsRejected() {
		rejects(1, op(1, 0, 1, append("x", "a"), acknowledged()), op(2, 2, 3, get("x"), previous("aa")));
		rejects(3, op(1, 0, 1, put("x", "a"), acknowledged()), op(2, 2, 3, put("x", "b"), acknowledged()),
				op(2, 4, 5, get("x"), previous("b")), op(2, 6, 7, get("x"), previous("a")));
	}

	@Test
	void readsThatGoBackAreRejected() {
		rejects(2, op(1, 0, 20, put("x", "a"), acknowledged()), op(2, 1, 2, get("x"), previous("a")),
				op(3, 3, 4, get("x"), previous(null)));
	}

	@Test
	void aValueFromNowhereIsRejected() {
		rejects(1, op(1, 0, 1, put("x", "a"), acknowledged()), op(2, 0, 9, get("x"), previous("b")));
	}

	@Test
	void aValueReadBeforeItIsWrittenIsRejected() {
		rejects(0, op(1, 0, 1, get("x"), previous("a")), op(2, 2, 3, put("x", "a"), acknowledged()));
	}

	@Test
	void twoPutsThatBothReplaceTheSameValueAreRejected() {
		rejects(1, op(1, 0, 1, put("x", "a"), previous(null)), op(2, 2, 9, put("x", "b"), previous("a")),
				op(3, 3, 8, put("x", "c"), previous("a")));
	}

	@Test
	void appendsSeenInTwoOrdersAreRejected() {
		rejects(3, op(1, 0, 9, append("x", "a"), acknowledged()), op(2, 0, 9, append("x", "b"), acknowledged()),
				op(3, 10, 11, get("x"), previous("ab")), op(4, 10, 12, get("x"), previous("ba")));
	}

	@Test
	void anUnknownWriteMayHaveTakenEffect() {
		accepts(unknown(1, 0, put("x", "a")), op(2, 1, 2, get("x"), previous(null)),
				op(2, 100, 101, get("x"), previous("a")));
	}

	@Test
	void anUnknownWriteMayNeverTakeEffect() {
		accepts(unknown(1, 0, put("x", "a")), op(2, 1, 2, get("x"), previous(null)),
				op(2, 100, 101, get("x"), previous(null)));
	}

	@Test
	void anUnknownWriteTakesEffectOnce() {
		rejects(3, unknown(1, 0, put("x", "a")), op(2, 1, 2, get("x"), previous("a")),
				op(2, 3, 4, put("x", "b"), acknowledged()), op(2, 5, 6, get("x"), previous("a")));
	}

	@Test
	void twoUnknownWritesOfOneValueTakeEffectTwice() {
		accepts(unknown(1, 0, put("x", "a")), op(2, 1, 2, get("x"), previous("a")),
				op(2, 3, 4, put("x", "b"), acknowledged()), unknown(1, 4, put("x", "a")),
				op(2, 5, 6, get("x"), previous("a")));
	}

	@Test
	void anUnknownWriteTakesNoEffectBeforeItBegan() {
		rejects(0, op(2, 1, 2, get("x"), previous("a")), unknown(1, 3, put("x", "a")));
	}

	@Test
	void anUnknownComparisonMayHaveSucceededAtTheRightValueOnly() {
		accepts(op(2, 1, 2, put("x", "a"), acknowledged()), unknown(1, 3, compareAndPut("x", "a", "b")),
				op(2, 4, 5, get("x"), previous("b")));
		rejects(2, op(2, 1, 2, put("x", "c"), acknowledged()), unknown(1, 3, compareAndPut("x", "a", "b")),
				op(2, 4, 5, get("x"), previous("b")));
	}

	@Test
	void anAcknowledgedComparisonSucceeded() {
		rejects(1, op(2, 1, 2, put("x", "c"), acknowledged()),
				op(1, 3, 4, compareAndPut("x", "a", "b"), acknowledged()));
	}

	@Test
	void theTextNamesWhatCannotBeExplained() {
		CheckResult<KeyValueInput, KeyValueOutput> result = rejects(3, op(1, 0, 1, put("x", "a"), previous(null)),
				op(1, 2, 3, put("x", "b"), previous("a")), unknown(4, 3, put("x", "c")),
				op(3, 6, 7, get("x"), previous("a")));
		assertThat(result.toString()).isEqualTo("""
				Not linearizable in partition "x".
				No order explains this answer:
				  client 3 [6, 7] GET(x) -> "a"
				Without it there is one, of 2 operations, which ends with (last 2):
				  client 1 [0, 1] PUT(x, a) -> null
				  client 1 [2, 3] PUT(x, b) -> "a"
				  and leaves the state "b"
				Operations that ran beside it, or whose outcome is not known: 1
				  client 4 [3, never] PUT(x, c) -> unknown
				""");
	}

	@Test
	void aSearchThatComesToItsLimitsIsUndecided() {
		RandomHistories.Shape shape = new RandomHistories.Shape(5, 100, List.of(KeyValueInput.Kind.values()), 3, 0,
				false);
		CheckResult<KeyValueInput, KeyValueOutput> result = new LinearizabilityChecker<>(new KeyValueModel(),
				new CheckLimits(10, 0))
			.check(new RandomHistories(1).generate(shape));
		assertThat(result.verdict()).isEqualTo(Verdict.UNDECIDED);
		assertThat(result.isLinearizable()).isFalse();
		assertThat(result.toString()).contains("steps=10").contains("[k]").contains("raise them");
	}

	private void accepts(Step... history) {
		CheckResult<KeyValueInput, KeyValueOutput> result = check(history);
		assertThat(result.verdict()).as(result.text()).isEqualTo(Verdict.LINEARIZABLE);
		assertThat(result.counterexample()).isNull();
	}

	private CheckResult<KeyValueInput, KeyValueOutput> rejects(int culprit, Step... history) {
		CheckResult<KeyValueInput, KeyValueOutput> result = check(history);
		assertThat(result.verdict()).as(result.text()).isEqualTo(Verdict.NOT_LINEARIZABLE);
		assertThat(Objects.requireNonNull(result.counterexample()).culprit()).as(result.text())
			.isEqualTo(history[culprit].operation());
		return result;
	}

	private CheckResult<KeyValueInput, KeyValueOutput> check(Step... history) {
		return this.checker.check(Stream.of(history).map(Step::operation).toList());
	}

	private static Step op(long client, long invoked, long completed, KeyValueInput input, KeyValueOutput output) {
		return new Step(new Operation<>(client, invoked, completed, input, output));
	}

	private static Step unknown(long client, long invoked, KeyValueInput input) {
		return new Step(Operation.unknown(client, invoked, input));
	}

	private static KeyValueInput get(String key) {
		return KeyValueInput.get(key);
	}

	private static KeyValueInput put(String key, String value) {
		return KeyValueInput.put(key, value);
	}

	private static KeyValueInput append(String key, String value) {
		return KeyValueInput.append(key, value);
	}

	private static KeyValueInput delete(String key) {
		return KeyValueInput.delete(key);
	}

	private static KeyValueInput compareAndPut(String key, String expected, String value) {
		return KeyValueInput.compareAndPut(key, expected, value);
	}

	private static KeyValueOutput previous(String value) {
		return KeyValueOutput.previous(value);
	}

	private static KeyValueOutput acknowledged() {
		return KeyValueOutput.acknowledged();
	}

	/**
	 * An operation, without type parameters to suit variable argument lists.
	 */
	private record Step(Operation<KeyValueInput, KeyValueOutput> operation) {

	}

}
