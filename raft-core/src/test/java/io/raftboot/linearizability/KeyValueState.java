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

import org.jspecify.annotations.Nullable;

/**
 * The value of one key, or its absence. Text made by appending shares what it grew from,
 * so that a history of ten thousand appends does not need ten thousand copies; equality
 * and hash are those of the text, however it was put together.
 */
public final class KeyValueState {

	static final KeyValueState ABSENT = new KeyValueState(null, "", -1, -1);

	private final @Nullable KeyValueState start;

	private final String end;

	private final int length;

	private final int hash;

	private KeyValueState(@Nullable KeyValueState start, String end, int length, int hash) {
		this.start = start;
		this.end = end;
		this.length = length;
		this.hash = hash;
	}

	static KeyValueState of(@Nullable String value) {
		return (value != null) ? new KeyValueState(null, value, value.length(), value.hashCode()) : ABSENT;
	}

	private boolean isAbsent() {
		return this.length < 0;
	}

	KeyValueState append(String text) {
		if (isAbsent()) {
			return of(text);
		}
		if (text.isEmpty()) {
			return this;
		}
		return new KeyValueState(this, text, this.length + text.length(),
				this.hash * power(31, text.length()) + text.hashCode());
	}

	private static int power(int base, int exponent) {
		int result = 1;
		int square = base;
		for (int rest = exponent; rest > 0; rest >>= 1) {
			if ((rest & 1) == 1) {
				result *= square;
			}
			square *= square;
		}
		return result;
	}

	/**
	 * Whether appending something, perhaps nothing, to this gives the other.
	 * @param other the longer value
	 * @return true if this is where the other begins
	 */
	boolean isStartOf(KeyValueState other) {
		if (isAbsent()) {
			return true;
		}
		return this.length <= other.length && sameStart(this, other);
	}

	/**
	 * Compare from the back, as that is where two values differ, down to a shared part.
	 */
	@SuppressWarnings("ReferenceEquality")
	private static boolean sameStart(KeyValueState text, KeyValueState longer) {
		@Nullable KeyValueState left = text;
		@Nullable KeyValueState right = longer;
		int leftEnd = left.end.length();
		int surplus = longer.length - text.length;
		while (right != null && surplus > right.end.length()) {
			surplus -= right.end.length();
			right = right.start;
		}
		int rightEnd = (right != null) ? right.end.length() - surplus : 0;
		while (left != null && right != null && (left != right || leftEnd != rightEnd)) {
			int count = Math.min(leftEnd, rightEnd);
			leftEnd -= count;
			rightEnd -= count;
			if (!sameText(left.end, leftEnd, right.end, rightEnd, count)) {
				return false;
			}
			if (leftEnd == 0) {
				left = left.start;
				leftEnd = (left != null) ? left.end.length() : 0;
			}
			if (rightEnd == 0) {
				right = right.start;
				rightEnd = (right != null) ? right.end.length() : 0;
			}
		}
		return true;
	}

	private static boolean sameText(String left, int leftStart, String right, int rightStart, int count) {
		boolean whole = (count == left.length() && count == right.length());
		return whole ? left.equals(right) : left.regionMatches(leftStart, right, rightStart, count);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		if (this == other) {
			return true;
		}
		return other instanceof KeyValueState that && this.hash == that.hash && this.length == that.length
				&& sameStart(this, that);
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

	@Override
	public String toString() {
		if (isAbsent()) {
			return "absent";
		}
		StringBuilder text = new StringBuilder(this.length);
		for (KeyValueState part = this; part != null; part = part.start) {
			text.insert(0, part.end);
		}
		return "\"" + text + "\"";
	}

}
