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

/**
 * What an entry of the log holds. The codes are part of the log's format and never
 * change.
 */
public enum EntryType {

	/** A leader's first entry of its term: commits what came before it. */
	NO_OP(0),

	/** An opaque payload. */
	COMMAND(1),

	/** A {@link Configuration}, in force as soon as it is in the log. */
	CONFIGURATION(2);

	private final byte code;

	EntryType(int code) {
		this.code = (byte) code;
	}

	/**
	 * Return the code on disk and on the wire.
	 * @return the code
	 */
	public byte code() {
		return this.code;
	}

	/**
	 * Return the type of a code.
	 * @param code the code
	 * @return the type
	 * @throws IllegalArgumentException if there is none
	 */
	public static EntryType of(byte code) {
		return switch (code) {
			case 0 -> NO_OP;
			case 1 -> COMMAND;
			case 2 -> CONFIGURATION;
			default -> throw new IllegalArgumentException("entry type must be 0 to 2 but was \"" + code + "\"");
		};
	}

}
