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

package io.raftboot.jsonrpc;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What the unfinished lines of all connections of a node may hold together: many small
 * beginnings of lines are as much as one long one. Thread-safe.
 */
final class LineMemory {

	private final long limit;

	private final AtomicLong taken = new AtomicLong();

	/**
	 * Create it.
	 * @param limit bytes
	 */
	LineMemory(long limit) {
		this.limit = limit;
	}

	/**
	 * Take some.
	 * @return whether it was there
	 */
	boolean take(long bytes) {
		if (bytes == 0) {
			return true;
		}
		if (this.taken.addAndGet(bytes) <= this.limit) {
			return true;
		}
		this.taken.addAndGet(-bytes);
		return false;
	}

	/** Give some back. */
	void give(long bytes) {
		this.taken.addAndGet(-bytes);
	}

	/** Return whether buffers that are empty had better be given back. */
	boolean isScarce() {
		return this.taken.get() > this.limit / 2;
	}

}
