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

package io.raftboot.ratis;

import java.util.TreeMap;

/**
 * The terms of the entries that were given out last: which is at an index tells whether a
 * barrier that was appended there is the one that was committed.
 */
final class Terms {

	private static final int REMEMBERED = 64;

	/** The first index of each term. */
	private final TreeMap<Long, Long> starts = new TreeMap<>();

	private long lastIndex = -1;

	private long lastTerm = -1;

	void given(long index, long term) {
		this.lastIndex = index;
		if (term != this.lastTerm) {
			this.lastTerm = term;
			this.starts.put(index, term);
			if (this.starts.size() > REMEMBERED) {
				this.starts.pollFirstEntry();
			}
		}
	}

	/** A snapshot took the place of everything: nothing is known of what is before it. */
	void restored(long index, long term) {
		this.starts.clear();
		this.lastTerm = -1;
		given(index, term);
	}

	long lastIndex() {
		return this.lastIndex;
	}

	/**
	 * Return the term of an entry that was given out, 0 when it is not known any more.
	 */
	long at(long index) {
		var start = this.starts.floorEntry(index);
		return (start != null && index <= this.lastIndex) ? start.getValue() : 0;
	}

}
