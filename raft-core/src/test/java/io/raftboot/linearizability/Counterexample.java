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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The shortest beginning of a history that no order explains: everything up to the moment
 * an operation completed. Without that moment, an order still exists.
 *
 * @param <I> what was asked
 * @param <O> what was answered
 * @param partition the partition it is in
 * @param operations how many operations had begun by then
 * @param culprit the operation whose answer cannot be explained
 * @param concurrent those that ran at the same time as the culprit, or may have: their
 * effects are the ones in question
 * @param order an order of what had completed before the culprit did; null if the search
 * for it came to its limits
 * @param state the state after that order; null likewise
 */
public record Counterexample<I, O>(Object partition, int operations, Operation<I, O> culprit,
		List<Operation<I, O>> concurrent, @Nullable List<Operation<I, O>> order, @Nullable String state) {

	private static final int MAX_LINES = 20;

	private static final int MAX_WIDTH = 240;

	public Counterexample {
		concurrent = List.copyOf(concurrent);
		order = (order != null) ? List.copyOf(order) : null;
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("Not linearizable in partition \"" + this.partition + "\".");
		text.append("\nNo order explains this answer:");
		line(text, this.culprit);
		if (this.order == null) {
			text.append("\nWhether one exists without it was not decided within the limits.");
		}
		else {
			int size = this.order.size();
			List<Operation<I, O>> end = this.order.subList(Math.max(0, size - MAX_LINES), size);
			text.append("\nWithout it there is one, of ").append(size).append(" operations, which ends with");
			text.append(" (last ").append(end.size()).append("):");
			end.forEach((operation) -> line(text, operation));
			text.append("\n  and leaves the state ").append(shorten(String.valueOf(this.state)));
		}
		text.append("\nOperations that ran beside it, or whose outcome is not known: ").append(this.concurrent.size());
		this.concurrent.stream().limit(MAX_LINES).forEach((operation) -> line(text, operation));
		if (this.concurrent.size() > MAX_LINES) {
			text.append("\n  and ").append(this.concurrent.size() - MAX_LINES).append(" more");
		}
		return text.append('\n').toString();
	}

	private static void line(StringBuilder text, Operation<?, ?> operation) {
		text.append("\n  ").append(shorten(operation.toString()));
	}

	private static String shorten(String line) {
		int half = MAX_WIDTH / 2;
		return (line.length() <= MAX_WIDTH) ? line : line.substring(0, half) + " … (" + (line.length() - MAX_WIDTH)
				+ " more) … " + line.substring(line.length() - half);
	}

}
