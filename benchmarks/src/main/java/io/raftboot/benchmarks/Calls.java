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

import java.nio.ByteBuffer;

/**
 * Writes the calls of one connection.
 */
interface Calls {

	/**
	 * Returns the length of a call.
	 * @return bytes, the same for every call
	 */
	int size();

	/**
	 * Writes one call.
	 * @param out has room for {@link #size()} bytes
	 * @param ids gives an id of ten digits for each command of the call
	 * @param keys gives the key and the value for each command of the call
	 */
	void write(ByteBuffer out, Ids ids, KeySource keys);

	/**
	 * Hands out ids of commands.
	 */
	@FunctionalInterface
	interface Ids {

		/**
		 * Takes the next id; from now on the command counts as sent.
		 * @return a number of ten digits
		 */
		int take();

	}

}
