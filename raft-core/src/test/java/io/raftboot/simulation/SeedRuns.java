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

package io.raftboot.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs many seeds, each by itself and on one thread, several threads at once. A seed that
 * fails is run again with a trace, which goes to a file.
 */
final class SeedRuns {

	private static final Path TRACES = Path.of("target", "simulation");

	private static final int MOST_FAILURES = 10;

	private static final long REPORT_EVERY = 1000;

	private final long first;

	private final long count;

	private final AtomicLong next;

	private final Statistics statistics = new Statistics();

	private final List<String> failures = new ArrayList<>();

	private long done;

	private long startedNanos;

	private SeedRuns(long first, long count) {
		this.first = first;
		this.count = count;
		this.next = new AtomicLong(first);
	}

	/**
	 * Run seeds and report.
	 * @param first the first seed
	 * @param count how many
	 * @param workers on how many threads
	 * @return what happened how often
	 * @throws AssertionError if a seed fails
	 */
	static Statistics run(long first, long count, int workers) {
		return new SeedRuns(first, count).run(workers);
	}

	private Statistics run(int workers) {
		this.startedNanos = System.nanoTime();
		ExecutorService threads = Executors.newFixedThreadPool(workers);
		try {
			List<CompletableFuture<Void>> running = new ArrayList<>();
			for (int i = 0; i < workers; i++) {
				running.add(CompletableFuture.runAsync(this::work, threads));
			}
			running.forEach(CompletableFuture::join);
		}
		finally {
			threads.shutdown();
		}
		System.out.printf("%s on %d threads%n%s", progress(), workers, this.statistics);
		if (!this.failures.isEmpty()) {
			throw new AssertionError(String.join(System.lineSeparator(), this.failures));
		}
		return this.statistics;
	}

	private void work() {
		long seed = this.next.getAndIncrement();
		while (seed < this.first + this.count && !isHopeless()) {
			try {
				add(new Simulation(seed, Bug.NONE, false).run());
			}
			catch (AssertionError ex) {
				add(ex, traceOf(seed));
			}
			seed = this.next.getAndIncrement();
		}
	}

	private synchronized void add(Statistics ofSeed) {
		this.statistics.addAll(ofSeed);
		this.done++;
		if (this.done % REPORT_EVERY == 0) {
			System.out.println(progress());
		}
	}

	private synchronized void add(AssertionError failure, Path trace) {
		this.done++;
		this.failures.add(failure.getMessage() + "see " + trace);
		System.out.println(failure.getMessage() + "see " + trace);
	}

	private synchronized boolean isHopeless() {
		return this.failures.size() >= MOST_FAILURES;
	}

	private static Path traceOf(long seed) {
		Path file = TRACES.resolve("seed-" + seed + ".txt");
		try {
			new Simulation(seed, Bug.NONE, true).run();
			throw new IllegalStateException("seed " + seed + " failed, and not when it was run again");
		}
		catch (AssertionError ex) {
			try {
				Files.createDirectories(TRACES);
				return Files.writeString(file, String.valueOf(ex.getMessage()));
			}
			catch (IOException failure) {
				throw new UncheckedIOException(failure);
			}
		}
	}

	private String progress() {
		long seconds = Math.max(1, (System.nanoTime() - this.startedNanos) / 1_000_000_000);
		return String.format("%d seeds from %d, %d failed, in %d s, %d simulated seconds a second", this.done,
				this.first, this.failures.size(), seconds, this.statistics.of("simulated second") / seconds);
	}

}
