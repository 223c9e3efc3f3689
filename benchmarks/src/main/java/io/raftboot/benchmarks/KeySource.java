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

/**
 * Says which key comes next and which value it gets.
 */
abstract class KeySource {

	/**
	 * Returns whether another command is due.
	 * @return false when a counted load has been sent completely
	 */
	abstract boolean hasNext();

	/**
	 * Moves on to the next command.
	 * @return number of its key
	 */
	abstract int next();

	/**
	 * Returns the number that the value of the last command holds.
	 * @return a number with at most {@link Digits#VALUE} digits
	 */
	abstract long value();

	/**
	 * Keys drawn at random, for ever; each value is new.
	 * @param keys number of keys
	 * @return the source
	 */
	static KeySource random(int keys) {
		return new KeySource() {

			private long state = 0x9E3779B97F4A7C15L;

			private long count;

			@Override
			boolean hasNext() {
				return true;
			}

			@Override
			int next() {
				this.count++;
				this.state ^= this.state << 13;
				this.state ^= this.state >>> 7;
				this.state ^= this.state << 17;
				return (int) ((this.state >>> 33) % keys);
			}

			@Override
			long value() {
				return this.count;
			}

		};
	}

	/**
	 * The keys from 0 on, each once; the value holds the number of the key.
	 * @param count number of keys
	 * @return the source
	 */
	static KeySource sequence(int count) {
		return new KeySource() {

			private int next;

			@Override
			boolean hasNext() {
				return this.next < count;
			}

			@Override
			int next() {
				return this.next++;
			}

			@Override
			long value() {
				return this.next - 1L;
			}

		};
	}

}
