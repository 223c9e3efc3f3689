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

package io.raftboot.machine;

import io.raftboot.InputCodec;
import org.junit.jupiter.api.AfterAll;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * All of {@link NativeMachineTests} with another form of the inputs in the log.
 */
class CborMachineTests extends NativeMachineTests {

	private static final CborCodec CODEC = new CborCodec();

	@Override
	InputCodec codec() {
		return CODEC;
	}

	@AfterAll
	static void assertTheCodecWasUsed() {
		assertThat(CODEC.written()).isPositive();
		assertThat(CODEC.read()).isPositive();
	}

}
