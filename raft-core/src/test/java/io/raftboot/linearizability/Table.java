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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What never changes during the search of one partition. Operations are numbered: first
 * those whose outcome is known, then the others, each by the time they began. The states
 * named in their effects are numbered too ("slots").
 *
 * @param <S> the state
 * @param <I> what was asked
 * @param <O> what was answered
 */
final class Table<S, I, O> {

	static final int NONE = -1;

	final List<Operation<I, O>> operations = new ArrayList<>();

	final int known;

	/**
	 * Whether the model has described every operation.
	 */
	final boolean described;

	final long[] invoked;

	final long[] completed;

	final boolean[] read;

	final int[] required;

	final int[] produced;

	/**
	 * For an operation of unknown outcome, the one before it that asks the same. Either
	 * can stand for the other, so they are taken in this order only.
	 */
	final int[] twin;

	private final List<S> states = new ArrayList<>();

	private final Map<S, Integer> slots = new HashMap<>();

	Table(Model<S, I, O> model, List<Operation<I, O>> history) {
		List<Effect<S>> effects = new ArrayList<>();
		List<Operation<I, O>> sorted = new ArrayList<>(history);
		sorted.sort(Comparator.<Operation<I, O>, Boolean>comparing(Operation::isUnknown)
			.thenComparingLong(Operation::invoked));
		int unknown = 0;
		for (Operation<I, O> operation : sorted) {
			Effect<S> effect = model.effect(operation.input(), operation.output(), operation.isUnknown());
			if (!operation.isUnknown() || effect.kind() != Effect.Kind.READ) {
				this.operations.add(operation);
				effects.add(effect);
				unknown += (operation.isUnknown()) ? 1 : 0;
			}
		}
		this.described = effects.stream().noneMatch((effect) -> effect.kind() == Effect.Kind.OPAQUE);
		int size = this.operations.size();
		this.known = size - unknown;
		this.invoked = this.operations.stream().mapToLong(Operation::invoked).toArray();
		this.completed = this.operations.stream().mapToLong(Operation::completed).toArray();
		this.read = new boolean[size];
		this.required = new int[size];
		this.produced = new int[size];
		for (int i = 0; i < size; i++) {
			this.read[i] = effects.get(i).kind() == Effect.Kind.READ;
			this.required[i] = number(effects.get(i).required());
			this.produced[i] = number(effects.get(i).produced());
		}
		this.twin = twins();
	}

	private int number(@Nullable S state) {
		if (state == null) {
			return NONE;
		}
		Integer slot = this.slots.putIfAbsent(state, this.states.size());
		if (slot != null) {
			return slot;
		}
		this.states.add(state);
		return this.states.size() - 1;
	}

	private int[] twins() {
		int[] result = new int[size()];
		Map<I, Integer> last = new HashMap<>();
		for (int i = 0; i < size(); i++) {
			Integer before = (i < this.known) ? null : last.put(this.operations.get(i).input(), i);
			result[i] = (before != null) ? before : NONE;
		}
		return result;
	}

	int size() {
		return this.operations.size();
	}

	int slots() {
		return this.states.size();
	}

	boolean isUnknown(int index) {
		return index >= this.known;
	}

	/**
	 * Whether it changes the state in a way that depends on the state.
	 */
	boolean isGrowth(int index) {
		return !this.read[index] && this.produced[index] == NONE;
	}

	int slotOf(S state) {
		return this.states.isEmpty() ? NONE : this.slots.getOrDefault(state, NONE);
	}

	S stateOf(int slot) {
		return this.states.get(slot);
	}

}
