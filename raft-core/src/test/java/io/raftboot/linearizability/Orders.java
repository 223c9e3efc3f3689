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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Proves an order that the checker gives, by the rules alone.
 */
final class Orders {

	private Orders() {
	}

	static void assertProves(List<Operation<KeyValueInput, KeyValueOutput>> order,
			List<Operation<KeyValueInput, KeyValueOutput>> history) {
		List<Operation<KeyValueInput, KeyValueOutput>> rest = new ArrayList<>(history);
		for (Operation<KeyValueInput, KeyValueOutput> operation : order) {
			assertThat(rest.remove(operation)).as("in the history, once: " + operation).isTrue();
		}
		assertThat(rest).as("left out").allMatch(Operation::isUnknown);
		Register register = new Register(null);
		long latest = Long.MIN_VALUE;
		for (Operation<KeyValueInput, KeyValueOutput> operation : order) {
			latest = Math.max(latest, operation.invoked());
			assertThat(operation.completed()).as("completed before one placed earlier began")
				.isGreaterThanOrEqualTo(latest);
			KeyValueOutput output = operation.output();
			if (output != null) {
				assertThat(register.agrees(operation.input(), output)).as("answer of " + operation).isTrue();
			}
			else {
				register.apply(operation.input());
			}
		}
	}

}
