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
 * How an input reaches the machine.
 */
public enum ApplyKind {

	/**
	 * A replicated write: appended to the log, applied on every node in the same order.
	 */
	COMMAND("Command"),

	/**
	 * A linearizable read: sees every command that was acknowledged before the query was
	 * sent (Raft dissertation, section 6.4). Runs on the node that was asked.
	 */
	QUERY("Query"),

	/**
	 * A local read: answered at once from this node's state, perhaps stale, never older
	 * than what this node has already answered.
	 */
	LOCAL_QUERY("LocalQuery");

	private final String wireName;

	ApplyKind(String wireName) {
		this.wireName = wireName;
	}

	/**
	 * Return the name used in JSON-RPC.
	 * @return the name, such as {@code "Command"}
	 */
	public String wireName() {
		return this.wireName;
	}

}
