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

package io.raftboot.simulation;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

import io.raftboot.ApplyContext;
import io.raftboot.Machine;
import io.raftboot.ReadOnly;
import io.raftboot.SnapshotWriter;
import io.raftboot.linearizability.KeyValueInput;
import org.jspecify.annotations.Nullable;

/**
 * The machine of simulated nodes: a map. Every output is the value before.
 */
final class KeyValueMachine implements Machine<KeyValueMachine.Input> {

	private Map<String, String> entries = new TreeMap<>();

	@Override
	public @Nullable String apply(ApplyContext context, Input input) {
		if (input instanceof Put put) {
			return this.entries.put(put.key, put.value);
		}
		if (input instanceof Append append) {
			String previous = this.entries.get(append.key);
			this.entries.merge(append.key, append.value, String::concat);
			return previous;
		}
		return (input instanceof Delete delete) ? this.entries.remove(delete.key) : this.entries.get(((Get) input).key);
	}

	@Nullable String get(String key) {
		return this.entries.get(key);
	}

	@Override
	public SnapshotWriter takeSnapshot() {
		Map<String, String> copy = new TreeMap<>(this.entries);
		return (stream) -> {
			DataOutputStream out = new DataOutputStream(stream);
			out.writeInt(copy.size());
			for (Map.Entry<String, String> entry : copy.entrySet()) {
				out.writeUTF(entry.getKey());
				out.writeUTF(entry.getValue());
			}
			out.flush();
		};
	}

	@Override
	public void restoreSnapshot(InputStream snapshot) throws IOException {
		DataInputStream in = new DataInputStream(snapshot);
		Map<String, String> restored = new TreeMap<>();
		for (int left = in.readInt(); left > 0; left--) {
			restored.put(in.readUTF(), in.readUTF());
		}
		this.entries = restored;
	}

	@Override
	public String toString() {
		return this.entries.toString();
	}

	/** What simulated clients send. */
	sealed interface Input {

		static Input of(KeyValueInput input) {
			String value = String.valueOf(input.value());
			return switch (input.kind()) {
				case PUT -> new Put(input.key(), value);
				case APPEND -> new Append(input.key(), value);
				case DELETE -> new Delete(input.key());
				case GET -> new Get(input.key());
				default -> throw new IllegalArgumentException(input.toString());
			};
		}

	}

	record Put(String key, String value) implements Input {
	}

	record Append(String key, String value) implements Input {
	}

	record Delete(String key) implements Input {
	}

	@ReadOnly
	record Get(String key) implements Input {
	}

}
