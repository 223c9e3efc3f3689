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
 * What can be said of an operation without knowing the state. A promise: a wrong one
 * makes the checker wrong. Where none of the forms fits, say {@link #opaque()}; one such
 * operation is enough to have its whole partition searched in full.
 *
 * @param <S> the state
 * @param kind whether it may change the state
 * @param required the one state in which it is possible, or (if its outcome is unknown)
 * in which it changes anything; null if it is possible in every state
 * @param produced the one state that it can lead to; null if that depends on the state
 * before it, and for operations that only read
 */
public record Effect<S>(Kind kind, @Nullable S required, @Nullable S produced) {

	private static final Effect<?> OPAQUE = new Effect<>(Kind.OPAQUE, null, null);

	/**
	 * An operation of which nothing can be said.
	 * @param <S> the state
	 * @return nothing
	 */
	@SuppressWarnings("unchecked")
	public static <S> Effect<S> opaque() {
		return (Effect<S>) OPAQUE;
	}

	/**
	 * An operation that changes no state in which it is possible. With an unknown outcome
	 * it is left out, as it proves nothing.
	 * @param <S> the state
	 * @param required the one state in which it is possible, or null for every state
	 * @return the effect
	 */
	public static <S> Effect<S> reads(@Nullable S required) {
		return new Effect<>(Kind.READ, required, null);
	}

	/**
	 * An operation that may change the state.
	 * @param <S> the state
	 * @param required the one state in which it is possible, or null for every state
	 * @param produced the one state that it leads to, or null if that depends
	 * @return the effect
	 */
	public static <S> Effect<S> writes(@Nullable S required, @Nullable S produced) {
		return new Effect<>(Kind.WRITE, required, produced);
	}

	/**
	 * Whether an operation may change the state.
	 */
	public enum Kind {

		/**
		 * It does not.
		 */
		READ,
		/**
		 * It may.
		 */
		WRITE,
		/**
		 * Nothing is known of it.
		 */
		OPAQUE

	}

}
