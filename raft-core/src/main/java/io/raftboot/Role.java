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

/**
 * What a node is at the moment in its cluster.
 */
public enum Role {

	/** The node that appends to the log in the current term. */
	LEADER("Leader"),

	/** A voter that follows, or waits for, a leader. */
	FOLLOWER("Follower"),

	/** A voter that asks for votes, or for pre-votes. */
	CANDIDATE("Candidate"),

	/** A member that replicates the log and does not vote. */
	LEARNER("Learner"),

	/** A member that votes and acknowledges but keeps no commands. */
	WITNESS("Witness");

	private final String wireName;

	Role(String wireName) {
		this.wireName = wireName;
	}

	/**
	 * Return the name used in JSON-RPC.
	 * @return the name, such as {@code "Leader"}
	 */
	public String wireName() {
		return this.wireName;
	}

}
