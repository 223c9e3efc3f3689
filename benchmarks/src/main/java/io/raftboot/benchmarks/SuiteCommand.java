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
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs the whole table of workloads.
 */
@Command(name = "suite", mixinStandardHelpOptions = true, showDefaultValues = true,
		description = "Warms the cluster, runs the whole table of workloads and writes it as Markdown.")
@SuppressWarnings("NullAway.Init")
final class SuiteCommand implements Callable<Integer> {

	@Spec
	private CommandSpec spec;

	@Option(names = "--label", defaultValue = "native engine", description = "what is measured")
	private String label;

	@Option(names = "--targets", split = ",", description = "host:port of each node, JSON Lines")
	private List<InetSocketAddress> targets = List.of();

	@Option(names = "--http-targets", split = ",", description = "host:port of each node, JSON-RPC over HTTP")
	private List<InetSocketAddress> httpTargets = List.of();

	@Option(names = "--etcd-targets", split = ",", description = "host:port of each node of etcd, JSON gateway")
	private List<InetSocketAddress> etcdTargets = List.of();

	@Option(names = "--engine-targets", paramLabel = "NAME=HOST:PORT,…",
			description = "instead: the nodes of one of several engines, measured in turns; again for each")
	private Map<String, String> engineTargets = new LinkedHashMap<>();

	@Option(names = "--engine-http-targets", paramLabel = "NAME=HOST:PORT,…",
			description = "the same over HTTP, for all of them or for none")
	private Map<String, String> engineHttpTargets = new LinkedHashMap<>();

	@Option(names = "--table", defaultValue = "standard", description = "standard, or in-flight from 1 to 4,096")
	private Suite.Table table;

	@Option(names = "--runs", defaultValue = "5", description = "runs of each workload; the median counts")
	private int runs;

	@Option(names = "--warm-up", defaultValue = "2s", description = "time before the first measurement of a workload")
	private Duration warmUp;

	@Option(names = "--duration", defaultValue = "5s", description = "time of each measurement")
	private Duration duration;

	@Option(names = "--first-warm-up", defaultValue = "15s", description = "time to warm the servers at the start")
	private Duration firstWarmUp;

	@Option(names = "--only", defaultValue = "", description = "run only workloads whose name contains this")
	private String only;

	@Option(names = "--commit", defaultValue = "unknown", description = "what to name as the commit")
	private String commit;

	@Option(names = "--append", description = "Markdown file that gets the table at its end")
	private @Nullable Path append;

	@Option(names = "--json", description = "file that gets the results as JSON")
	private @Nullable Path json;

	@Override
	public Integer call() throws IOException {
		PrintWriter out = this.spec.commandLine().getOut();
		List<Measured> all = new ArrayList<>();
		for (Servers servers : servers()) {
			all.add(prepare(servers, out));
		}
		if (all.stream().mapToInt((measured) -> measured.workloads().size()).distinct().count() > 1) {
			throw new IllegalArgumentException("Give --engine-http-targets for all engines or for none");
		}
		List<Suite.Row> rows = new ArrayList<>();
		boolean failed = false;
		for (int i = 0; i < all.get(0).workloads().size(); i++) {
			for (Suite.Row row : inTurns(all, i)) {
				rows.add(row);
				out.printf("%-36s %s%n", row.name(), Report.line(row.median()));
				failed |= Report.complain(this.spec.commandLine().getErr(), row.runs());
			}
		}
		String text = Suite.markdown(this.label, this.commit, rows, this.duration, this.runs);
		out.println(text);
		write(text, rows);
		return failed ? ExitCode.SOFTWARE : ExitCode.OK;
	}

	private List<Servers> servers() {
		if (this.engineTargets.isEmpty()) {
			return List.of(new Servers("", this.targets, this.httpTargets, this.etcdTargets));
		}
		List<Servers> servers = new ArrayList<>();
		this.engineTargets.forEach((engine, lines) -> servers.add(new Servers(engine, Values.addresses(lines),
				Values.addresses(this.engineHttpTargets.getOrDefault(engine, "")), List.of())));
		return servers;
	}

	private Measured prepare(Servers servers, PrintWriter out) throws IOException {
		Processes processes = servers.processes();
		for (Plan plan : servers.warmUps(this.table, this.firstWarmUp)) {
			Result result = Generator.run(plan, processes);
			out.printf("%-36s %s%n", "warm-up, " + plan.kind().applyKind(), Report.line(result));
		}
		List<Suite.Workload> wanted = servers.workloads(this.table, this.duration)
			.stream()
			.filter((workload) -> workload.name().contains(this.only))
			.toList();
		return new Measured(servers.name(), processes, wanted);
	}

	/** A run on each, again and again, so that what disturbs the machine disturbs all. */
	private List<Suite.Row> inTurns(List<Measured> all, int workload) throws IOException {
		List<List<Result>> results = new ArrayList<>();
		all.forEach((measured) -> results.add(new ArrayList<>()));
		for (int run = 0; run < this.runs; run++) {
			Duration before = (run == 0) ? this.warmUp : Duration.ofMillis(500);
			for (int i = 0; i < all.size(); i++) {
				Measured measured = all.get(i);
				Plan plan = measured.workloads().get(workload).plan().withWarmUp(before);
				results.get(i).add(Generator.run(plan, measured.processes()));
			}
		}
		List<Suite.Row> rows = new ArrayList<>();
		for (int i = 0; i < all.size(); i++) {
			Measured measured = all.get(i);
			String engine = measured.name().isEmpty() ? "" : ", " + measured.name();
			rows.add(new Suite.Row(measured.workloads().get(workload).name() + engine, Result.median(results.get(i)),
					results.get(i)));
		}
		return rows;
	}

	private void write(String text, List<Suite.Row> rows) throws IOException {
		if (this.append != null) {
			Files.writeString(this.append, "\n" + text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		if (this.json != null) {
			Report.writeJson(this.json, rows);
		}
	}

	private record Measured(String name, Processes processes, List<Suite.Workload> workloads) {
	}

}
