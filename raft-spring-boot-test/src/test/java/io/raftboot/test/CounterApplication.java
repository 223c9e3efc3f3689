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

package io.raftboot.test;

import java.util.Map;
import java.util.TreeMap;

import io.raftboot.ApplyContext;
import io.raftboot.Machine;
import io.raftboot.ReadOnly;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Component;

/**
 * An application with a machine of its own and nothing else.
 */
@SpringBootApplication(proxyBeanMethods = false)
class CounterApplication {

	/**
	 * Counts under names.
	 */
	@Component
	static final class CounterMachine implements Machine<CounterInput> {

		private final Map<String, Long> counters = new TreeMap<>();

		@Override
		public Object apply(ApplyContext context, CounterInput input) {
			if (input instanceof CounterInput.Add add) {
				return this.counters.merge(add.name(), add.amount(), Long::sum);
			}
			return this.counters.getOrDefault(((CounterInput.Read) input).name(), 0L);
		}

	}

	/**
	 * What the counters take.
	 */
	sealed interface CounterInput {

		/**
		 * Adds.
		 */
		record Add(String name, long amount) implements CounterInput {
		}

		/**
		 * Reads.
		 */
		@ReadOnly
		record Read(String name) implements CounterInput {
		}

	}

}
