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

import org.jspecify.annotations.Nullable;

/**
 * The answer to an operation on one key.
 *
 * @param told whether the answer says what the value was
 * @param previous the value just before the operation (for a get: the value), null if
 * there was none
 */
public record KeyValueOutput(boolean told, @Nullable String previous) {

	private static final KeyValueOutput ACKNOWLEDGED = new KeyValueOutput(false, null);

	/**
	 * The service says that the operation took effect, and no more.
	 * @return the answer
	 */
	public static KeyValueOutput acknowledged() {
		return ACKNOWLEDGED;
	}

	/**
	 * The service says what the value was.
	 * @param value the value before the operation, or null for none
	 * @return the answer
	 */
	public static KeyValueOutput previous(@Nullable String value) {
		return new KeyValueOutput(true, value);
	}

	@Override
	public String toString() {
		if (!this.told) {
			return "done";
		}
		return (this.previous != null) ? "\"" + this.previous + "\"" : "null";
	}

}
