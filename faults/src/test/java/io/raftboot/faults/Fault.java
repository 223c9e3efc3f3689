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

package io.raftboot.faults;

import java.io.IOException;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong.
 */
interface Fault {

	/** Return its name, as in the options and the report. */
	default String label() {
		return Faults.label((Enum<?>) this);
	}

	/**
	 * Whether nothing else may be wrong while it lasts, because it costs a node its data.
	 */
	default boolean isAlone() {
		return false;
	}

	/** Whether it works here. */
	boolean isPossible(Capabilities capabilities);

	/**
	 * Let it happen.
	 * @return what to undo later, or null if there is nothing it could happen to now
	 * @throws IOException if it cannot be brought about
	 */
	@Nullable Injection inject(Cluster cluster, Random random) throws IOException;

	/**
	 * A fault that is there.
	 *
	 * @param where what it happened to
	 * @param millis how long it should last
	 * @param available whether commands must succeed while it lasts
	 * @param healing undoes it
	 */
	record Injection(String where, long millis, boolean available, Healing healing) {

	}

	/**
	 * Undoes a fault.
	 */
	interface Healing {

		void heal() throws IOException;

	}

}
