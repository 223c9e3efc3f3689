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
 * Thrown when what a node sees cannot be if everyone kept to the rules: a bug, or a disk
 * that lost what it had acknowledged. The state of the {@link Consensus} is undefined
 * from then on: the caller stops the node, so that the damage does not spread, and counts
 * it.
 */
public final class InvariantViolation extends IllegalStateException {

	/**
	 * Create a violation.
	 * @param message what was expected, what was found and what may have led there
	 */
	InvariantViolation(String message) {
		super(message);
	}

}
