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

package io.raftboot.simulation;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the simulation over many seeds: {@code -Dseeds=N -DfirstSeed=M
 * -Dworkers=W}.
 */
class SimulationTests {

	private static final long SEEDS = Long.getLong("seeds", 300);

	private static final int WORKERS = Integer.getInteger("workers", Runtime.getRuntime().availableProcessors());

	/** From here on every fault and every kind of thing has to have happened. */
	private static final long MANY = 500;

	private static final List<String> EXPECTED = List.of("message dropped", "message repeated", "message delayed",
			"message cut off", "partition", "bridge", "leader isolated", "pause", "crash", "restart", "clock jump",
			"slow machine", "disk full for a while", "transfer done", "snapshot taken", "snapshot restored",
			"add voter asked", "add learner asked", "add witness asked", "add done", "remove done",
			"remove of the leader asked", "dead new member", "joint configuration", "joint configuration of several",
			"short reign", "disk POWER_LOSS", "disk LOST_WRITE", "disk TORN_WRITE", "disk LOST_NAME_CHANGE",
			"disk DISK_FULL");

	private static final long FIRST_SEED = Long.getLong("firstSeed", 1);

	@Test
	void theSafetyPropertiesHoldForEverySeed() {
		Statistics all = SeedRuns.run(FIRST_SEED, SEEDS, WORKERS);
		assertThat(all.of("operation checked")).isPositive();
		if (SEEDS >= MANY) {
			assertThat(EXPECTED).allSatisfy((what) -> assertThat(all.of(what)).as(what).isPositive());
		}
	}

	@Test
	void aFullDiskGivesOutNoEntryThatIsToBeReplaced() {
		// The new leader's entry waited for room, and the old one was given out as
		// committed.
		assertThat(Simulation.storm(9).run().of("operation checked")).isPositive();
		assertThat(Simulation.storm(25).run().of("operation checked")).isPositive();
	}

	@Test
	void aWitnessThatIsRemovedTakesNoSnapshotOfAMachineThatHasNothing() {
		for (long seed : new long[] { 4361, 8689, 14951 }) {
			assertThat(new Simulation(seed, Bug.NONE, false).run().of("operation checked")).isPositive();
		}
	}

	@Test
	void whatALaterTermCommitsIsNotAskedOfTheLeaderAndFollowersOfAnEarlierOne() {
		// A candidate that was held up won after a later leader had committed, and a node
		// whose disk was full dropped late what was committed meanwhile.
		assertThat(new Simulation(12404, Bug.NONE, false).run().of("operation checked")).isPositive();
		assertThat(new Simulation(15213, Bug.NONE, false).run().of("operation checked")).isPositive();
	}

	@Test
	void theSameSeedGivesTheSameRun() {
		assertThat(new Simulation(FIRST_SEED, Bug.NONE, true).run())
			.hasToString(new Simulation(FIRST_SEED, Bug.NONE, true).run().toString());
	}

}
