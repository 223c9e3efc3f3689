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

import org.jspecify.annotations.Nullable;

/**
 * One call of one client, from its start to its answer. Times are in any unit, from one
 * clock for the whole history. Operations that touch in a single instant count as
 * concurrent, so a coarse clock can hide an error but never invent one.
 *
 * @param <I> what was asked
 * @param <O> what was answered
 * @param client who called, for reports alone
 * @param invoked when the call began
 * @param completed when the answer was there, or {@link #NEVER} when the outcome is not
 * known: the operation may have taken effect at any time after {@code invoked}, or never
 * @param input what was asked
 * @param output what was answered; null may be an answer, and means nothing when the
 * outcome is not known
 */
public record Operation<I, O>(long client, long invoked, long completed, I input, @Nullable O output) {

	/**
	 * The completion time of an operation whose outcome is not known.
	 */
	public static final long NEVER = Long.MAX_VALUE;

	public Operation {
		if (completed < invoked) {
			throw new IllegalArgumentException("completed \"" + completed + "\" of client \"" + client
					+ "\" is before invoked \"" + invoked + "\": take both from one clock");
		}
		if (completed == NEVER && output != null) {
			throw new IllegalArgumentException("output \"" + output + "\" of client \"" + client
					+ "\" has no completion time: give the time, or null for an unknown outcome");
		}
	}

	/**
	 * An operation whose outcome is not known.
	 * @param <I> what was asked
	 * @param <O> what would have been answered
	 * @param client who called
	 * @param invoked when the call began
	 * @param input what was asked
	 * @return the operation
	 */
	public static <I, O> Operation<I, O> unknown(long client, long invoked, I input) {
		return new Operation<>(client, invoked, NEVER, input, null);
	}

	/**
	 * Whether nobody knows if this operation took effect.
	 * @return true if the outcome is not known
	 */
	public boolean isUnknown() {
		return this.completed == NEVER;
	}

	@Override
	public String toString() {
		String times = "[" + this.invoked + ", " + (isUnknown() ? "never" : this.completed) + "]";
		return "client " + this.client + " " + times + " " + this.input
				+ (isUnknown() ? " -> unknown" : " -> " + this.output);
	}

}
