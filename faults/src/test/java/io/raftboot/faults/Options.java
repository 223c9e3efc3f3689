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

package io.raftboot.faults;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;

/**
 * What to run, from system properties.
 *
 * @param seed decides which faults come in which order, and where
 * @param minutes how long to go on, if no number of rounds is given
 * @param rounds how many rounds of faults, 0 for as many as fit into the time
 * @param faults names of faults to choose from, empty for all
 * @param mixed whether several faults may be there at once
 * @param nodes size of the cluster
 * @param rate operations a second, about
 * @param engine the value of {@code raft.engine}
 * @param directory where reports, logs and histories go
 * @param settings further settings of every node
 */
record Options(long seed, double minutes, int rounds, List<String> faults, boolean mixed, int nodes, int rate,
		String engine, Path directory, List<String> settings) {

	static Options ofSystemProperties() {
		List<String> faults = Stream.of(System.getProperty("faults", "").split(","))
			.map(String::strip)
			.filter((name) -> !name.isEmpty())
			.toList();
		return new Options(Long.getLong("seed", new SecureRandom().nextLong() >>> 32), decimal("minutes", "5"),
				Integer.getInteger("rounds", 0), faults,
				Boolean.parseBoolean(System.getProperty("mixed", Boolean.toString(faults.size() != 1))),
				Integer.getInteger("nodes", 3), Integer.getInteger("rate", 300), System.getProperty("engine", "native"),
				Path.of(System.getProperty("report.directory", "target")), List.of());
	}

	private static double decimal(String name, String fallback) {
		String value = System.getProperty(name, fallback);
		try {
			return Double.parseDouble(value);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("\"" + name + "\" is \"" + value + "\": give a number", ex);
		}
	}

	Options with(double minutes, int rounds, List<String> faults) {
		return new Options(this.seed, minutes, rounds, faults, this.mixed, this.nodes, this.rate, this.engine,
				this.directory, this.settings);
	}

	Options withSettings(String... settings) {
		return new Options(this.seed, this.minutes, this.rounds, this.faults, this.mixed, this.nodes, this.rate,
				this.engine, this.directory, List.of(settings));
	}

	Options withDirectory(Path directory) {
		return new Options(this.seed, this.minutes, this.rounds, this.faults, this.mixed, this.nodes, this.rate,
				this.engine, directory, this.settings);
	}

}
