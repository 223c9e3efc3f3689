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

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An operation on one key.
 *
 * @param kind what to do
 * @param key the key
 * @param value the value to put or append; null for the others
 * @param expected for {@link Kind#COMPARE_AND_PUT}, the value that must be there (null:
 * none); null for the others
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyValueInput(Kind kind, String key, @Nullable String value, @Nullable String expected) {

	public KeyValueInput {
		Objects.requireNonNull(kind, "Field \"kind\" is missing");
		Objects.requireNonNull(key, "Field \"key\" is missing");
		boolean writes = (kind != Kind.GET && kind != Kind.DELETE);
		if (writes != (value != null)) {
			throw new IllegalArgumentException("Field \"value\" of \"" + kind + "\" is \"" + value
					+ "\": PUT, APPEND and COMPARE_AND_PUT have one, GET and DELETE have none");
		}
		if (expected != null && kind != Kind.COMPARE_AND_PUT) {
			throw new IllegalArgumentException(
					"Field \"expected\" of \"" + kind + "\" is \"" + expected + "\": only COMPARE_AND_PUT has one");
		}
	}

	public static KeyValueInput get(String key) {
		return new KeyValueInput(Kind.GET, key, null, null);
	}

	public static KeyValueInput put(String key, String value) {
		return new KeyValueInput(Kind.PUT, key, value, null);
	}

	public static KeyValueInput append(String key, String value) {
		return new KeyValueInput(Kind.APPEND, key, value, null);
	}

	public static KeyValueInput delete(String key) {
		return new KeyValueInput(Kind.DELETE, key, null, null);
	}

	public static KeyValueInput compareAndPut(String key, @Nullable String expected, String value) {
		return new KeyValueInput(Kind.COMPARE_AND_PUT, key, value, expected);
	}

	String text() {
		return (this.value != null) ? this.value : "";
	}

	@Override
	public String toString() {
		String values = (this.kind == Kind.COMPARE_AND_PUT) ? ", " + this.expected + ", " + this.value
				: (this.value != null) ? ", " + this.value : "";
		return this.kind + "(" + this.key + values + ")";
	}

	/**
	 * What to do with the key. Each answers with the value that was there before, or with
	 * nothing.
	 */
	public enum Kind {

		/**
		 * Read the value.
		 */
		GET,
		/**
		 * Set the value.
		 */
		PUT,
		/**
		 * Add text to the end of the value; a key without one has the empty text.
		 */
		APPEND,
		/**
		 * Remove the key.
		 */
		DELETE,
		/**
		 * Set the value if the one there is the expected one, or else do nothing.
		 */
		COMPARE_AND_PUT

	}

}
