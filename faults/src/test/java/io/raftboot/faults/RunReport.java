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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run found out.
 *
 * @param options what was asked for
 * @param seconds how long it took
 * @param operations how the operations of the clients ended
 * @param rounds what happened
 * @param vitals how the nodes were
 * @param checked operations whose histories were checked
 * @param violations what was found wrong
 */
record RunReport(Options options, double seconds, Workload.Counts operations, List<RoundResult> rounds,
		List<Vitals.Sample> vitals, long checked, List<String> violations) {

	static final String NAME = "fault-report";

	/** Write it as JSON and as a page. */
	void write(Path directory) throws IOException {
		Files.createDirectories(directory);
		Files.writeString(directory.resolve(NAME + ".json"),
				JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(content()));
		Files.writeString(directory.resolve(NAME + ".html"), ReportPage.of(this));
	}

	private Map<String, Object> content() {
		Map<String, Object> content = new LinkedHashMap<>();
		content.put("seed", this.options.seed());
		content.put("nodes", this.options.nodes());
		content.put("engine", this.options.engine());
		content.put("seconds", this.seconds);
		content.put("operations", this.operations);
		content.put("checked", this.checked);
		content.put("violations", this.violations);
		content.put("faults", byFault());
		content.put("rounds", this.rounds);
		content.put("vitals", this.vitals);
		return content;
	}

	/** Return the figures of each fault; rounds with several count for each of them. */
	Map<String, Figures> byFault() {
		Map<String, List<RoundResult>> rounds = new TreeMap<>();
		for (RoundResult round : this.rounds) {
			for (String fault : round.faults()) {
				rounds.computeIfAbsent(fault, (name) -> new ArrayList<>()).add(round);
			}
		}
		Map<String, Figures> figures = new TreeMap<>();
		rounds.forEach((fault, list) -> figures.put(fault,
				new Figures(list.size(), list.stream().mapToLong(RoundResult::operations).sum(),
						list.stream().mapToLong(RoundResult::unknown).sum(),
						Quantiles.of(times(list, RoundResult::recovery)),
						Quantiles.of(times(list, RoundResult::whole)))));
		return figures;
	}

	static List<Long> times(List<RoundResult> rounds, Function<RoundResult, @Nullable Long> time) {
		List<Long> times = new ArrayList<>();
		for (RoundResult round : rounds) {
			Long millis = time.apply(round);
			if (millis != null) {
				times.add(millis);
			}
		}
		return times;
	}

	String summary() {
		StringBuilder text = new StringBuilder();
		text.append(String.format("Seed %d: %.0f s, %d rounds, %s, %d checked, %d violations%n", this.options.seed(),
				this.seconds, this.rounds.size(), this.operations, this.checked, this.violations.size()));
		byFault().forEach((fault, figures) -> text.append(String.format("%-20s %s%n", fault, figures)));
		return text.toString();
	}

	/**
	 * The figures of one fault.
	 *
	 * @param injections how often it happened
	 * @param operations operations in these rounds
	 * @param unknown those of unknown outcome
	 * @param recovery milliseconds to the first success while it lasted, if any
	 * @param whole milliseconds from healing to success on all nodes, if any
	 */
	record Figures(int injections, long operations, long unknown, @Nullable Quantiles recovery,
			@Nullable Quantiles whole) {

	}

	/**
	 * Quantiles of some times, milliseconds.
	 *
	 * @param count how many there are
	 * @param p50 the median
	 * @param p99 the 99th percentile
	 * @param max the longest
	 */
	record Quantiles(int count, long p50, long p99, long max) {

		static @Nullable Quantiles of(List<Long> times) {
			if (times.isEmpty()) {
				return null;
			}
			List<Long> sorted = times.stream().sorted().toList();
			int count = sorted.size();
			return new Quantiles(count, sorted.get((count - 1) / 2), sorted.get((int) Math.ceil(0.99 * count) - 1),
					sorted.get(count - 1));
		}

	}

}
