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

import java.util.List;

/**
 * The durable log, as consensus sees it: everything handed out for appending and not yet
 * dropped. Reads nothing that consensus has not been told to be there.
 */
public interface LogReader {

	/**
	 * Return the first index that can be read: one above {@link #baseIndex()}.
	 * @return the first index
	 */
	default long firstIndex() {
		return baseIndex() + 1;
	}

	/**
	 * Return the index before the first, whose term is still known: that of the entry
	 * which was dropped last, 0 when none was.
	 * @return the index
	 */
	long baseIndex();

	/**
	 * Return the last index, {@link #baseIndex()} when the log is empty.
	 * @return the index
	 */
	long lastIndex();

	/**
	 * Return the term of an entry.
	 * @param index from {@link #baseIndex()} to {@link #lastIndex()}
	 * @return its term
	 */
	long term(long index);

	/**
	 * Return consecutive entries.
	 * @param from the first, from {@link #firstIndex()}
	 * @param to the last, at most {@link #lastIndex()}
	 * @param maxBytes the most bytes by {@link Entry#size()}, but always at least one
	 * entry
	 * @return the entries, at least one
	 */
	List<Entry> entries(long from, long to, long maxBytes);

}
