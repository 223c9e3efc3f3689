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

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The operations that have no place in the order yet, and what they ask of the states to
 * come. Every {@link #take} can be undone, the last one first.
 */
final class Remaining {

	final IndexList known;

	final IndexList unknown;

	/**
	 * Known operations that require a state, by the time they completed.
	 */
	final IndexList told;

	/**
	 * Operations that may replace the whole state, by the time they began.
	 */
	final IndexList resets;

	private final Table<?, ?, ?> table;

	private final boolean[] isTold;

	private final boolean[] isReset;

	/**
	 * By slot: known operations that require it, unknown ones that do, and any that
	 * produce it.
	 */
	private final int[] needs;

	private final int[] wishes;

	private final int[] sources;

	private int growths;

	private final long[] taken;

	private final long[] takenUnknown;

	private final int[] trail;

	private final int[] highest;

	private int depth;

	Remaining(Table<?, ?, ?> table, IntPredicate resets) {
		int size = table.size();
		this.table = table;
		this.needs = new int[table.slots()];
		this.wishes = new int[table.slots()];
		this.sources = new int[table.slots()];
		this.taken = new long[(table.known + 63) / 64];
		this.takenUnknown = new long[(size - table.known + 63) / 64];
		this.trail = new int[size];
		this.highest = new int[size + 1];
		this.isTold = new boolean[size];
		this.isReset = new boolean[size];
		this.highest[0] = -1;
		for (int i = 0; i < size; i++) {
			this.isTold[i] = !table.isUnknown(i) && table.required[i] != Table.NONE;
			this.isReset[i] = resets.test(i);
			count(i, 1);
		}
		this.known = new IndexList(size, IntStream.range(0, table.known).toArray());
		this.unknown = new IndexList(size, IntStream.range(table.known, size).toArray());
		this.told = new IndexList(size, sorted(this.isTold, table.completed));
		this.resets = new IndexList(size, sorted(this.isReset, table.invoked));
	}

	private static int[] sorted(boolean[] chosen, long[] times) {
		return IntStream.range(0, chosen.length)
			.filter((i) -> chosen[i])
			.boxed()
			.sorted(Comparator.comparingLong((i) -> times[i]))
			.mapToInt(Integer::intValue)
			.toArray();
	}

	private void count(int index, int change) {
		int required = this.table.required[index];
		if (required != Table.NONE) {
			int[] counts = this.table.isUnknown(index) ? this.wishes : this.needs;
			counts[required] += change;
		}
		if (this.table.produced[index] != Table.NONE) {
			this.sources[this.table.produced[index]] += change;
		}
		if (this.table.isGrowth(index)) {
			this.growths += change;
		}
	}

	void take(int index) {
		(this.table.isUnknown(index) ? this.unknown : this.known).remove(index);
		if (this.isTold[index]) {
			this.told.remove(index);
		}
		if (this.isReset[index]) {
			this.resets.remove(index);
		}
		count(index, -1);
		flip(index);
		this.trail[this.depth] = index;
		this.highest[this.depth + 1] = this.table.isUnknown(index) ? this.highest[this.depth]
				: Math.max(this.highest[this.depth], index);
		this.depth++;
	}

	void undoTo(int mark) {
		while (this.depth > mark) {
			this.depth--;
			int index = this.trail[this.depth];
			flip(index);
			count(index, 1);
			if (this.isReset[index]) {
				this.resets.restore(index);
			}
			if (this.isTold[index]) {
				this.told.restore(index);
			}
			(this.table.isUnknown(index) ? this.unknown : this.known).restore(index);
		}
	}

	private void flip(int index) {
		if (this.table.isUnknown(index)) {
			int place = index - this.table.known;
			this.takenUnknown[place >> 6] ^= 1L << place;
		}
		else {
			this.taken[index >> 6] ^= 1L << index;
		}
	}

	/**
	 * How many operations have a place.
	 */
	int mark() {
		return this.depth;
	}

	int[] order() {
		return Arrays.copyOf(this.trail, this.depth);
	}

	/**
	 * The first time at which one of the remaining operations had completed: only what
	 * began until then can come next.
	 */
	long horizon() {
		long horizon = Operation.NEVER;
		for (int i = this.known.first(); i != this.known.end(); i = this.known.after(i)) {
			if (this.table.invoked[i] > horizon) {
				break;
			}
			horizon = Math.min(horizon, this.table.completed[i]);
		}
		return horizon;
	}

	boolean isTaken(int unknown) {
		int place = unknown - this.table.known;
		return (this.takenUnknown[place >> 6] & (1L << place)) != 0;
	}

	boolean anyGrowth() {
		return this.growths > 0;
	}

	int needs(int slot) {
		return (slot != Table.NONE) ? this.needs[slot] : 0;
	}

	/**
	 * Whether any remaining operation, known or not, does something in this state alone.
	 */
	boolean isWanted(int slot) {
		return slot != Table.NONE && this.needs[slot] + this.wishes[slot] > 0;
	}

	boolean isWished(int slot) {
		return slot != Table.NONE && this.wishes[slot] > 0;
	}

	/**
	 * Whether a state that is still needed can never come again.
	 */
	boolean isLost(int slot) {
		return this.growths == 0 && needs(slot) > 0 && this.sources[slot] == 0;
	}

	/**
	 * Which known operations have a place, without the part that says nothing: all before
	 * the first word have one, none after the last.
	 */
	long[] window() {
		int from = this.known.first() >> 6;
		int to = (this.highest[this.depth] >> 6) + 1;
		return (from < to) ? Arrays.copyOfRange(this.taken, from, to) : new long[0];
	}

	long[] unknownTaken() {
		return this.takenUnknown.clone();
	}

}
