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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A run: starts the nodes and the clients, lets one round of faults follow the other, and
 * finds out whether any promise was broken.
 */
public final class FaultRun implements AutoCloseable {

	/** A run with fewer operations a second says little about the nodes. */
	private static final double MIN_RATE = 10;

	private static final long VITALS_INTERVAL = TimeUnit.SECONDS.toNanos(60);

	private final Options options;

	private final Verdict verdict = new Verdict();

	private final Stalls stalls = new Stalls();

	private final Workload workload = new Workload(this.verdict, this.stalls);

	private final HistoryChecks checks;

	private final Vitals vitals = new Vitals(this.verdict);

	private final List<Fault> faults;

	private final Cluster cluster;

	private final Random random;

	private final Map<Fault, Integer> chosenBefore = new HashMap<>();

	private final List<RoundResult> rounds = new ArrayList<>();

	private FaultRun(Options options, Program program) throws IOException {
		Capabilities capabilities = Capabilities.find(options.directory());
		this.options = options;
		this.faults = Faults.of(options.faults(), capabilities);
		this.random = new Random(options.seed());
		this.checks = new HistoryChecks(this.verdict, options.directory());
		this.cluster = Cluster.prepare(options, program, capabilities.images());
		if (this.faults.contains(ClusterFaults.CLOCK_JUMP)) {
			this.cluster.nodes().forEach(FaultNode::useClock);
		}
	}

	/**
	 * Run the sample, and write the report.
	 */
	static RunReport run(Options options) throws IOException {
		Path directory = options.directory().resolve("run");
		Commands.run("rm", "-rf", directory.toString());
		Files.createDirectories(directory);
		Options inside = options.withDirectory(directory.toAbsolutePath());
		RunReport report = run(inside, Program.sample(inside.directory()));
		report.write(options.directory());
		return report;
	}

	/**
	 * Run any program.
	 */
	static RunReport run(Options options, Program program) throws IOException {
		System.out.println("Seed " + options.seed() + ", " + options.nodes() + " nodes");
		try (FaultRun run = new FaultRun(options, program)) {
			return run.execute();
		}
	}

	private RunReport execute() throws IOException {
		this.cluster.start();
		long began = System.nanoTime();
		long end = began + (long) (this.options.minutes() * 60e9);
		long nextVitals = began;
		this.workload.start(this.cluster, this.options.rate(), this.options.seed());
		for (int number = 1; !isOver(number, end); number++) {
			round(number, began);
			if (System.nanoTime() >= nextVitals) {
				nextVitals = System.nanoTime() + VITALS_INTERVAL;
				takeVitals(began);
			}
		}
		takeVitals(began);
		double seconds = (System.nanoTime() - began) / 1e9;
		this.workload.close();
		this.checks.close();
		this.vitals.judge();
		double rate = this.workload.counts().succeeded() / seconds;
		if (rate < MIN_RATE) {
			this.verdict.violation("Only " + Math.round(rate) + " operations a second: the run does not count");
		}
		return new RunReport(this.options, seconds, this.workload.counts(), this.rounds, this.vitals.samples(),
				this.checks.checked(), this.verdict.violations());
	}

	private void round(int number, long began) {
		Round round = new Round(this.cluster, this.workload, this.verdict, this.stalls, number);
		List<String> faults = List.of();
		try {
			List<Fault> chosen = choose();
			faults = chosen.stream().map(Fault::label).toList();
			RoundResult result = round.run(chosen, this.random, began);
			this.rounds.add(result);
			this.checks.submit(round.window());
			StateComparison.check(this.cluster, this.verdict, result.toString());
			StateComparison.forget(this.cluster, round.window().keys());
			System.out.println(result);
		}
		catch (IOException | AssertionError ex) {
			this.verdict.violation("Round " + number + ", " + faults + ", cannot go on: " + ex);
			this.workload.rest();
			this.checks.submit(round.window());
		}
	}

	private void takeVitals(long began) {
		try {
			this.vitals.take(this.cluster, began);
		}
		catch (IOException ex) {
			this.verdict.violation("The nodes' vitals cannot be taken: " + ex);
		}
	}

	private boolean isOver(int number, long end) {
		boolean enough = (this.options.rounds() > 0) ? number > this.options.rounds() : System.nanoTime() > end;
		return enough || !this.verdict.isClean();
	}

	/** Choose what goes wrong in a round; a second and third fault make it a mix. */
	private List<Fault> choose() {
		List<Fault> chosen = new ArrayList<>();
		chosen.add(rarest());
		while (this.options.mixed() && !chosen.get(0).isAlone() && chosen.size() < 3 && this.random.nextInt(5) < 2) {
			Fault another = this.faults.get(this.random.nextInt(this.faults.size()));
			if (!another.isAlone() && another != ProcessFaults.ROLLING_RESTART && !chosen.contains(another)) {
				chosen.add(another);
			}
		}
		chosen.forEach((fault) -> this.chosenBefore.merge(fault, 1, Integer::sum));
		return chosen;
	}

	/** Return one of those that happened least, so that none is left behind. */
	private Fault rarest() {
		int least = this.faults.stream().mapToInt(this::timesChosen).min().orElseThrow();
		List<Fault> rare = this.faults.stream().filter((fault) -> timesChosen(fault) == least).toList();
		return rare.get(this.random.nextInt(rare.size()));
	}

	private int timesChosen(Fault fault) {
		return this.chosenBefore.getOrDefault(fault, 0);
	}

	@Override
	public void close() {
		this.workload.close();
		this.stalls.close();
		this.cluster.close();
	}

	/**
	 * Run without a build tool; the options are system properties.
	 */
	public static void main(String[] arguments) throws IOException {
		RunReport report = run(Options.ofSystemProperties());
		System.out.println(report.summary());
		if (!report.violations().isEmpty()) {
			throw new IllegalStateException("Violations: " + report.violations());
		}
	}

}
