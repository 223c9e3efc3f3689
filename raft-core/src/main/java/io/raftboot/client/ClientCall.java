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

package io.raftboot.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.raftboot.ErrorCode;
import io.raftboot.RaftException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call that has no outcome yet. Belongs to the client's thread but for its future.
 */
final class ClientCall {

	private final CompletableFuture<JsonNode> future = new CompletableFuture<>();

	private final ObjectNode request;

	private final boolean command;

	private final boolean repeatable;

	private final long deadlineNanos;

	private final Executor completions;

	private Lanes.@Nullable Lane lane;

	private long sequence;

	private byte @Nullable [] line;

	private long sentNanos;

	private boolean sent;

	/** Whether an attempt can have been applied though nobody said so. */
	private boolean uncertain;

	/**
	 * Create a call.
	 * @param request the request without an id, and without a session
	 * @param command whether it is a command, which gets a session
	 * @param repeatable whether it may be sent again when its outcome is unknown
	 * @param deadlineNanos when it fails
	 * @param completions tells the outcome
	 */
	ClientCall(ObjectNode request, boolean command, boolean repeatable, long deadlineNanos, Executor completions) {
		this.request = request;
		this.command = command;
		this.repeatable = repeatable;
		this.deadlineNanos = deadlineNanos;
		this.completions = completions;
	}

	CompletableFuture<JsonNode> future() {
		return this.future;
	}

	ObjectNode request() {
		return this.request;
	}

	boolean isCommand() {
		return this.command;
	}

	boolean isRepeatable() {
		return this.repeatable;
	}

	long deadlineNanos() {
		return this.deadlineNanos;
	}

	void assign(Lanes.Lane lane, long sequence) {
		this.lane = lane;
		this.sequence = sequence;
	}

	Lanes.@Nullable Lane lane() {
		return this.lane;
	}

	long sequence() {
		return this.sequence;
	}

	byte @Nullable [] line() {
		return this.line;
	}

	void line(byte[] line) {
		this.line = line;
	}

	void sent(long nanos) {
		this.sent = true;
		this.sentNanos = nanos;
	}

	boolean isSent() {
		return this.sent;
	}

	long sentNanos() {
		return this.sentNanos;
	}

	/**
	 * The attempt is over. It can have been applied unless the member said otherwise.
	 */
	void over(boolean surelyNotApplied) {
		this.uncertain |= this.sent && !surelyNotApplied;
		this.sent = false;
	}

	/**
	 * Return what the caller is told when the time is over.
	 * @param problem what went wrong last, empty when nothing did
	 */
	RaftException timedOut(String problem) {
		boolean unknown = this.uncertain || this.sent;
		return new RaftException(
				(unknown && (this.command || !this.repeatable)) ? ErrorCode.RESULT_UNKNOWN : ErrorCode.NO_LEADER,
				"no member gave an outcome within the request timeout"
						+ (problem.isEmpty() ? "" : "; the last attempt: " + problem));
	}

	void succeed(JsonNode result) {
		this.future.completeAsync(() -> result, this.completions);
	}

	void fail(RaftException failure) {
		this.future.completeAsync(() -> {
			throw failure;
		}, this.completions);
	}

}
