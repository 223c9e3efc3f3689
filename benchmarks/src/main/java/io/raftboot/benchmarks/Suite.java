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

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The table of workloads, and how it is written.
 */
final class Suite {

	private static final int KEYS = 100_000;

	private static final int VALUE_SIZE = 16;

	private static final Duration TIMEOUT = Duration.ofSeconds(15);

	private Suite() {
	}

	static List<Plan> warmUp(List<InetSocketAddress> targets, Protocol protocol, Duration duration) {
		List<Plan> plans = new ArrayList<>();
		for (Kind kind : Kind.values()) {
			if (protocol != Protocol.ETCD || kind != Kind.LOCAL_QUERY) {
				int connections = (protocol == Protocol.JSONL) ? targets.size() : 64;
				int inFlight = (protocol == Protocol.JSONL) ? 1000 : connections;
				plans.add(plan(targets, protocol, kind, inFlight, connections,
						duration.dividedBy((kind == Kind.PUT) ? 1 : 2)));
			}
		}
		return plans;
	}

	static List<Workload> jsonLines(List<InetSocketAddress> all, InetSocketAddress leader, Duration duration) {
		List<InetSocketAddress> one = List.of(leader);
		List<InetSocketAddress> follower = all.stream().filter((target) -> !target.equals(leader)).limit(1).toList();
		List<Workload> workloads = new ArrayList<>();
		workloads.add(lines("Put, all nodes", all, Kind.PUT, 1000, 16, duration));
		workloads.add(lines("Put, all nodes", all, Kind.PUT, 64, 16, duration));
		workloads.add(lines("Put, leader", one, Kind.PUT, 1000, 16, duration));
		workloads.add(lines("Put, leader", one, Kind.PUT, 64, 16, duration));
		workloads.add(lines("Put, leader", one, Kind.PUT, 1, 16, duration));
		if (!follower.isEmpty()) {
			workloads.add(lines("Put, follower", follower, Kind.PUT, 1, 16, duration));
		}
		workloads.add(lines("Put 1 KiB, all nodes", all, Kind.PUT, 1000, 1024, duration));
		workloads.add(lines("Put 1 KiB, all nodes", all, Kind.PUT, 64, 1024, duration));
		for (int inFlight : List.of(1000, 64, 1)) {
			workloads.add(lines("Query, all nodes", all, Kind.QUERY, inFlight, 16, duration));
		}
		for (int inFlight : List.of(1000, 64, 1)) {
			workloads.add(lines("LocalQuery, all nodes", all, Kind.LOCAL_QUERY, inFlight, 16, duration));
		}
		return workloads;
	}

	/** Puts over all nodes, with ever more of them in flight. */
	static List<Workload> inFlight(List<InetSocketAddress> all, Duration duration) {
		List<Workload> workloads = new ArrayList<>();
		for (int inFlight = 1; inFlight <= 4096; inFlight *= 4) {
			workloads.add(lines("Put, all nodes", all, Kind.PUT, inFlight, VALUE_SIZE, duration));
		}
		return workloads;
	}

	private static Workload lines(String name, List<InetSocketAddress> targets, Kind kind, int inFlight, int valueSize,
			Duration duration) {
		return new Workload(name,
				plan(targets, Protocol.JSONL, kind, inFlight, Math.min(inFlight, targets.size()), duration)
					.withValueSize(valueSize));
	}

	static List<Workload> http(List<InetSocketAddress> all, Duration duration) {
		return List.of(new Workload("HTTP Put, 64 connections", plan(all, Protocol.HTTP, Kind.PUT, 64, 64, duration)),
				new Workload("HTTP Query, 64 connections", plan(all, Protocol.HTTP, Kind.QUERY, 64, 64, duration)),
				new Workload("HTTP Put, batches of 100",
						plan(all, Protocol.HTTP, Kind.PUT, 10, 10, duration).withBatch(100)));
	}

	static List<Workload> etcd(List<InetSocketAddress> all, Duration duration) {
		List<Workload> workloads = new ArrayList<>();
		for (int connections : List.of(1, 64, 256)) {
			workloads
				.add(new Workload("etcd put", plan(all, Protocol.ETCD, Kind.PUT, connections, connections, duration)));
		}
		workloads.add(new Workload("etcd range", plan(all, Protocol.ETCD, Kind.QUERY, 64, 64, duration)));
		return workloads;
	}

	private static Plan plan(List<InetSocketAddress> targets, Protocol protocol, Kind kind, int inFlight,
			int connections, Duration duration) {
		return new Plan(targets, protocol, kind, inFlight, connections, "k", KEYS, VALUE_SIZE, 1, Duration.ZERO,
				duration, TIMEOUT, 0);
	}

	static String markdown(String label, String commit, List<Row> rows, Duration duration, int runs) {
		StringBuilder text = new StringBuilder();
		text.append(
				String.format(Locale.ROOT, "## %s, %s, commit %s%n%n", LocalDate.now(ZoneOffset.UTC), label, commit));
		text.append(Machine.describe())
			.append(String.format(Locale.ROOT, " Servers and load generator on this machine."
					+ " Median of %d runs of %.0f s each; latencies in milliseconds, CPU in microseconds a command.%n%n",
					runs, duration.toMillis() / 1e3));
		text.append("| workload | in flight | rate/s | lowest, highest run | p50 | p90 | p99 | p99.9 | max"
				+ " | CPU of all servers | CPU of the generator | errors |\n");
		text.append("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n");
		rows.forEach((row) -> text.append(line(row)));
		return text.toString();
	}

	private static String line(Row row) {
		Result result = row.median();
		Result.Latency latency = result.latency();
		double lowest = row.runs().stream().mapToDouble(Result::rate).min().orElse(0);
		double highest = row.runs().stream().mapToDouble(Result::rate).max().orElse(0);
		Map<String, Double> cpu = result.cpuMicros();
		double generator = cpu.getOrDefault(Processes.SELF, 0.0);
		double servers = cpu.values().stream().mapToDouble(Double::doubleValue).sum() - generator;
		return String.format(Locale.ROOT,
				"| %s | %d | %,.0f | %,.0f, %,.0f | %.3f | %.3f | %.3f | %.3f | %.1f | %.2f | %.2f | %s |%n",
				row.name(), result.inFlight(), result.rate(), lowest, highest, latency.p50(), latency.p90(),
				latency.p99(), latency.p999(), latency.max(), servers, generator,
				result.errors().isEmpty() ? "none" : "**" + result.errors() + "**");
	}

	/**
	 * Which workloads make up the table.
	 */
	enum Table {

		/** All kinds, over every protocol that has targets. */
		STANDARD,

		/** Rate against commands in flight, JSON Lines. */
		IN_FLIGHT

	}

	/**
	 * One line of the table before it is run.
	 *
	 * @param name what it is called
	 * @param plan what it does
	 */
	record Workload(String name, Plan plan) {
	}

	/**
	 * One line of the table.
	 *
	 * @param name what it is called
	 * @param median the run that counts
	 * @param runs all runs
	 */
	record Row(String name, Result median, List<Result> runs) {
	}

}
