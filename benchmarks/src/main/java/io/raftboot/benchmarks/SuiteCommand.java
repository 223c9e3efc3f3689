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
		Processes processes = Processes.listeningOn(this.targets.isEmpty() ? this.etcdTargets : this.targets);
		List<Suite.Row> rows = new ArrayList<>();
		boolean failed = false;
		for (Suite.Workload workload : workloads(out, processes)) {
			List<Result> results = run(workload.plan(), processes);
			rows.add(new Suite.Row(workload.name(), Result.median(results), results));
			out.printf("%-36s %s%n", workload.name(), Report.line(Result.median(results)));
			failed |= Report.complain(this.spec.commandLine().getErr(), results);
		}
		String text = Suite.markdown(this.label, this.commit, rows, this.duration, this.runs);
		out.println(text);
		write(text, rows);
		return failed ? ExitCode.SOFTWARE : ExitCode.OK;
	}

	private List<Suite.Workload> workloads(PrintWriter out, Processes processes) throws IOException {
		List<Suite.Workload> workloads = new ArrayList<>();
		if (!this.targets.isEmpty()) {
			warm(out, Suite.warmUp(this.targets, Protocol.JSONL, this.firstWarmUp), processes);
			workloads.addAll((this.table == Suite.Table.IN_FLIGHT) ? Suite.inFlight(this.targets, this.duration)
					: Suite.jsonLines(this.targets, leader(), this.duration));
		}
		if (!this.httpTargets.isEmpty() && this.table == Suite.Table.STANDARD) {
			warm(out, Suite.warmUp(this.httpTargets, Protocol.HTTP, this.firstWarmUp), processes);
			workloads.addAll(Suite.http(this.httpTargets, this.duration));
		}
		if (!this.etcdTargets.isEmpty()) {
			warm(out, Suite.warmUp(this.etcdTargets, Protocol.ETCD, this.firstWarmUp), processes);
			workloads.addAll(Suite.etcd(this.etcdTargets, this.duration));
		}
		if (workloads.isEmpty()) {
			throw new IllegalArgumentException("Nothing to measure: give --targets, --http-targets or --etcd-targets");
		}
		return workloads.stream().filter((workload) -> workload.name().contains(this.only)).toList();
	}

	private void warm(PrintWriter out, List<Plan> plans, Processes processes) throws IOException {
		for (Plan plan : plans) {
			Result result = Generator.run(plan, processes);
			out.printf("%-36s %s%n", "warm-up, " + plan.kind().applyKind(), Report.line(result));
		}
	}

	private List<Result> run(Plan plan, Processes processes) throws IOException {
		List<Result> results = new ArrayList<>();
		for (int i = 0; i < this.runs; i++) {
			Duration before = (i == 0) ? this.warmUp : Duration.ofMillis(500);
			results.add(Generator.run(plan.withWarmUp(before), processes));
		}
		return results;
	}

	private InetSocketAddress leader() throws IOException {
		try (RpcClient client = new RpcClient(this.targets.get(0), Duration.ofSeconds(10))) {
			String leader = client.call("GetServerState", Map.of()).path("leader").asString("");
			return this.targets.stream()
				.filter((target) -> leader.endsWith(":" + target.getPort()))
				.findFirst()
				.orElse(this.targets.get(0));
		}
	}

	private void write(String text, List<Suite.Row> rows) throws IOException {
		if (this.append != null) {
			Files.writeString(this.append, "\n" + text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		if (this.json != null) {
			Report.writeJson(this.json, rows);
		}
	}

}
