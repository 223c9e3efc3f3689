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
 * The ways in which a call to a node fails. Codes and messages are the JSON-RPC ones.
 */
public enum ErrorCode {

	/** A cluster is created on a node that is a member of one. */
	CLUSTER_ALREADY_CREATED(100, "Cluster already created"),

	/** A member is added again. */
	SERVER_ALREADY_ADDED(101, "Server already added"),

	/** The node is in no cluster or was removed, or the address is no member's. */
	NOT_CLUSTER_MEMBER(102, "Not a cluster member"),

	/** The machine's type does not take the input. It never entered the log. */
	INVALID_MACHINE_INPUT(103, "Invalid machine input"),

	/** The machine's output cannot be written as JSON. */
	INVALID_MACHINE_OUTPUT(104, "Invalid machine output"),

	/** The machine gave no output where one is due. */
	NO_MACHINE_OUTPUT(105, "No machine output"),

	/** Surely not applied: safe to send again. */
	LEADER_CHANGED(106, "Request rejected due to leader change"),

	/** Perhaps applied: retry with a session. */
	RESULT_UNKNOWN(107, "Request result unknown (it could either be accepted or rejected)"),

	/** No leader is known, or it cannot be reached. Surely not applied. */
	NO_LEADER(108, "No leader in the cluster or not known by the server"),

	/** A queue or the in-memory log is full. Surely not applied. */
	BUSY(109, "Server busy"),

	/** The command is larger than the limit. */
	TOO_LARGE(110, "Request too large"),

	/** Another membership change has not ended. */
	MEMBERSHIP_CHANGE_IN_PROGRESS(111, "Membership change in progress"),

	/** The session's record was evicted: the outcome is unknown. */
	SESSION_EXPIRED(112, "Session expired"),

	/**
	 * The machine threw an exception while applying. Every replica takes this outcome.
	 */
	MACHINE_FAILED(113, "Machine failed");

	private final int code;

	private final String message;

	ErrorCode(int code, String message) {
		this.code = code;
		this.message = message;
	}

	/**
	 * Return the JSON-RPC error code.
	 * @return the code, 100 to 113
	 */
	public int code() {
		return this.code;
	}

	/**
	 * Return the JSON-RPC error message.
	 * @return the message
	 */
	public String message() {
		return this.message;
	}

}
