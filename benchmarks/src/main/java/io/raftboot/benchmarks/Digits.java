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

package io.raftboot.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Keys and values of fixed length, made of digits, so that a prepared request needs only
 * its digits changed.
 */
final class Digits {

	/** Digits of a key. */
	static final int KEY = 8;

	/** Keys that can be told apart. */
	static final int KEYS = 100_000_000;

	/** Most digits of a value; the rest is filled up. */
	static final int VALUE = 12;

	/** Fills up a value. */
	static final byte FILLER = 'v';

	private Digits() {
	}

	/**
	 * Writes a number with leading zeros; digits that have no room are left out on the
	 * left.
	 * @param bytes where to write
	 * @param at index of the first digit
	 * @param count number of digits
	 * @param number what to write, not negative
	 */
	static void write(byte[] bytes, int at, int count, long number) {
		long rest = number;
		for (int i = at + count - 1; i >= at; i--) {
			long next = rest / 10;
			bytes[i] = (byte) ('0' + (rest - next * 10));
			rest = next;
		}
	}

	/**
	 * Returns the key of a number.
	 * @param prefix what it begins with
	 * @param number from 0 to {@link #KEYS}, exclusive
	 * @return the key
	 */
	static String key(String prefix, int number) {
		return prefix + String.format(Locale.ROOT, "%0" + KEY + "d", number);
	}

	/**
	 * Returns the value of a number.
	 * @param number what its digits say
	 * @param size its length in bytes
	 * @return the value
	 */
	static String value(long number, int size) {
		byte[] bytes = new byte[size];
		Arrays.fill(bytes, FILLER);
		write(bytes, 0, Math.min(size, VALUE), number);
		return new String(bytes, StandardCharsets.US_ASCII);
	}

}
