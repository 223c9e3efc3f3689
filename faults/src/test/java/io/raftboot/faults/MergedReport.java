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

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sums reports of several runs, one after the other in time, so that what takes hours can
 * be collected.
 */
final class MergedReport {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final List<RoundResult> rounds = new ArrayList<>();

	private final List<Vitals.Sample> vitals = new ArrayList<>();

	private final List<String> violations = new ArrayList<>();

	private Workload.Counts operations = new Workload.Counts(0, 0, 0);

	private double seconds;

	private long checked;

	private MergedReport() {
	}

	/**
	 * Write the sum of some reports where a run writes its own.
	 * @param files the reports of other runs as JSON, separated by commas
	 * @param options where to write to
	 */
	static RunReport write(String files, Options options) throws IOException {
		RunReport report = of(List.of(files.split(",")), options);
		report.write(options.directory());
		return report;
	}

	static RunReport of(List<String> files, Options options) {
		MergedReport sum = new MergedReport();
		for (String file : files) {
			File path = Path.of(file.strip()).toFile();
			if (!path.isFile()) {
				throw new IllegalArgumentException(
						"\"merge\" names \"" + path + "\", which is not there: give files \"fault-report.json\"");
			}
			sum.add(MAPPER.readTree(path));
		}
		return new RunReport(options, sum.seconds, sum.operations, sum.rounds, sum.vitals, sum.checked, sum.violations);
	}

	private void add(JsonNode report) {
		for (JsonNode node : report.path("rounds")) {
			RoundResult round = MAPPER.treeToValue(node, RoundResult.class);
			this.rounds.add(new RoundResult(this.rounds.size() + 1, round.faults(), round.where(),
					this.seconds + round.beganAt(), round.seconds(), round.operations(), round.unknown(),
					round.recovery(), round.whole()));
		}
		for (JsonNode node : report.path("vitals")) {
			Vitals.Sample sample = MAPPER.treeToValue(node, Vitals.Sample.class);
			this.vitals.add(new Vitals.Sample(sample.node(), this.seconds + sample.at(), sample.up(), sample.heap(),
					sample.threads()));
		}
		report.path("violations").forEach((violation) -> this.violations.add(violation.asString()));
		Workload.Counts counts = MAPPER.treeToValue(report.path("operations"), Workload.Counts.class);
		this.operations = new Workload.Counts(this.operations.succeeded() + counts.succeeded(),
				this.operations.rejected() + counts.rejected(), this.operations.unknown() + counts.unknown());
		this.seconds += report.path("seconds").asDouble();
		this.checked += report.path("checked").asLong();
	}

}
