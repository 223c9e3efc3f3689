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

package io.raftboot.storage;

import java.util.EnumMap;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of random lives of a storage. {@code -Dstorage.seeds} and
 * {@code -Dstorage.firstSeed} run others.
 */
class RecoveryModelTests {

	private static final int STEPS = 60;

	private final Logger logger = (Logger) LoggerFactory.getLogger(LogRecovery.class);

	@BeforeEach
	void doNotLogEveryTornTail() {
		this.logger.setLevel(Level.ERROR);
	}

	@AfterEach
	void logAgain() {
		this.logger.setLevel(null);
	}

	@Test
	void keepsWhatWasSyncedAndNothingThatWasNeverWritten() {
		long seeds = Long.getLong("storage.seeds", 700);
		long firstSeed = Long.getLong("storage.firstSeed", 1);
		Map<SimulatedDisk.Fault, Long> faults = new EnumMap<>(SimulatedDisk.Fault.class);
		for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
			try {
				RecoveryModelRun.run(seed, STEPS).forEach((fault, count) -> faults.merge(fault, count, Long::sum));
			}
			catch (Exception | Error ex) {
				throw new AssertionError("seed " + seed + ": " + ex.getMessage(), ex);
			}
		}
		assertThat(faults.keySet()).as("coverage of %d seeds from %d", seeds, firstSeed)
			.contains(SimulatedDisk.Fault.TORN_WRITE, SimulatedDisk.Fault.LOST_CUT,
					SimulatedDisk.Fault.LOST_NAME_CHANGE, SimulatedDisk.Fault.DISK_FULL,
					SimulatedDisk.Fault.FAILED_SYNC);
	}

}
