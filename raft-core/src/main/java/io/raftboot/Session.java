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

package io.raftboot;

import java.util.Objects;

/**
 * Makes a retry of a command safe: of all commands with the same client and sequence the
 * first is applied, and every one of them gets its outcome (Raft dissertation, section
 * 6.3).
 *
 * @param client a name that no other client uses, 1 to 128 characters
 * @param sequence the number of the command, above zero, higher for each new command
 */
public record Session(String client, long sequence) {

	/** The most characters a client's name may have. */
	public static final int MAX_CLIENT_LENGTH = 128;

	public Session {
		Objects.requireNonNull(client, "client");
		if (client.isEmpty() || client.length() > MAX_CLIENT_LENGTH) {
			throw new IllegalArgumentException(
					"session.client must have 1 to " + MAX_CLIENT_LENGTH + " characters but has " + client.length());
		}
		if (sequence <= 0) {
			throw new IllegalArgumentException("session.sequence must be above 0 but was \"" + sequence + "\"");
		}
	}

}
