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

import java.time.Instant;

/**
 * What a machine may know of the input it applies.
 *
 * @param kind how the input came
 * @param role the role of this node at the moment. It differs between replicas, so a
 * command must not let it change the state
 * @param index the log index of the command; for a query the index of the last command
 * that it sees
 * @param term the term of the command's entry; for a query the term of the last one
 * @param timestampMillis the leader's clock when it took the command, milliseconds since
 * the epoch, never falling from one index to the next and the same on every replica
 */
public record ApplyContext(ApplyKind kind, Role role, long index, long term, long timestampMillis) {

	/**
	 * Return the leader's time of the command: the only clock that a machine may use.
	 * @return the time, the same on every replica
	 */
	public Instant time() {
		return Instant.ofEpochMilli(this.timestampMillis);
	}

}
