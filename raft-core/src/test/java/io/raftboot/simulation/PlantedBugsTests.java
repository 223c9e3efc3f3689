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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The checks are worth something only if they find what is wrong.
 */
class PlantedBugsTests {

	private static final int MOST_SEEDS = 20;

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
	void everyPlantedBugIsCaughtWithinSixtySeeds(Bug bug) {
		String caught = "";
		int seed = 0;
		while (caught.isEmpty() && seed < MOST_SEEDS) {
			seed++;
			caught = failure(seed, bug);
		}
		System.out.printf("%s is caught by seed %d: %s%n", bug, seed, caught);
		assertThat(caught).isNotEmpty();
	}

	private static String failure(long seed, Bug bug) {
		try {
			new Simulation(seed, bug, false).run();
			return "";
		}
		catch (AssertionError ex) {
			return String.valueOf(ex.getMessage()).lines().findFirst().orElse("");
		}
	}

}
