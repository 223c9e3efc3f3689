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

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * A call that was recorded and not yet answered. Answer it once, from any thread; a call
 * that never gets an answer counts as one of unknown outcome.
 *
 * @param <I> what was asked
 * @param <O> what is answered
 */
public final class Call<I, O> {

	private final LongSupplier clock;

	private final AtomicReference<@Nullable Operation<I, O>> answer = new AtomicReference<>();

	private final Operation<I, O> open;

	private volatile boolean rejected;

	Call(LongSupplier clock, Operation<I, O> open) {
		this.clock = clock;
		this.open = open;
	}

	/**
	 * The answer has arrived.
	 * @param output the answer; null if that is what the service said
	 */
	public void complete(@Nullable O output) {
		settle(new Operation<>(this.open.client(), this.open.invoked(), this.clock.getAsLong(), this.open.input(),
				output));
	}

	/**
	 * The outcome will never be known: a time-out, a lost connection, the error "result
	 * unknown".
	 */
	public void unknown() {
		settle(this.open);
	}

	/**
	 * The operation has surely not taken effect; the history forgets it. For errors that
	 * promise it, such as "rejected due to leader change". When in doubt, use
	 * {@link #unknown()}.
	 */
	public void rejected() {
		settle(this.open);
		this.rejected = true;
	}

	private void settle(Operation<I, O> outcome) {
		if (!this.answer.compareAndSet(null, outcome)) {
			throw new IllegalStateException("operation \"" + outcome + "\" was already answered as \""
					+ this.answer.get() + "\": answer each call once");
		}
	}

	/**
	 * What is known now.
	 * @return the operation, or null if it surely did not happen
	 */
	@Nullable Operation<I, O> operation() {
		if (this.rejected) {
			return null;
		}
		Operation<I, O> operation = this.answer.get();
		return (operation != null) ? operation : this.open;
	}

}
