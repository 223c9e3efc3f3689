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

package io.raftboot.machine;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.OutcomeHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A caller that waits for the outcome of an input. Whoever claims it first, the machine,
 * the engine, the clock or the end of the node, answers it; all others come too late.
 */
abstract class Call extends Inbox.Task {

	private static final Logger log = LoggerFactory.getLogger(Call.class);

	private static final AtomicIntegerFieldUpdater<Call> CLAIMED = AtomicIntegerFieldUpdater.newUpdater(Call.class,
			"claimed");

	private final Calls calls;

	private final ApplyKind kind;

	private final Object input;

	private final int size;

	private final OutcomeHandler handler;

	private volatile int claimed;

	/** Set when it is registered, before any other thread can see the call. */
	private long number;

	private long deadlineNanos;

	private @Nullable Outcome outcome;

	Call(Calls calls, ApplyKind kind, Object input, int size, OutcomeHandler handler) {
		this.calls = calls;
		this.kind = kind;
		this.input = input;
		this.size = size;
		this.handler = handler;
	}

	final ApplyKind kind() {
		return this.kind;
	}

	final Object input() {
		return this.input;
	}

	final Calls calls() {
		return this.calls;
	}

	final int size() {
		return this.size;
	}

	final long number() {
		return this.number;
	}

	final long deadlineNanos() {
		return this.deadlineNanos;
	}

	void registered(long number, long deadlineNanos) {
		this.number = number;
		this.deadlineNanos = deadlineNanos;
	}

	final boolean isAnswered() {
		return this.claimed != 0;
	}

	/**
	 * Claim the call with its outcome, to be delivered by the same thread.
	 * @return whether the call was still open
	 */
	final boolean claim(Outcome outcome) {
		if (!CLAIMED.compareAndSet(this, 0, 1)) {
			return false;
		}
		this.outcome = outcome;
		this.calls.remove(this);
		return true;
	}

	final void deliver() {
		Outcome result = this.outcome;
		if (result == null) {
			throw new IllegalStateException("an unclaimed call was delivered");
		}
		this.calls.count(this.kind, result.code());
		try {
			result.deliver(this.handler);
		}
		catch (RuntimeException ex) {
			log.warn("A handler of outcomes failed, which it must not: {}", this.handler, ex);
		}
	}

	final void answer(Outcome outcome) {
		if (claim(outcome)) {
			deliver();
		}
	}

	final void fail(ErrorCode code, @Nullable String reason) {
		if (!isAnswered()) {
			answer(Outcome.failure(code, reason));
		}
	}

	/**
	 * The request timeout has passed, or the node ends, or its storage failed.
	 */
	abstract void unanswered();

	/**
	 * The machine has moved on: check what that means for the call.
	 * @param lastApplied the last index applied
	 * @param lastTerm the term of that entry, or of an earlier one
	 * @param restored the index of the last snapshot that was restored
	 */
	void applied(long lastApplied, long lastTerm, long restored) {
	}

}
