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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Goes on for long, and says how rate and memory change on the way.
 */
@Command(name = "sustain", mixinStandardHelpOptions = true, showDefaultValues = true,
		description = "Puts for a long time, and says at intervals how fast it went and what lives on each node's heap.")
@SuppressWarnings("NullAway.Init")
final class SustainCommand implements Callable<Integer> {

	private static final Duration TIMEOUT = Duration.ofSeconds(15);

	@Spec
	private CommandSpec spec;

	@Option(names = "--targets", required = true, split = ",", description = "host:port of each node, JSON Lines")
	private List<InetSocketAddress> targets;

	@Option(names = "--duration", defaultValue = "10m", description = "time under load, without the pauses")
	private Duration duration;

	@Option(names = "--commands", defaultValue = "0", description = "end once that many are done, 0 for no such bound")
	private long commands;

	@Option(names = "--every", defaultValue = "30s", description = "time under load between two lines")
	private Duration every;

	@Option(names = "--in-flight", defaultValue = "1000", description = "commands in flight over all targets")
	private int inFlight;

	@Option(names = "--keys", defaultValue = "100000", description = "number of distinct keys")
	private int keys;

	@Option(names = "--value-size", defaultValue = "16", description = "bytes of a value")
	private int valueSize;

	@Option(names = "--label", defaultValue = "native engine", description = "what is measured")
	private String label;

	@Option(names = "--commit", defaultValue = "unknown", description = "what to name as the commit")
	private String commit;

	@Option(names = "--append", description = "Markdown file that gets the table at its end")
	private @Nullable Path append;

	@Override
	public Integer call() throws IOException, InterruptedException {
		Processes processes = Processes.listeningOn(this.targets);
		List<Result> results = new ArrayList<>();
		emit(title());
		long done = 0;
		Duration passed = Duration.ZERO;
		while (passed.compareTo(this.duration) < 0 && (this.commands == 0 || done < this.commands)) {
			Result result = Generator.run(plan(), processes);
			results.add(result);
			done += result.commands();
			passed = passed.plus(this.every);
			emit(line(passed, done, result, heaps()));
		}
		return Report.complain(this.spec.commandLine().getErr(), results) ? ExitCode.SOFTWARE : ExitCode.OK;
	}

	private Plan plan() {
		return new Plan(this.targets, Protocol.JSONL, Kind.PUT, this.inFlight,
				Math.min(this.inFlight, this.targets.size()), "k", this.keys, this.valueSize, 1, Duration.ZERO,
				this.every, TIMEOUT, 0);
	}

	private String heaps() throws IOException, InterruptedException {
		List<String> heaps = new ArrayList<>();
		for (InetSocketAddress target : this.targets) {
			OptionalLong pid = Processes.pidListeningOn(target.getPort());
			OptionalLong bytes = pid.isPresent() ? Heap.liveBytes(pid.getAsLong()) : OptionalLong.empty();
			heaps.add(bytes.isPresent() ? String.format(Locale.ROOT, "%.1f", bytes.getAsLong() / 1e6) : "?");
		}
		return String.join(", ", heaps);
	}

	private String title() {
		return String.format(Locale.ROOT, "%n## %s, %s, commit %s, sustained load%n%n%s Servers and load generator on"
				+ " this machine. Puts of %d B to %,d keys, %d in flight over %d nodes; latencies in milliseconds;"
				+ " live heap after a collection, in the pause after each line, of each node.%n%n"
				+ "| under load | commands so far | rate/s | p50 | p99 | max | live heaps, MB | errors |%n"
				+ "|--:|--:|--:|--:|--:|--:|---|---|%n", LocalDate.now(ZoneOffset.UTC), this.label, this.commit,
				Machine.describe(), this.valueSize, this.keys, this.inFlight, this.targets.size());
	}

	private static String line(Duration passed, long done, Result result, String heaps) {
		Result.Latency latency = result.latency();
		return String.format(Locale.ROOT, "| %d s | %,d | %,.0f | %.3f | %.3f | %.1f | %s | %s |%n", passed.toSeconds(),
				done, result.rate(), latency.p50(), latency.p99(), latency.max(), heaps,
				result.errors().isEmpty() ? "none" : "**" + result.errors() + "**");
	}

	private void emit(String text) throws IOException {
		PrintWriter out = this.spec.commandLine().getOut();
		out.print(text);
		out.flush();
		if (this.append != null) {
			Files.writeString(this.append, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
	}

}
