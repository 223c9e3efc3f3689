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

package io.raftboot.fuzz;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Changes good input at random and hands it to a check.
 */
public final class Fuzz {

	private static final int RUNS = Integer.getInteger("fuzz.runs", 20_000);

	private static final int[] NUMBERS = { 0, 1, -1, 2, 127, 128, 255, 256, 65_535, 1 << 24, Integer.MAX_VALUE,
			Integer.MIN_VALUE };

	private static final List<byte[]> TOKENS = List
		.of("{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "null", "true", "-", "1e999999", "0.1", "9".repeat(400),
				"\"id\":", "\"jsonrpc\":\"2.0\",", "\"method\":\"Apply\",", "\"params\":", "\"input\":", "\n", "\r\n",
				"\t", "\0", "é", "\ud83d\ude00", "[".repeat(150), "{\"a\":")
		.stream()
		.map((token) -> token.getBytes(StandardCharsets.UTF_8))
		.toList();

	private final List<byte[]> corpus;

	/**
	 * Create it.
	 * @param corpus good input
	 */
	public Fuzz(List<byte[]> corpus) {
		this.corpus = corpus;
	}

	/**
	 * Run the check with one changed input after the other.
	 * @param check fails on what must not happen
	 */
	public void run(Check check) {
		long first = Long.getLong("fuzz.seed", System.nanoTime());
		for (int i = 0; i < RUNS; i++) {
			long seed = first + i;
			Random random = new Random(seed);
			byte[] input = change(random);
			try {
				check.check(random, input);
			}
			catch (Throwable ex) {
				throw new AssertionError("-Dfuzz.runs=1 -Dfuzz.seed=" + seed + ", input "
						+ HexFormat.of().formatHex(input, 0, Math.min(1000, input.length)), ex);
			}
		}
	}

	private byte[] change(Random random) {
		byte[] bytes = any(random);
		for (int changes = random.nextInt(6); changes >= 0; changes--) {
			bytes = changeOnce(random, bytes);
		}
		return bytes;
	}

	private byte[] changeOnce(Random random, byte[] bytes) {
		int at = random.nextInt(bytes.length + 1);
		int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
		switch (random.nextInt(7)) {
			case 0 -> {
				byte[] changed = bytes.clone();
				if (at < bytes.length) {
					changed[at] ^= (byte) (1 << random.nextInt(8));
				}
				return changed;
			}
			case 1 -> {
				return join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
			}
			case 2 -> {
				return join(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
			}
			case 3 -> {
				byte[] other = any(random);
				return join(Arrays.copyOf(bytes, at),
						Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
			}
			case 4 -> {
				byte[] changed = bytes.clone();
				if (bytes.length >= Integer.BYTES) {
					ByteBuffer.wrap(changed)
						.putInt(random.nextInt(bytes.length - Integer.BYTES + 1),
								NUMBERS[random.nextInt(NUMBERS.length)]);
				}
				return changed;
			}
			case 5 -> {
				byte[] token = TOKENS.get(random.nextInt(TOKENS.size()));
				return join(join(Arrays.copyOf(bytes, at), token), Arrays.copyOfRange(bytes, at, bytes.length));
			}
			default -> {
				return Arrays.copyOf(bytes, at);
			}
		}
	}

	private byte[] any(Random random) {
		return this.corpus.get(random.nextInt(this.corpus.size()));
	}

	private static byte[] join(byte[] first, byte[] second) {
		byte[] joined = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, joined, first.length, second.length);
		return joined;
	}

	/**
	 * What must hold for any input.
	 */
	@FunctionalInterface
	public interface Check {

		/**
		 * Check it.
		 * @param random for choices of the check's own
		 * @param input the input
		 * @throws Exception if it does not hold, as does any error
		 */
		void check(Random random, byte[] input) throws Exception;

	}

}
