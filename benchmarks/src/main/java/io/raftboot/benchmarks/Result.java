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

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of one run.
 *
 * @param protocol how the load spoke
 * @param kind what each command did
 * @param targets where the load went
 * @param inFlight commands in flight over all connections
 * @param connections connections over all targets
 * @param valueSize bytes of a value
 * @param batch commands in a batch
 * @param seconds time of the measurement
 * @param commands commands answered without error in that time
 * @param rate commands per second
 * @param latency how long they took
 * @param errors everything that went wrong, at any time of the run, with its count
 * @param cpuMicros CPU time per command of each process, in microseconds
 */
record Result(String protocol, String kind, List<String> targets, int inFlight, int connections, int valueSize,
		int batch, double seconds, long commands, double rate, Latency latency, Map<String, Long> errors,
		Map<String, Double> cpuMicros) {

	static Result of(Plan plan, Tally tally, double seconds, Map<String, Long> cpuMicros) {
		Map<String, Double> cpu = new TreeMap<>();
		long commands = tally.commands();
		cpuMicros.forEach((process, micros) -> cpu.put(process, micros / (double) Math.max(1, commands)));
		List<String> targets = plan.targets().stream().map(Values::name).toList();
		return new Result(plan.protocol().name(), plan.kind().applyKind(), targets, plan.inFlight(), plan.connections(),
				plan.valueSize(), plan.batch(), seconds, commands, commands / seconds, tally.latency(), tally.errors(),
				cpu);
	}

	/**
	 * Returns the run whose rate is the median, whole. A run with errors goes before any
	 * without, so that errors are never hidden by the choice.
	 * @param runs at least one run
	 * @return one of the runs
	 */
	static Result median(List<Result> runs) {
		List<Result> failed = runs.stream().filter((run) -> !run.errors().isEmpty()).toList();
		List<Result> candidates = failed.isEmpty() ? runs : failed;
		return candidates.stream()
			.sorted(Comparator.comparingDouble(Result::rate))
			.toList()
			.get((candidates.size() - 1) / 2);
	}

	/**
	 * Latencies in milliseconds.
	 *
	 * @param p50 median
	 * @param p90 percentile
	 * @param p99 percentile
	 * @param p999 percentile 99.9
	 * @param max the longest
	 */
	record Latency(double p50, double p90, double p99, double p999, double max) {
	}

}
