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
 * A map from keys to text, one independent value a key: get, put, append, delete, and put
 * if the value is the expected one.
 */
public final class KeyValueModel implements Model<KeyValueState, KeyValueInput, KeyValueOutput> {

	@Override
	public KeyValueState initial() {
		return KeyValueState.ABSENT;
	}

	@Override
	public @Nullable KeyValueState step(KeyValueState state, KeyValueInput input, @Nullable KeyValueOutput output) {
		KeyValueState told = told(input, output);
		if (told != null && !told.equals(state)) {
			return null;
		}
		return stepUnknown(state, input);
	}

	@Override
	public KeyValueState stepUnknown(KeyValueState state, KeyValueInput input) {
		return switch (input.kind()) {
			case GET -> state;
			case PUT -> KeyValueState.of(input.text());
			case APPEND -> state.append(input.text());
			case DELETE -> KeyValueState.ABSENT;
			case COMPARE_AND_PUT ->
				KeyValueState.of(input.expected()).equals(state) ? KeyValueState.of(input.text()) : state;
		};
	}

	@Override
	public Object partition(KeyValueInput input) {
		return input.key();
	}

	@Override
	public Effect<KeyValueState> effect(KeyValueInput input, @Nullable KeyValueOutput output, boolean unknown) {
		KeyValueState told = told(input, output);
		if (told != null) {
			KeyValueState next = stepUnknown(told, input);
			return next.equals(told) ? Effect.reads(told) : Effect.writes(told, next);
		}
		return switch (input.kind()) {
			case GET -> Effect.reads(null);
			case PUT, DELETE -> Effect.writes(null, stepUnknown(KeyValueState.ABSENT, input));
			case APPEND -> Effect.writes(null, null);
			case COMPARE_AND_PUT -> Effect.writes(KeyValueState.of(input.expected()), KeyValueState.of(input.text()));
		};
	}

	private static @Nullable KeyValueState told(KeyValueInput input, @Nullable KeyValueOutput output) {
		if (output == null) {
			return null;
		}
		if (input.kind() == KeyValueInput.Kind.COMPARE_AND_PUT && !output.told()) {
			return KeyValueState.of(input.expected());
		}
		return output.told() ? KeyValueState.of(output.previous()) : null;
	}

	@Override
	public boolean mayLeadTo(KeyValueState from, KeyValueState to) {
		return from.isStartOf(to);
	}

}
