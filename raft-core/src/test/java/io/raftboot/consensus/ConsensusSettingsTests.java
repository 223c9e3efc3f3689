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

package io.raftboot.consensus;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConsensusSettingsTests {

	@Test
	void theDefaultsAreGood() {
		assertThat(ConsensusSettings.of(500, 100).priority()).isEqualTo(100);
	}

	@Test
	void namesABadValue() {
		assertRefused("electionTimeout must be from 2 to 3600000 but was \"0\"", 0, 10, 10, 1, 1, 1, 1, 1);
		assertRefused("heartbeatInterval must be from 1", 100, 0, 10, 1, 1, 1, 1, 1);
		assertRefused("maxClockDrift must be from 0 to 90 but was \"91\"", 100, 10, 91, 1, 1, 1, 1, 1);
		assertRefused("maxMessageBytes must be from 1", 100, 10, 10, 0, 1, 1, 1, 1);
		assertRefused("maxInFlightMessages must be from 1", 100, 10, 10, 1, 0, 1, 1, 1);
		assertRefused("maxInFlightBytes must be from 1", 100, 10, 10, 1, 1, -1, 1, 1);
		assertRefused("maxUncommittedBytes must be from 1", 100, 10, 10, 1, 1, 1, 0, 1);
		assertRefused("priority must be from 0 to 100 but was \"101\"", 100, 10, 10, 1, 1, 1, 1, 101);
	}

	@Test
	void namesABadCombination() {
		assertRefused("heartbeatInterval must be at most half of electionTimeout \"100\" but was \"51\"", 100, 51, 10,
				1, 1, 1, 1, 1);
		assertRefused("maxInFlightBytes must be at least maxMessageBytes \"10\" but was \"9\"", 100, 50, 10, 10, 1, 9,
				10, 1);
		assertRefused("maxUncommittedBytes must be at least maxMessageBytes \"10\" but was \"9\"", 100, 50, 10, 10, 1,
				10, 9, 1);
	}

	private static void assertRefused(String message, long... values) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ConsensusSettings(values[0], values[1], false, (int) values[2], (int) values[3],
					(int) values[4], values[5], values[6], (int) values[7], false))
			.withMessageContaining(message);
	}

}
