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

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.raftboot.faults.RunReport.Figures;
import io.raftboot.faults.RunReport.Quantiles;
import org.jspecify.annotations.Nullable;

/**
 * The report as a page that needs nothing but itself.
 */
final class ReportPage {

	private static final String HEAD = """
			<!DOCTYPE html>
			<html lang="en"><head><meta charset="utf-8"><title>Faults</title><style>
			body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 64em; padding: 0 1em; color: #222 }
			table { border-collapse: collapse; margin: 1em 0 } td, th { padding: .2em .8em; text-align: right }
			th { border-bottom: 1px solid #999 } td:first-child, th:first-child { text-align: left }
			.good { color: #17692b } .bad { color: #a31515 } svg { background: #fafafa; width: 100% }
			text { font: 11px system-ui, sans-serif; fill: #555 } pre { white-space: pre-wrap }
			</style></head><body>
			""";

	private final StringBuilder page = new StringBuilder(HEAD);

	private final RunReport report;

	private ReportPage(RunReport report) {
		this.report = report;
	}

	static String of(RunReport report) {
		return new ReportPage(report).build();
	}

	private String build() {
		overview();
		table();
		recoveryChart("Recovery: from the fault to the first command that succeeds, ms", false);
		recoveryChart("Whole again: from healing to success on every node, ms", true);
		rateChart();
		heapChart();
		return this.page.append("</body></html>\n").toString();
	}

	private void overview() {
		List<String> violations = this.report.violations();
		add("<h1>Faults</h1><p>Seed %d, %d nodes, engine %s, %.0f s, %d rounds. %d operations succeeded, %d were"
				+ " rejected, %d have an unknown outcome; %d were checked for linearizability.</p>",
				this.report.options().seed(), this.report.options().nodes(), this.report.options().engine(),
				this.report.seconds(), this.report.rounds().size(), this.report.operations().succeeded(),
				this.report.operations().rejected(), this.report.operations().unknown(), this.report.checked());
		add(violations.isEmpty() ? "<p class=good>No violation.</p>" : "<p class=bad>%d violations:</p>",
				violations.size());
		violations.forEach((violation) -> add("<pre class=bad>%s</pre>", escape(violation)));
	}

	private void table() {
		add("<table><tr><th>fault<th>injections<th>operations<th>unknown<th>recovery p50<th>p99<th>max"
				+ "<th>whole p50<th>p99<th>max</tr>");
		this.report.byFault()
			.forEach((name, figures) -> add("<tr><td>%s<td>%d<td>%d<td>%d%s%s</tr>", name, figures.injections(),
					figures.operations(), figures.unknown(), cells(figures.recovery()), cells(figures.whole())));
		add("</table>");
	}

	private static String cells(@Nullable Quantiles quantiles) {
		return (quantiles != null) ? "<td>" + quantiles.p50() + "<td>" + quantiles.p99() + "<td>" + quantiles.max()
				: "<td><td><td>";
	}

	private void recoveryChart(String title, boolean whole) {
		Map<String, Figures> faults = this.report.byFault();
		Chart chart = new Chart(title, 1000, 20 * faults.size() + 40).logarithmic(1, 60_000);
		int row = 0;
		for (String fault : faults.keySet()) {
			List<RoundResult> rounds = this.report.rounds()
				.stream()
				.filter((round) -> round.faults().contains(fault))
				.toList();
			chart.row(row++, fault, RunReport.times(rounds, whole ? RoundResult::whole : RoundResult::recovery));
		}
		this.page.append(chart.build());
	}

	private void rateChart() {
		Chart chart = new Chart("Operations a second, by round", 1000, 200);
		double[][] points = this.report.rounds()
			.stream()
			.map((round) -> new double[] { round.beganAt() + round.seconds() / 2,
					round.operations() / Math.max(0.001, round.seconds()) })
			.toArray(double[][]::new);
		this.page.append(chart.line(0, points).build());
	}

	private void heapChart() {
		Chart chart = new Chart("Heap after a full collection, MiB, by node", 1000, 200);
		Map<Integer, List<double[]>> lines = new TreeMap<>();
		for (Vitals.Sample sample : this.report.vitals()) {
			lines.computeIfAbsent(sample.node(), (node) -> new java.util.ArrayList<>())
				.add(new double[] { sample.at(), sample.heap() / (1 << 20) });
		}
		lines.forEach((node, points) -> chart.line(node, points.toArray(double[][]::new)));
		this.page.append(chart.build());
	}

	private void add(String format, Object... values) {
		this.page.append(String.format(Locale.ROOT, format, values)).append('\n');
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;");
	}

}
