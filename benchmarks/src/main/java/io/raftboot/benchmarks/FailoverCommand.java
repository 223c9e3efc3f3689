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
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Kills the leader again and again, and measures how long no command succeeds.
 */
@Command(name = "failover", mixinStandardHelpOptions = true, showDefaultValues = true,
		description = "Kills the leader with SIGKILL, and measures the time to the next Put that succeeds.")
@SuppressWarnings("NullAway.Init")
final class FailoverCommand implements Callable<Integer> {

	@Spec
	private CommandSpec spec;

	@Option(names = "--targets", required = true, split = ",",
			description = "host:port of the nodes 1, 2, 3… of the script, in this order")
	private List<InetSocketAddress> targets;

	@Option(names = "--script", required = true, description = "called as SCRIPT kill N and SCRIPT start N")
	private Path script;

	@Option(names = "--repetitions", defaultValue = "10", description = "how often the leader is killed")
	private int repetitions;

	@Option(names = "--settle", defaultValue = "2s", description = "time under load before each kill")
	private Duration settle;

	@Option(names = "--timeout", defaultValue = "30s", description = "bound for the time to the next success")
	private Duration timeout;

	@Option(names = "--json", description = "file that gets the result as JSON")
	private @Nullable Path json;

	@Override
	public Integer call() throws IOException, InterruptedException {
		PrintWriter out = this.spec.commandLine().getOut();
		List<Double> millis = new ArrayList<>();
		for (int i = 0; i < this.repetitions; i++) {
			int leader = leader();
			double measured = measure(leader);
			millis.add(measured);
			out.printf(Locale.ROOT, "%3d: node %d killed, next success after %.0f ms%n", i + 1, leader + 1, measured);
			script("start", leader);
			awaitQuery(this.targets.get(leader));
		}
		List<Double> sorted = millis.stream().sorted().toList();
		out.printf(Locale.ROOT, "fail-over: median %.0f ms, min %.0f, max %.0f, of %d%n",
				sorted.get((sorted.size() - 1) / 2), sorted.get(0), sorted.get(sorted.size() - 1), sorted.size());
		if (this.json != null) {
			Report.writeJson(this.json, Map.of("failoverMillis", millis));
		}
		return ExitCode.OK;
	}

	/**
	 * A node that has just started answers, but may not have heard of a leader.
	 */
	private void awaitQuery(InetSocketAddress node) throws IOException, InterruptedException {
		long end = System.nanoTime() + this.timeout.toNanos();
		while (true) {
			try (RpcClient client = new RpcClient(node, this.timeout)) {
				client.apply(Kind.QUERY, Map.of("Get", ""));
				return;
			}
			catch (IOException ex) {
				if (System.nanoTime() - end >= 0) {
					throw ex;
				}
				TimeUnit.MILLISECONDS.sleep(50);
			}
		}
	}

	private double measure(int leader) throws IOException, InterruptedException {
		List<InetSocketAddress> survivors = new ArrayList<>(this.targets);
		survivors.remove(leader);
		try (FailoverProbe probe = new FailoverProbe(survivors)) {
			probe.awaitSuccess(this.timeout);
			probe.run(this.settle);
			long killedAt = System.nanoTime();
			kill(leader);
			return (probe.awaitSuccessOfNewerThan(killedAt, this.timeout) - killedAt) / 1e6;
		}
	}

	private int leader() throws IOException {
		for (InetSocketAddress target : this.targets) {
			try (RpcClient client = new RpcClient(target, this.timeout)) {
				String leader = client.call("GetServerState", Map.of()).path("leader").asString("");
				for (int i = 0; i < this.targets.size(); i++) {
					if (leader.endsWith(":" + this.targets.get(i).getPort())) {
						return i;
					}
				}
			}
		}
		throw new IOException("No target knows a leader among " + this.targets.stream().map(Values::name).toList()
				+ ": wait until there is one");
	}

	private void kill(int leader) throws IOException, InterruptedException {
		OptionalLong pid = Processes.pidListeningOn(this.targets.get(leader).getPort());
		boolean killed = pid.isPresent()
				&& ProcessHandle.of(pid.getAsLong()).map(ProcessHandle::destroyForcibly).orElse(false);
		if (!killed) {
			script("kill", leader);
		}
	}

	private void script(String action, int node) throws IOException, InterruptedException {
		List<String> command = List.of(this.script.toString(), action, Integer.toString(node + 1));
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		if (!process.waitFor(2, TimeUnit.MINUTES)) {
			process.destroyForcibly();
			throw new IOException(command + " has not ended within 2 minutes");
		}
		if (process.exitValue() != 0) {
			throw new IOException(command + " ended with status " + process.exitValue());
		}
	}

}
