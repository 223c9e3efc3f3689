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
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RunReportTests {

	@TempDir
	private Path directory;

	@Test
	void quantilesAreThoseOfTheSortedTimes() {
		List<Long> times = new ArrayList<>(LongStream.rangeClosed(1, 200).boxed().toList());
		times.add(0, 1000L);
		assertThat(RunReport.Quantiles.of(times)).isEqualTo(new RunReport.Quantiles(201, 101, 199, 1000));
		assertThat(RunReport.Quantiles.of(List.of())).isNull();
	}

	@Test
	void theFigureOfAFaultCountsEachRoundWithIt() throws IOException {
		write(List.of());
		JsonNode report = JsonMapper.shared().readTree(this.directory.resolve("fault-report.json").toFile());
		assertThat(report.at("/faults/kill-leader/injections").asInt()).isEqualTo(2);
		assertThat(report.at("/faults/kill-leader/recovery/max").asInt()).isEqualTo(700);
		assertThat(report.at("/faults/loss/injections").asInt()).isEqualTo(1);
		assertThat(report.at("/operations/unknown").asInt()).isEqualTo(3);
		assertThat(report.at("/rounds").size()).isEqualTo(2);
	}

	@Test
	void thePageNeedsNothingButItself() throws IOException {
		String page = write(List.of());
		assertThat(page).contains("No violation", "<svg", "kill-leader").doesNotContain("<script", "http", "src=");
	}

	@Test
	void violationsAreShownAsTheyAre() throws IOException {
		assertThat(write(List.of("a <b> & 100 %"))).contains("a &lt;b> &amp; 100 %").doesNotContain("No violation");
	}

	@Test
	void reportsOfSeveralRunsAreSummed() throws IOException {
		write(List.of("one"));
		String file = this.directory.resolve("fault-report.json").toString();
		RunReport sum = MergedReport.write(file + "," + file, options());
		assertThat(sum.operations()).isEqualTo(new Workload.Counts(280, 14, 6));
		assertThat(sum.rounds()).extracting(RoundResult::beganAt).containsExactly(0.0, 5.0, 10.0, 15.0);
		RunReport.Figures killed = sum.byFault().get("kill-leader");
		assertThat(killed.injections()).isEqualTo(4);
		assertThat(killed.recovery()).isEqualTo(new RunReport.Quantiles(2, 700, 700, 700));
		assertThat(sum.vitals()).hasSize(2);
		assertThat(sum.violations()).containsExactly("one", "one");
		assertThat(JsonMapper.shared().readTree(Path.of(file).toFile()).path("checked").asInt()).isEqualTo(300);
	}

	@Test
	void aReportThatIsMissingIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> MergedReport.of(List.of("no/such.json"), options()))
			.withMessageContaining("no/such.json");
	}

	private Options options() {
		return new Options(1, 5, 0, List.of(), true, 3, 100, "native", this.directory, List.of());
	}

	private String write(List<String> violations) throws IOException {
		List<RoundResult> rounds = List.of(
				new RoundResult(1, List.of("kill-leader"), "[node 1]", 0, 5, 100, 1, 700L, 40L),
				new RoundResult(2, List.of("kill-leader", "loss"), "[node 2]; 20 %", 5, 5, 50, 2, null, 70L));
		new RunReport(options(), 10, new Workload.Counts(140, 7, 3), rounds,
				List.of(new Vitals.Sample(1, 1, 1, 1 << 25, 40)), 150, violations)
			.write(this.directory);
		return Files.readString(this.directory.resolve("fault-report.html"));
	}

}
