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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs one workload, once or several times.
 */
@Command(name = "run", mixinStandardHelpOptions = true, showDefaultValues = true,
		description = "Runs one workload and prints rate, latencies, errors and CPU time.")
@SuppressWarnings("NullAway.Init")
final class RunCommand implements Callable<Integer> {

	@Spec
	private CommandSpec spec;

	@Option(names = "--targets", required = true, split = ",", description = "host:port of each node to send to")
	private List<InetSocketAddress> targets;

	@Option(names = "--protocol", defaultValue = "jsonl", description = "jsonl, http or etcd")
	private Protocol protocol;

	@Option(names = "--kind", defaultValue = "put", description = "put, query or local-query")
	private Kind kind;

	@Option(names = "--in-flight",
			description = "commands in flight over all connections (default: 64; over HTTP connections times batch)")
	private @Nullable Integer inFlight;

	@Option(names = "--connections",
			description = "connections over all targets (default: one for each target; over HTTP 64)")
	private @Nullable Integer connections;

	@Option(names = "--keys", defaultValue = "100000", description = "number of distinct keys")
	private int keys;

	@Option(names = "--value-size", defaultValue = "16", description = "bytes of a value")
	private int valueSize;

	@Option(names = "--batch", defaultValue = "1", description = "commands in a JSON-RPC batch")
	private int batch;

	@Option(names = "--warm-up", defaultValue = "3s", description = "time before each measurement")
	private Duration warmUp;

	@Option(names = "--duration", defaultValue = "10s", description = "time of each measurement")
	private Duration duration;

	@Option(names = "--timeout", defaultValue = "15s", description = "time to wait for outstanding replies at the end")
	private Duration timeout;

	@Option(names = "--runs", defaultValue = "1", description = "number of runs; the one with the median rate counts")
	private int runs;

	@Option(names = "--pids", split = ",",
			description = "processes whose CPU time is measured (default: those that listen on the targets)")
	private @Nullable List<Long> pids;

	@Option(names = "--json", description = "file that gets the result as JSON")
	private @Nullable Path json;

	@Override
	public Integer call() throws IOException {
		PrintWriter out = this.spec.commandLine().getOut();
		Plan plan = plan();
		Processes processes = (this.pids != null) ? Processes.of(this.pids) : Processes.listeningOn(plan.targets());
		List<Result> results = new ArrayList<>();
		for (int i = 0; i < this.runs; i++) {
			Result result = Generator.run(plan, processes);
			results.add(result);
			out.println(Report.line(result));
		}
		Result median = Result.median(results);
		out.println(Report.table(median, results));
		if (this.json != null) {
			Report.writeJson(this.json, median);
		}
		return Report.complain(this.spec.commandLine().getErr(), results) ? ExitCode.SOFTWARE : ExitCode.OK;
	}

	private Plan plan() {
		if (this.runs < 1) {
			throw new IllegalArgumentException(
					"Value \"" + this.runs + "\" of --runs cannot be used: give a number of 1 or more");
		}
		boolean lines = this.protocol == Protocol.JSONL;
		int usedConnections = lines ? this.targets.size() : 64;
		if (this.connections != null) {
			usedConnections = this.connections;
		}
		else if (lines && this.inFlight != null) {
			usedConnections = Math.max(1, Math.min(usedConnections, this.inFlight));
		}
		int usedInFlight = (this.inFlight != null) ? this.inFlight : lines ? 64 : usedConnections * this.batch;
		return new Plan(this.targets, this.protocol, this.kind, usedInFlight, usedConnections, "k", this.keys,
				this.valueSize, this.batch, this.warmUp, this.duration, this.timeout, 0);
	}

}
