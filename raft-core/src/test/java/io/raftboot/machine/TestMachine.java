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

package io.raftboot.machine;

import java.io.IOException;
import java.util.TreeMap;

import io.raftboot.ApplyContext;
import io.raftboot.Machine;
import io.raftboot.ReadOnly;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.MissingNode;

/**
 * A machine that does everything that a machine can do wrong.
 */
final class TestMachine implements Machine<TestMachine.Input> {

	private final TreeMap<String, Long> entries = new TreeMap<>();

	private long first;

	private long second;

	transient volatile @Nullable Runnable during;

	@Override
	public @Nullable Object apply(ApplyContext context, Input input) throws Exception {
		Runnable hook = this.during;
		if (hook != null) {
			hook.run();
		}
		if (input instanceof Add add) {
			return this.entries.merge(add.key(), add.amount(), Long::sum);
		}
		if (input instanceof Get get) {
			return this.entries.get(get.key());
		}
		if (input instanceof Step) {
			this.first++;
			Thread.onSpinWait();
			this.second++;
			return this.second;
		}
		if (input instanceof Pair) {
			return new long[] { this.first, this.second };
		}
		if (input instanceof Time) {
			return context.timestampMillis();
		}
		return fail(((Fail) input).how());
	}

	private @Nullable Object fail(String how) throws Exception {
		return switch (how) {
			case "exception" -> throw new IOException("planned");
			case "runtime" -> throw new IllegalStateException("planned");
			case "overflow" -> overflow(0);
			case "unwritable" -> new Object();
			case "nothing" -> MissingNode.getInstance();
			case "memory" -> throw new OutOfMemoryError("planned");
			default -> null;
		};
	}

	private static long overflow(long depth) {
		return (depth < 0) ? depth : overflow(depth + 1) + 1;
	}

	sealed interface Input {

	}

	record Add(String key, long amount) implements Input {
	}

	record Step() implements Input {
	}

	record Fail(String how) implements Input {
	}

	@ReadOnly(quick = true)
	record Get(String key) implements Input {
	}

	@ReadOnly
	record Pair() implements Input {
	}

	record Time() implements Input {
	}

}
