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

import java.util.LinkedHashMap;
import java.util.Map;

import io.raftboot.ApplyContext;
import io.raftboot.Machine;
import io.raftboot.SnapshotWriter;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The store: keys, each with any JSON as its value.
 */
@Component
final class KvsMachine implements Machine<KvsInput> {

	private final Map<String, JsonNode> entries = new LinkedHashMap<>();

	/**
	 * Apply an input.
	 * @return for Put and Delete the previous value, for Get the value, for List the
	 * keys; {@code null} for what is not there
	 */
	@Override
	public @Nullable Object apply(ApplyContext context, KvsInput input) {
		if (input instanceof KvsInput.Put put) {
			return this.entries.put(put.key(), put.value());
		}
		if (input instanceof KvsInput.Get get) {
			return this.entries.get(get.key());
		}
		if (input instanceof KvsInput.Delete delete) {
			return this.entries.remove(delete.key());
		}
		return this.entries.keySet().stream().sorted().toList();
	}

	/**
	 * Copy the map, which takes a moment, and write the copy while commands go on. The
	 * form is that of the machine's fields, so they are restored as they come.
	 */
	@Override
	public SnapshotWriter takeSnapshot() {
		Map<String, JsonNode> copy = new LinkedHashMap<>(this.entries);
		return (out) -> JsonMapper.shared().writeValue(out, Map.of("entries", copy));
	}

}
