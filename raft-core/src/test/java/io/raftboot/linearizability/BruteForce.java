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

import org.jspecify.annotations.Nullable;

/**
 * Tries every order of the operations on one key. For a handful of operations only.
 */
final class BruteForce {

	private BruteForce() {
	}

	static boolean isLinearizable(List<Operation<KeyValueInput, KeyValueOutput>> history) {
		return isLinearizable(history, null);
	}

	private static boolean isLinearizable(List<Operation<KeyValueInput, KeyValueOutput>> rest, @Nullable String value) {
		long horizon = rest.stream().mapToLong(Operation::completed).min().orElse(Operation.NEVER);
		if (horizon == Operation.NEVER) {
			return true;
		}
		for (int i = 0; i < rest.size(); i++) {
			Operation<KeyValueInput, KeyValueOutput> operation = rest.get(i);
			Register register = new Register(value);
			if (operation.invoked() <= horizon && follows(register, operation)) {
				List<Operation<KeyValueInput, KeyValueOutput>> others = new ArrayList<>(rest);
				others.remove(i);
				if (isLinearizable(others, register.value)) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean follows(Register register, Operation<KeyValueInput, KeyValueOutput> operation) {
		KeyValueOutput output = operation.output();
		if (output == null) {
			register.apply(operation.input());
			return true;
		}
		return register.agrees(operation.input(), output);
	}

}
