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

package io.raftboot.faults;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.raftboot.linearizability.History;
import io.raftboot.linearizability.KeyValueInput;
import io.raftboot.linearizability.KeyValueOutput;

/**
 * What the clients saw on some keys that nobody uses before or after. A run is many of
 * them, so that each can be checked and forgotten while the run goes on.
 */
final class Window {

	private static final int KEYS = 12;

	/** What a window has been closed by, so that no operation can begin any more. */
	private static final int CLOSED = Integer.MIN_VALUE / 2;

	private final String name;

	private final List<String> keys;

	private final History<KeyValueInput, KeyValueOutput> history = new History<>(System::nanoTime);

	private final AtomicInteger inFlight = new AtomicInteger();

	Window(String name) {
		this.name = name;
		this.keys = IntStream.range(0, KEYS).mapToObj((key) -> name + "-" + key).toList();
	}

	/** Begin an operation, unless the window is closed. */
	boolean enter() {
		return this.inFlight.updateAndGet((count) -> (count >= 0) ? count + 1 : count) > 0;
	}

	void leave() {
		this.inFlight.decrementAndGet();
	}

	/** Let no operation begin any more, and wait for those that have begun. */
	void close() {
		this.inFlight.addAndGet(CLOSED);
		while (this.inFlight.get() != CLOSED) {
			Pauses.millis(2);
		}
	}

	String key(Random random) {
		return this.keys.get(random.nextInt(KEYS));
	}

	String name() {
		return this.name;
	}

	List<String> keys() {
		return this.keys;
	}

	History<KeyValueInput, KeyValueOutput> history() {
		return this.history;
	}

}
