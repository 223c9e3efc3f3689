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
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * Histories of clients that call one {@link Register}, with random delays on the way in
 * and out: always linearizable, until {@link #mutate} spoils them.
 */
final class RandomHistories {

	private final Random random;

	private int values;

	RandomHistories(long seed) {
		this.random = new Random(seed);
	}

	List<Operation<KeyValueInput, KeyValueOutput>> generate(Shape shape) {
		List<Planned> plan = new ArrayList<>();
		long[] free = new long[shape.clients];
		for (int i = 0; i < shape.operations; i++) {
			plan.add(plan(shape, i % shape.clients, free));
		}
		plan.sort(Comparator.comparingLong(Planned::effect));
		Register register = new Register(null);
		List<Operation<KeyValueInput, KeyValueOutput>> history = new ArrayList<>();
		for (Planned planned : plan) {
			KeyValueInput input = (planned.kind != KeyValueInput.Kind.COMPARE_AND_PUT) ? planned.input
					: KeyValueInput.compareAndPut("k", expected(register), planned.input.text());
			if (planned.unknown) {
				history.add(Operation.unknown(planned.client, planned.invoked, input));
				if (planned.effect != Operation.NEVER) {
					register.apply(input);
				}
			}
			else {
				KeyValueOutput output = register.apply(input);
				boolean told = input.kind() == KeyValueInput.Kind.GET
						|| input.kind() == KeyValueInput.Kind.COMPARE_AND_PUT || shape.told;
				history.add(new Operation<>(planned.client, planned.invoked, planned.completed, input,
						told ? output : KeyValueOutput.acknowledged()));
			}
		}
		return history;
	}

	private @Nullable String expected(Register register) {
		return this.random.nextBoolean() ? register.value : "other";
	}

	private Planned plan(Shape shape, int client, long[] free) {
		KeyValueInput.Kind kind = shape.kinds.get(this.random.nextInt(shape.kinds.size()));
		long invoked = free[client] + this.random.nextInt(1, 100);
		boolean slow = this.random.nextInt(100) == 0;
		long effect = invoked + this.random.nextInt(slow ? 5000 : 100);
		long completed = effect + this.random.nextInt(slow ? 5000 : 100);
		free[client] = completed;
		boolean unknown = this.random.nextDouble() < shape.unknown;
		if (unknown) {
			effect = this.random.nextBoolean() ? effect + this.random.nextInt(3000) : Operation.NEVER;
		}
		return new Planned(client, invoked, effect, completed, unknown, kind, input(shape, kind));
	}

	private KeyValueInput input(Shape shape, KeyValueInput.Kind kind) {
		String value = (shape.distinct > 0) ? Integer.toString(this.random.nextInt(shape.distinct))
				: this.values++ + ";";
		return switch (kind) {
			case GET -> KeyValueInput.get("k");
			case PUT -> KeyValueInput.put("k", value);
			case APPEND -> KeyValueInput.append("k", value);
			case DELETE -> KeyValueInput.delete("k");
			case COMPARE_AND_PUT -> KeyValueInput.compareAndPut("k", null, value);
		};
	}

	/**
	 * Spoil one operation: another answer, another time, or another outcome. The history
	 * may still be linearizable.
	 */
	List<Operation<KeyValueInput, KeyValueOutput>> mutate(List<Operation<KeyValueInput, KeyValueOutput>> history) {
		List<Operation<KeyValueInput, KeyValueOutput>> spoiled = new ArrayList<>(history);
		int place = this.random.nextInt(history.size());
		Operation<KeyValueInput, KeyValueOutput> one = history.get(place);
		Operation<KeyValueInput, KeyValueOutput> other = history.get(this.random.nextInt(history.size()));
		if (one.isUnknown() || other.isUnknown()) {
			return spoiled;
		}
		spoiled.set(place, switch (this.random.nextInt(6)) {
			case 0, 1 -> new Operation<>(one.client(), one.invoked(), one.completed(), one.input(), other.output());
			case 2 -> new Operation<>(one.client(), one.invoked(), one.completed(), one.input(),
					KeyValueOutput.previous(other.input().value()));
			case 3 -> new Operation<>(one.client(), other.invoked(), other.completed(), one.input(), one.output());
			case 4 -> new Operation<>(one.client(), one.invoked(), one.invoked(), one.input(), one.output());
			default -> Operation.unknown(one.client(), one.completed(), one.input());
		});
		return spoiled;
	}

	private record Planned(long client, long invoked, long effect, long completed, boolean unknown,
			KeyValueInput.Kind kind, KeyValueInput input) {

	}

	/**
	 * What a history is like.
	 *
	 * @param clients how many run at once
	 * @param operations how many in all
	 * @param kinds what they do, drawn evenly
	 * @param distinct how many different values there are, or 0 to write each only once
	 * @param unknown the share of operations of unknown outcome
	 * @param told whether writes answer with the value before them
	 */
	record Shape(int clients, int operations, List<KeyValueInput.Kind> kinds, int distinct, double unknown,
			boolean told) {

	}

}
