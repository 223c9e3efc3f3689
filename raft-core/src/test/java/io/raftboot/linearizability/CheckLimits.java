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

/**
 * How much one search may use before it gives up. Counted, not timed, so that the same
 * history always gets the same verdict.
 *
 * @param steps steps of the model, at least 1
 * @param memory bytes, roughly, for remembered configurations; when they are used up the
 * search goes on and remembers no more
 */
public record CheckLimits(long steps, long memory) {

	/**
	 * Twenty million steps and 256 MiB: some ten seconds at most.
	 */
	public static final CheckLimits DEFAULT = new CheckLimits(20_000_000, 256L << 20);

	public CheckLimits {
		if (steps < 1) {
			throw new IllegalArgumentException("steps is \"" + steps + "\": give at least 1");
		}
		if (memory < 0) {
			throw new IllegalArgumentException("memory is \"" + memory + "\": give 0 or more bytes");
		}
	}

}
