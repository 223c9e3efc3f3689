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

package io.raftboot.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each thing happened, so that a fault that never did is seen.
 */
final class Statistics {

	private final Map<String, long[]> counts = new HashMap<>();

	void count(String what) {
		add(what, 1);
	}

	void add(String what, long times) {
		this.counts.computeIfAbsent(what, (key) -> new long[1])[0] += times;
	}

	void addAll(Statistics other) {
		other.counts.forEach((what, times) -> add(what, times[0]));
	}

	long of(String what) {
		long[] times = this.counts.get(what);
		return (times != null) ? times[0] : 0;
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		new TreeMap<>(this.counts).forEach((what, times) -> text.append(String.format("%12d  %s%n", times[0], what)));
		return text.toString();
	}

}
