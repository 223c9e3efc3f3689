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

package io.raftboot.linearizability;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Configurations from which the search has already found no way (Lowe, "Testing for
 * linearizability", 2017). One in which more of the unknown operations are used up, with
 * all else equal, can do no better, so it counts as found too.
 *
 * @param <S> the state
 */
final class Memo<S> {

	/**
	 * Past this many incomparable sets of unknown operations, looking them up costs more
	 * than it saves.
	 */
	private static final int MAX_SETS = 256;

	/**
	 * Rough cost of one entry without its words, in bytes.
	 */
	private static final int ENTRY_BYTES = 160;

	private final Map<Configuration<S>, List<long[]>> seen = new HashMap<>();

	private final long maxBytes;

	private long bytes;

	Memo(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Remember a configuration.
	 * @param first the first known operation without a place
	 * @param window which of the known ones after it have one
	 * @param state the state
	 * @param unknown which of the unknown ones have one
	 * @return false if it need not be searched
	 */
	boolean isNew(int first, long[] window, S state, long[] unknown) {
		Configuration<S> configuration = new Configuration<>(first, window, state);
		List<long[]> sets = this.seen.get(configuration);
		if (sets == null) {
			if (this.bytes < this.maxBytes) {
				this.bytes += ENTRY_BYTES + 8L * (window.length + unknown.length);
				sets = new ArrayList<>(1);
				sets.add(unknown);
				this.seen.put(configuration, sets);
			}
			return true;
		}
		for (long[] set : sets) {
			if (isWithin(set, unknown)) {
				return false;
			}
		}
		sets.removeIf((set) -> isWithin(unknown, set));
		if (sets.size() < MAX_SETS && this.bytes < this.maxBytes) {
			this.bytes += 16 + 8L * unknown.length;
			sets.add(unknown);
		}
		return true;
	}

	private static boolean isWithin(long[] part, long[] whole) {
		for (int i = 0; i < part.length; i++) {
			if ((part[i] & ~whole[i]) != 0) {
				return false;
			}
		}
		return true;
	}

	private static final class Configuration<S> {

		private final int first;

		private final long[] window;

		private final S state;

		private final int hash;

		Configuration(int first, long[] window, S state) {
			this.first = first;
			this.window = window;
			this.state = state;
			this.hash = (31 * first + Arrays.hashCode(window)) * 31 + state.hashCode();
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Configuration<?> that && this.hash == that.hash && this.first == that.first
					&& Arrays.equals(this.window, that.window) && this.state.equals(that.state);
		}

		@Override
		public int hashCode() {
			return this.hash;
		}

	}

}
