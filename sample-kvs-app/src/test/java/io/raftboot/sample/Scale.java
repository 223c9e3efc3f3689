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

package io.raftboot.sample;

/**
 * How large the tests of a cluster's life are. In an ordinary build they are small; with
 * {@code -Dscale=full} they have the sizes and times that the reliability page reports,
 * and check the figures promised there, which takes a machine of one's own.
 */
final class Scale {

	private static final boolean FULL = "full".equals(System.getProperty("scale"));

	private Scale() {
	}

	static boolean isFull() {
		return FULL;
	}

	static int of(int reduced, int full) {
		return FULL ? full : reduced;
	}

	/**
	 * Print a figure, so that it can be read in the output of the build.
	 */
	static void report(String format, Object... values) {
		System.out.printf("[life] " + format + "%n", values);
	}

}
