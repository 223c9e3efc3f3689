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

import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeyValueStateTests {

	@Test
	void absenceIsNotTheEmptyText() {
		assertThat(KeyValueState.ABSENT).isNotEqualTo(KeyValueState.of("")).isEqualTo(KeyValueState.of(null));
		assertThat(KeyValueState.ABSENT.append("")).isEqualTo(KeyValueState.of(""));
	}

	@Test
	void textsAreEqualHoweverTheyCameAbout() {
		for (long seed = 1; seed <= 2000; seed++) {
			Random random = new Random(seed);
			StringBuilder left = new StringBuilder();
			StringBuilder right = new StringBuilder();
			KeyValueState one = grow(random, left, KeyValueState.ABSENT);
			boolean shared = random.nextBoolean();
			right.append(shared ? left : "");
			KeyValueState other = grow(random, right, shared ? one : KeyValueState.ABSENT);
			one = grow(random, left, one);
			String description = "seed " + seed + ": " + one + " and " + other;
			assertThat(one.toString()).isEqualTo("\"" + left + "\"");
			assertThat(one.equals(other)).as(description).isEqualTo(left.compareTo(right) == 0);
			assertThat(one.isStartOf(other)).as(description).isEqualTo(right.toString().startsWith(left.toString()));
			assertThat(one).isEqualTo(KeyValueState.of(left.toString()))
				.hasSameHashCodeAs(KeyValueState.of(left.toString()));
		}
	}

	private static KeyValueState grow(Random random, StringBuilder text, KeyValueState state) {
		KeyValueState grown = state.append("");
		for (int i = random.nextInt(4); i > 0; i--) {
			String end = "ab".repeat(2).substring(random.nextInt(5));
			text.append(end);
			grown = grown.append(end);
		}
		return grown;
	}

}
