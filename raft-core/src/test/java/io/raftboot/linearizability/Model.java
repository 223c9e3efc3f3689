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
 * The sequential behaviour that a history is held against. A model has no state of its
 * own; states are immutable values with {@code equals} and {@code hashCode}. So must be
 * the inputs, as equal ones of unknown outcome are taken for interchangeable.
 *
 * @param <S> the state
 * @param <I> what is asked
 * @param <O> what is answered
 */
public interface Model<S, I, O> {

	/**
	 * The state before any operation.
	 * @return the first state
	 */
	S initial();

	/**
	 * Take an operation whose answer is known.
	 * @param state the state before it
	 * @param input what was asked
	 * @param output what was answered
	 * @return the state after it, or null if this answer is not possible in this state
	 */
	@Nullable S step(S state, I input, @Nullable O output);

	/**
	 * Take an operation whose answer nobody saw. Always possible.
	 * @param state the state before it
	 * @param input what was asked
	 * @return the state after it
	 */
	S stepUnknown(S state, I input);

	/**
	 * The part of the state that an operation touches. Parts are checked one by one: a
	 * history is linearizable exactly if its parts are (Herlihy and Wing, 1990, theorem
	 * 1).
	 * @param input what was asked
	 * @return the part, equal for operations that may influence each other
	 */
	default Object partition(I input) {
		return "all";
	}

	/**
	 * What can be said of an operation without knowing the state. This is what keeps the
	 * search short; a model that says nothing is searched in full.
	 * @param input what was asked
	 * @param output what was answered
	 * @param unknown whether nobody saw the answer
	 * @return what can be said
	 */
	default Effect<S> effect(I input, @Nullable O output, boolean unknown) {
		return Effect.opaque();
	}

	/**
	 * Whether writes whose effect depends on the state (appends), one after the other,
	 * may lead from one state to another. True of a state and itself, and transitive. To
	 * say true is always safe.
	 * @param from a state
	 * @param to a state that an operation requires
	 * @return false if {@code to} is surely out of reach
	 */
	default boolean mayLeadTo(S from, S to) {
		return true;
	}

}
