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
 * One value, changed by one caller at a time: the real object that random histories come
 * from, written apart from {@link KeyValueModel} so that a mistake in one shows.
 */
final class Register {

	@Nullable String value;

	Register(@Nullable String value) {
		this.value = value;
	}

	KeyValueOutput apply(KeyValueInput input) {
		KeyValueOutput output = KeyValueOutput.previous(this.value);
		switch (input.kind()) {
			case GET -> {
			}
			case PUT -> this.value = input.value();
			case APPEND -> this.value = ((this.value != null) ? this.value : "") + input.value();
			case DELETE -> this.value = null;
			case COMPARE_AND_PUT -> {
				if ((this.value != null) ? this.value.equals(input.expected()) : input.expected() == null) {
					this.value = input.value();
				}
			}
		}
		return output;
	}

	/**
	 * Whether the operation could have answered so; applies it.
	 */
	boolean agrees(KeyValueInput input, KeyValueOutput output) {
		KeyValueOutput real = apply(input);
		if (output.told() || input.kind() != KeyValueInput.Kind.COMPARE_AND_PUT) {
			return !output.told() || real.equals(output);
		}
		return real.equals(KeyValueOutput.previous(input.expected()));
	}

}
