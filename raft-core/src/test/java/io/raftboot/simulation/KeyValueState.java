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
import java.io.OutputStream;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import io.raftboot.linearizability.KeyValueInput;
import org.jspecify.annotations.Nullable;

/**
 * The replicated state of a simulated node: a map, and the last outcome of each client so
 * that a retry is applied once.
 */
final class KeyValueState {

	private final Map<String, String> entries = new TreeMap<>();

	private final Map<Long, Outcome> outcomes = new TreeMap<>();

	private long appliedIndex;

	long appliedIndex() {
		return this.appliedIndex;
	}

	void skip(long index) {
		this.appliedIndex = index;
	}

	@Nullable String get(String key) {
		return this.entries.get(key);
	}

	/**
	 * Apply a command, unless its client's sequence was applied before.
	 * @param index its index
	 * @param command the command
	 * @param once whether a retry is not applied again
	 * @return the value before it
	 */
	@Nullable String apply(long index, Command command, boolean once) {
		this.appliedIndex = index;
		Outcome last = this.outcomes.get(command.client());
		if (once && last != null && last.sequence >= command.sequence()) {
			return last.previous;
		}
		String previous = change(command.input());
		this.outcomes.put(command.client(), new Outcome(command.sequence(), previous));
		return previous;
	}

	private @Nullable String change(KeyValueInput input) {
		String value = Objects.toString(input.value(), "");
		String previous = this.entries.get(input.key());
		switch (input.kind()) {
			case PUT -> this.entries.put(input.key(), value);
			case APPEND -> this.entries.merge(input.key(), value, String::concat);
			case DELETE -> this.entries.remove(input.key());
			default -> throw new IllegalArgumentException(input.toString());
		}
		return previous;
	}

	/**
	 * Return how far a client's commands are applied.
	 * @param client the client
	 * @return its last sequence, 0 when it has none
	 */
	long sequence(long client) {
		Outcome last = this.outcomes.get(client);
		return (last != null) ? last.sequence : 0;
	}

	KeyValueState copy() {
		KeyValueState copy = new KeyValueState();
		copy.entries.putAll(this.entries);
		copy.outcomes.putAll(this.outcomes);
		copy.appliedIndex = this.appliedIndex;
		return copy;
	}

	/**
	 * Take over the entries of another state but nothing else, as a planted bug does.
	 * @param later the other state
	 */
	void takeEntries(KeyValueState later) {
		this.entries.clear();
		this.entries.putAll(later.entries);
	}

	static KeyValueState empty(long index) {
		KeyValueState state = new KeyValueState();
		state.appliedIndex = index;
		return state;
	}

	void write(OutputStream stream, long index, boolean sessions) throws IOException {
		DataOutputStream out = new DataOutputStream(stream);
		out.writeLong(index);
		out.writeInt(this.entries.size());
		for (Map.Entry<String, String> entry : this.entries.entrySet()) {
			out.writeUTF(entry.getKey());
			out.writeUTF(entry.getValue());
		}
		Map<Long, Outcome> written = sessions ? this.outcomes : Map.of();
		out.writeInt(written.size());
		for (Map.Entry<Long, Outcome> entry : written.entrySet()) {
			out.writeLong(entry.getKey());
			out.writeLong(entry.getValue().sequence);
			out.writeBoolean(entry.getValue().previous != null);
			out.writeUTF(Objects.toString(entry.getValue().previous, ""));
		}
		out.flush();
	}

	static KeyValueState read(InputStream stream) throws IOException {
		DataInputStream in = new DataInputStream(stream);
		KeyValueState state = new KeyValueState();
		state.appliedIndex = in.readLong();
		for (int left = in.readInt(); left > 0; left--) {
			state.entries.put(in.readUTF(), in.readUTF());
		}
		for (int left = in.readInt(); left > 0; left--) {
			long client = in.readLong();
			long sequence = in.readLong();
			boolean there = in.readBoolean();
			String previous = in.readUTF();
			state.outcomes.put(client, new Outcome(sequence, there ? previous : null));
		}
		return state;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof KeyValueState state && state.entries.equals(this.entries)
				&& state.outcomes.equals(this.outcomes);
	}

	@Override
	public int hashCode() {
		return this.entries.hashCode();
	}

	@Override
	public String toString() {
		return this.entries + " at " + this.appliedIndex;
	}

	private record Outcome(long sequence, @Nullable String previous) {
	}

}
