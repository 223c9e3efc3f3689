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

import java.util.ArrayList;
import java.util.List;

/**
 * A log in memory that behaves as a durable one.
 */
final class MemoryLog implements LogReader {

	private final List<Entry> entries = new ArrayList<>();

	private long baseIndex;

	private long baseTerm;

	@Override
	public long baseIndex() {
		return this.baseIndex;
	}

	@Override
	public long lastIndex() {
		return this.baseIndex + this.entries.size();
	}

	@Override
	public long term(long index) {
		return (index != this.baseIndex) ? entry(index).term() : this.baseTerm;
	}

	@Override
	public List<Entry> entries(long from, long to, long maxBytes) {
		List<Entry> result = new ArrayList<>();
		long bytes = 0;
		for (long index = from; index <= to; index++) {
			bytes += entry(index).size();
			if (!result.isEmpty() && bytes > maxBytes) {
				break;
			}
			result.add(entry(index));
		}
		return result;
	}

	Entry entry(long index) {
		if (index <= this.baseIndex || index > lastIndex()) {
			throw new IllegalArgumentException("index " + index + " is not in " + firstIndex() + " to " + lastIndex());
		}
		return this.entries.get((int) (index - this.baseIndex - 1));
	}

	void append(List<Entry> added) {
		if (added.isEmpty()) {
			return;
		}
		long first = added.get(0).index();
		if (first > lastIndex() + 1 || first <= this.baseIndex) {
			throw new IllegalArgumentException("index " + first + " does not follow " + lastIndex());
		}
		this.entries.subList((int) (first - this.baseIndex - 1), this.entries.size()).clear();
		this.entries.addAll(added);
	}

	/**
	 * Drop the beginning, as after a snapshot was taken.
	 * @param index the last index to go
	 */
	void dropUpTo(long index) {
		this.baseTerm = term(index);
		this.entries.subList(0, (int) (index - this.baseIndex)).clear();
		this.baseIndex = index;
	}

	/**
	 * Start anew after a snapshot, unless the very entry is here.
	 * @param snapshot the snapshot
	 */
	void restart(SnapshotPoint snapshot) {
		boolean here = snapshot.index() > this.baseIndex && snapshot.index() <= lastIndex()
				&& term(snapshot.index()) == snapshot.term();
		if (here) {
			dropUpTo(snapshot.index());
			return;
		}
		this.entries.clear();
		this.baseIndex = snapshot.index();
		this.baseTerm = snapshot.term();
	}

}
