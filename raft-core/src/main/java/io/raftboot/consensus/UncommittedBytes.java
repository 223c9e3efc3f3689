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

package io.raftboot.consensus;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How much a leader has appended and not committed, so that a cluster that cannot commit
 * does not fill the leader's memory.
 */
final class UncommittedBytes {

	private final Deque<Batch> batches = new ArrayDeque<>();

	private long total;

	long total() {
		return this.total;
	}

	void add(long lastIndex, long bytes) {
		this.batches.add(new Batch(lastIndex, bytes));
		this.total += bytes;
	}

	void release(long commitIndex) {
		while (!this.batches.isEmpty() && this.batches.getFirst().lastIndex <= commitIndex) {
			this.total -= this.batches.removeFirst().bytes;
		}
	}

	private record Batch(long lastIndex, long bytes) {
	}

}
