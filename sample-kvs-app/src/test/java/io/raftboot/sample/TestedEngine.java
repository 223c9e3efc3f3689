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

import java.util.List;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The engine that the nodes of the tests run on: {@code -Dengine=ratis} for the second
 * one.
 */
final class TestedEngine {

	private static final String NAME = System.getProperty("engine", "native");

	/**
	 * The system gives out ports from 32768 to 60999: so far below them is none of those.
	 */
	private static final int RATIS_PORT_OFFSET = -28_500;

	private TestedEngine() {
	}

	static String name() {
		return NAME;
	}

	static boolean isNative() {
		return NAME.equals("native");
	}

	/** Return the arguments that a node needs for it. */
	static List<String> arguments() {
		return isNative() ? List.of()
				: List.of("--raft.engine=" + NAME, "--raft.ratis.port-offset=" + RATIS_PORT_OFFSET);
	}

	/**
	 * Skip the test unless the engine is the native one.
	 * @param reason what it has that others have not
	 */
	static void requireNative(String reason) {
		assumeTrue(isNative(), () -> "not with engine \"" + NAME + "\": " + reason);
	}

}
