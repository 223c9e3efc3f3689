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

package io.raftboot.autoconfigure;

import io.raftboot.ApplyContext;
import io.raftboot.Machine;
import io.raftboot.ReadOnly;

/**
 * Counts.
 */
public class CounterMachine implements Machine<CounterMachine.Input> {

	private long count;

	@Override
	public Object apply(ApplyContext context, Input input) {
		if (input instanceof Input.Add add) {
			this.count += add.amount();
		}
		return this.count;
	}

	/**
	 * What the counter takes.
	 */
	public sealed interface Input {

		/**
		 * Adds.
		 */
		record Add(long amount) implements Input {
		}

		/**
		 * Reads.
		 */
		@ReadOnly
		record Read() implements Input {
		}

	}

}
