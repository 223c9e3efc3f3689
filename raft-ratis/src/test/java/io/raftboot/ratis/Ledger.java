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

package io.raftboot.ratis;

import java.util.Map;
import java.util.TreeMap;

import io.raftboot.ApplyContext;
import io.raftboot.Machine;
import io.raftboot.ReadOnly;

/**
 * The machine of the tests: texts by key.
 */
final class Ledger implements Machine<Ledger.Input> {

	private final Map<String, String> texts = new TreeMap<>();

	@Override
	public Object apply(ApplyContext context, Input input) {
		if (input instanceof Append append) {
			return this.texts.merge(append.key(), append.text(), String::concat);
		}
		if (input instanceof Put put) {
			String before = this.texts.put(put.key(), put.text());
			return (before != null) ? before : "";
		}
		if (input instanceof Fail) {
			throw new IllegalStateException("as asked");
		}
		return this.texts.getOrDefault(((Get) input).key(), "");
	}

	sealed interface Input {

	}

	record Append(String key, String text) implements Input {

	}

	record Put(String key, String text) implements Input {

	}

	record Fail(String reason) implements Input {

	}

	@ReadOnly
	record Get(String key) implements Input {

	}

}
