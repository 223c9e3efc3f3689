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

package io.raftboot.sample;

import io.raftboot.ReadOnly;
import tools.jackson.databind.JsonNode;

/**
 * What the store can be asked to do.
 */
sealed interface KvsInput {

	/**
	 * Set a key's value.
	 *
	 * @param key the key
	 * @param value its new value, any JSON
	 */
	record Put(String key, JsonNode value) implements KvsInput {
	}

	/**
	 * Return a key's value.
	 *
	 * @param key the key
	 */
	@ReadOnly(quick = true)
	record Get(String key) implements KvsInput {
	}

	/**
	 * Remove a key.
	 *
	 * @param key the key
	 */
	record Delete(String key) implements KvsInput {
	}

	/**
	 * Return all keys.
	 */
	@ReadOnly
	record List() implements KvsInput {
	}

}
