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

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The search for an order of one partition: depth first over the operations that may come
 * next (Wing and Gong, 1993), those that completed first before the others, with a memory
 * of dead ends (Lowe, 2017). Where the model tells what operations read and write,
 * branches that cannot matter are left out; each such rule says below why.
 *
 * @param <S> the state
 * @param <I> what was asked
 * @param <O> what was answered
 */
final class Search<S, I, O> {

	private static final int[] NO_CHOICE = {};

	private final Model<S, I, O> model;

	private final CheckLimits limits;

	private final Table<S, I, O> table;

	private final Remaining remaining;

	private final Memo<S> memo;

	private S state;

	/**
	 * The number of the current state in the table.
	 */
	private int slot;

	private long steps;

	Search(Model<S, I, O> model, List<Operation<I, O>> history, CheckLimits limits) {
		this.model = model;
		this.limits = limits;
		this.table = new Table<>(model, history);
		this.remaining = new Remaining(this.table, this::isReset);
		this.memo = new Memo<>(limits.memory());
		this.state = model.initial();
		this.slot = this.table.slotOf(this.state);
	}

	private boolean isReset(int index) {
		int required = this.table.required[index];
		int produced = this.table.produced[index];
		return produced != Table.NONE && (required == Table.NONE
				|| !this.model.mayLeadTo(this.table.stateOf(required), this.table.stateOf(produced)));
	}

	Verdict run() {
		if (this.table.described && IntStream.range(0, this.table.slots())
			.anyMatch((value) -> value != this.slot && this.remaining.isLost(value))) {
			return Verdict.NOT_LINEARIZABLE;
		}
		Deque<Frame<S>> path = new ArrayDeque<>();
		path.push(arrive());
		while (!this.remaining.known.isEmpty()) {
			Frame<S> frame = path.element();
			this.remaining.undoTo(frame.mark);
			this.state = frame.state;
			this.slot = frame.slot;
			if (this.steps >= this.limits.steps()) {
				return Verdict.UNDECIDED;
			}
			if (frame.tried < frame.choices.length) {
				if (take(frame.choices[frame.tried++])) {
					path.push(arrive());
				}
			}
			else {
				path.pop();
				if (path.isEmpty()) {
					return Verdict.NOT_LINEARIZABLE;
				}
			}
		}
		return Verdict.LINEARIZABLE;
	}

	private boolean take(int index) {
		S next = step(index);
		boolean unknown = this.table.isUnknown(index);
		if (next == null || (unknown && next.equals(this.state))) {
			return false;
		}
		int left = this.slot;
		this.remaining.take(index);
		enter(next);
		if (!this.table.described) {
			return true;
		}
		boolean lost = this.slot != left && this.remaining.isLost(left);
		return !lost && (!unknown || isLeadingSomewhere());
	}

	/**
	 * Make a state the current one, in the form in which the table names it, so that
	 * comparing the two costs nothing from here on.
	 */
	private void enter(S next) {
		this.slot = this.table.slotOf(next);
		this.state = (this.slot != Table.NONE) ? this.table.stateOf(this.slot) : next;
	}

	/**
	 * An operation of unknown outcome need not be used if no state that is required later
	 * is in reach from the one it leads to: what follows until the next write of a whole
	 * state does not look at the state.
	 */
	private boolean isLeadingSomewhere() {
		if (!this.remaining.anyGrowth()) {
			return this.remaining.isWanted(this.slot);
		}
		if (isDeadEnd()) {
			return false;
		}
		int next = this.remaining.told.first();
		if (next != this.remaining.told.end() && isWithinReach(this.table.required[next])) {
			return true;
		}
		for (int goal = 0; goal < this.table.slots(); goal++) {
			if (this.remaining.isWanted(goal) && isWithinReach(goal)) {
				return true;
			}
		}
		return false;
	}

	private boolean isWithinReach(int goal) {
		this.steps++;
		return goal == this.slot || this.model.mayLeadTo(this.state, this.table.stateOf(goal));
	}

	private @Nullable S step(int index) {
		this.steps++;
		Operation<I, O> operation = this.table.operations.get(index);
		return operation.isUnknown() ? this.model.stepUnknown(this.state, operation.input())
				: this.model.step(this.state, operation.input(), operation.output());
	}

	private Frame<S> arrive() {
		takeReads();
		boolean end = this.remaining.known.isEmpty() || isDeadEnd() || !this.memo.isNew(this.remaining.known.first(),
				this.remaining.window(), this.state, this.remaining.unknownTaken());
		return new Frame<>(this.remaining.mark(), this.state, this.slot, end ? NO_CHOICE : choices());
	}

	/**
	 * A read that is possible now can come now: in any order where it comes later, moving
	 * it here disturbs nothing. So there is nothing to try beside it.
	 */
	private void takeReads() {
		IndexList known = this.remaining.known;
		boolean again = true;
		while (again) {
			again = false;
			long horizon = this.remaining.horizon();
			for (int i = known.first(); i != known.end() && this.table.invoked[i] <= horizon; i = known.after(i)) {
				if (this.table.read[i] && isPossible(i)) {
					this.remaining.take(i);
					again = true;
				}
			}
		}
	}

	private boolean isPossible(int index) {
		int required = this.table.required[index];
		return required == Table.NONE || required == this.slot;
	}

	/**
	 * Of the operations that require a state, look at the one that completed first. If
	 * nothing that replaces the whole state can come before it, or only what leads
	 * elsewhere, that state must be in reach from here.
	 */
	private boolean isDeadEnd() {
		int next = this.remaining.told.first();
		if (!this.table.described || !this.remaining.anyGrowth() || next == this.remaining.told.end()) {
			return false;
		}
		int goal = this.table.required[next];
		IndexList resets = this.remaining.resets;
		for (int i = resets.first(); i != resets.end(); i = resets.after(i)) {
			if (this.table.invoked[i] > this.table.completed[next]) {
				break;
			}
			this.steps++;
			if (this.model.mayLeadTo(this.table.stateOf(this.table.produced[i]), this.table.stateOf(goal))) {
				return false;
			}
		}
		return !isWithinReach(goal);
	}

	private int[] choices() {
		long horizon = this.remaining.horizon();
		int[] writes = availableWrites(horizon);
		int block = closedBlock(writes, horizon);
		if (block != Table.NONE) {
			return new int[] { block };
		}
		int count = writes.length;
		int[] result = writes;
		IndexList unknown = this.remaining.unknown;
		for (int i = unknown.first(); i != unknown.end() && this.table.invoked[i] <= horizon; i = unknown.after(i)) {
			if (isUseful(i)) {
				result = (count < result.length) ? result : Arrays.copyOf(result, 2 * count + 4);
				result[count++] = i;
			}
		}
		return Arrays.copyOf(result, count);
	}

	private int[] availableWrites(long horizon) {
		int[] result = new int[8];
		int count = 0;
		IndexList known = this.remaining.known;
		for (int i = known.first(); i != known.end() && this.table.invoked[i] <= horizon; i = known.after(i)) {
			if (this.table.read[i] || (this.table.required[i] != Table.NONE && this.table.required[i] != this.slot)) {
				continue;
			}
			result = (count < result.length) ? result : Arrays.copyOf(result, 2 * count);
			int place = count++;
			for (; place > 0 && this.table.completed[result[place - 1]] > this.table.completed[i]; place--) {
				result[place] = result[place - 1];
			}
			result[place] = i;
		}
		return Arrays.copyOf(result, count);
	}

	/**
	 * A write that requires nothing, with all reads of its value possible right after it,
	 * may come now if nobody needs the state before it: in any order where these come
	 * later, moving them here leaves each other operation either after the same write as
	 * before, or before one that does not look at the state. So there is nothing to try
	 * beside it. Not so if some operation's effect depends on the state.
	 */
	private int closedBlock(int[] writes, long horizon) {
		if (!this.table.described || this.remaining.anyGrowth() || this.remaining.isWanted(this.slot)) {
			return Table.NONE;
		}
		for (int write : writes) {
			int produced = this.table.produced[write];
			if (this.table.required[write] == Table.NONE && produced != Table.NONE && !this.remaining.isWished(produced)
					&& this.remaining.needs(produced) == availableReads(produced, horizon)) {
				return write;
			}
		}
		return Table.NONE;
	}

	private int availableReads(int slot, long horizon) {
		if (this.remaining.needs(slot) == 0) {
			return 0;
		}
		int count = 0;
		IndexList known = this.remaining.known;
		for (int i = known.first(); i != known.end() && this.table.invoked[i] <= horizon; i = known.after(i)) {
			count += (this.table.read[i] && this.table.required[i] == slot) ? 1 : 0;
		}
		return count;
	}

	/**
	 * An operation of unknown outcome need not be used if it does nothing here, or if its
	 * twin can be used in its stead.
	 */
	private boolean isUseful(int unknown) {
		int required = this.table.required[unknown];
		int twin = this.table.twin[unknown];
		return (required == Table.NONE || required == this.slot)
				&& (twin == Table.NONE || this.remaining.isTaken(twin));
	}

	/**
	 * The operations in the order found; only after {@link Verdict#LINEARIZABLE}.
	 */
	List<Operation<I, O>> order() {
		return Arrays.stream(this.remaining.order()).<Operation<I, O>>mapToObj(this.table.operations::get).toList();
	}

	/**
	 * The state after {@link #order}.
	 */
	S state() {
		return this.state;
	}

	long steps() {
		return this.steps;
	}

	private static final class Frame<S> {

		private final int mark;

		private final S state;

		private final int slot;

		private final int[] choices;

		private int tried;

		Frame(int mark, S state, int slot, int[] choices) {
			this.mark = mark;
			this.state = state;
			this.slot = slot;
			this.choices = choices;
		}

	}

}
