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

package io.raftboot.sample;

import java.util.Arrays;

/**
 * How long successful calls took, and the longest time without any. Many threads add.
 */
final class Latencies {

	private long[] nanos = new long[1024];

	private int count;

	private long lastSuccess;

	private long longestGap;

	synchronized void add(long startNanos, long endNanos) {
		if (this.count == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, this.count * 2);
		}
		this.nanos[this.count++] = endNanos - startNanos;
		if (this.lastSuccess != 0) {
			this.longestGap = Math.max(this.longestGap, endNanos - this.lastSuccess);
		}
		this.lastSuccess = Math.max(this.lastSuccess, endNanos);
	}

	/**
	 * Forget everything, for another part of a run.
	 */
	synchronized void reset() {
		this.count = 0;
		this.lastSuccess = 0;
		this.longestGap = 0;
	}

	synchronized int count() {
		return this.count;
	}

	/**
	 * Return the longest time in which no call succeeded, milliseconds.
	 */
	synchronized long longestGapMillis() {
		return this.longestGap / 1_000_000;
	}

	/**
	 * Return a percentile, milliseconds.
	 * @param fraction such as 0.99; 1 for the slowest
	 */
	synchronized double millis(double fraction) {
		long[] sorted = Arrays.copyOf(this.nanos, this.count);
		Arrays.sort(sorted);
		return (this.count == 0) ? 0 : sorted[Math.min(this.count - 1, (int) (fraction * this.count))] / 1e6;
	}

	@Override
	public synchronized String toString() {
		return String.format("%d calls, p50 %.2f ms, p99 %.2f ms, slowest %.0f ms, longest time without any %d ms",
				this.count, millis(0.5), millis(0.99), millis(1), longestGapMillis());
	}

}
