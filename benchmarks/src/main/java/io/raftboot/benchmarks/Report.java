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

package io.raftboot.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import tools.jackson.databind.json.JsonMapper;

/**
 * Writes results for people and for programs.
 */
final class Report {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private Report() {
	}

	static String line(Result result) {
		Result.Latency latency = result.latency();
		return String.format(Locale.ROOT, "%,11.0f/s   p50 %.3f   p90 %.3f   p99 %.3f   p99.9 %.3f   max %.1f ms%s",
				result.rate(), latency.p50(), latency.p90(), latency.p99(), latency.p999(), latency.max(),
				result.errors().isEmpty() ? "" : "   ERRORS " + result.errors());
	}

	static String table(Result result, List<Result> runs) {
		Result.Latency latency = result.latency();
		StringBuilder text = new StringBuilder();
		row(text, "workload", result.kind() + " over " + result.protocol() + ", " + result.inFlight() + " in flight, "
				+ result.connections() + " connections, " + result.targets().size() + " targets");
		row(text, "runs", runs.size() + ", this is the one with the median rate");
		row(text, "commands", String.format(Locale.ROOT, "%,d in %.2f s", result.commands(), result.seconds()));
		row(text, "rate", String.format(Locale.ROOT, "%,.0f/s", result.rate()));
		row(text, "p50", millis(latency.p50()));
		row(text, "p90", millis(latency.p90()));
		row(text, "p99", millis(latency.p99()));
		row(text, "p99.9", millis(latency.p999()));
		row(text, "max", millis(latency.max()));
		result.cpuMicros()
			.forEach((process, micros) -> row(text, "CPU " + process,
					String.format(Locale.ROOT, "%.2f µs a command", micros)));
		row(text, "errors", result.errors().isEmpty() ? "none" : result.errors().toString());
		return text.toString().stripTrailing();
	}

	private static void row(StringBuilder text, String name, String value) {
		text.append(String.format(Locale.ROOT, "%-20s %s%n", name, value));
	}

	private static String millis(double millis) {
		return String.format(Locale.ROOT, "%.3f ms", millis);
	}

	static void writeJson(Path file, Object value) throws IOException {
		Files.writeString(file, MAPPER.writeValueAsString(value) + "\n");
	}

	/**
	 * Says loudly what went wrong.
	 * @param err where to say it
	 * @param results all runs
	 * @return whether anything went wrong
	 */
	static boolean complain(PrintWriter err, List<Result> results) {
		boolean failed = false;
		for (Result result : results) {
			for (Map.Entry<String, Long> error : result.errors().entrySet()) {
				err.println("ERROR: " + error.getValue() + " x " + error.getKey());
				failed = true;
			}
			if (result.commands() == 0) {
				err.println("ERROR: no command succeeded while measuring");
				failed = true;
			}
		}
		if (failed) {
			err.println("The figures of a run with errors say nothing about speed.");
		}
		return failed;
	}

}
