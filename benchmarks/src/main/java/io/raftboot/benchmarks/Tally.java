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

package io.raftboot.benchmarks;

import java.util.Map;
import java.util.TreeMap;

import org.HdrHistogram.Histogram;

/**
 * Counts what was answered. Latencies count only while measuring; errors count always, as
 * an error while warming up is an error all the same.
 */
final class Tally {

	private static final long LONGEST_NANOS = 600_000_000_000L;

	private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);

	private final Map<String, Long> errors = new TreeMap<>();

	private boolean measuring;

	void measuring(boolean newMeasuring) {
		this.measuring = newMeasuring;
	}

	void succeeded(long nanos) {
		if (this.measuring) {
			this.latencies.recordValue(Math.min(nanos, LONGEST_NANOS));
		}
	}

	void failed(String error, long count) {
		if (count > 0) {
			this.errors.merge(error, count, Long::sum);
		}
	}

	long commands() {
		return this.latencies.getTotalCount();
	}

	Map<String, Long> errors() {
		return new TreeMap<>(this.errors);
	}

	Result.Latency latency() {
		return new Result.Latency(millis(50), millis(90), millis(99), millis(99.9), this.latencies.getMaxValue() / 1e6);
	}

	private double millis(double percentile) {
		return this.latencies.getValueAtPercentile(percentile) / 1e6;
	}

}
