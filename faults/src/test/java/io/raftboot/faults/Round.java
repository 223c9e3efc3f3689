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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.raftboot.faults.Fault.Injection;
import io.raftboot.linearizability.Call;
import io.raftboot.linearizability.KeyValueInput;
import io.raftboot.linearizability.KeyValueOutput;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Some faults, alone or at once, and the way back: clients work on a window of their own,
 * commands must succeed again in time, and what is read at the end must fit.
 */
final class Round {

	private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(30);

	private static final Duration WHOLE_LIMIT = Duration.ofSeconds(60);

	private static final int READER = 1000;

	private final Cluster cluster;

	private final Workload workload;

	private final Verdict verdict;

	private final Stalls stalls;

	private final int number;

	private final Window window;

	private final List<Injection> injections = new ArrayList<>();

	private @Nullable Long recovery;

	private @Nullable Long whole;

	Round(Cluster cluster, Workload workload, Verdict verdict, Stalls stalls, int number) {
		this.cluster = cluster;
		this.workload = workload;
		this.verdict = verdict;
		this.stalls = stalls;
		this.number = number;
		this.window = new Window("w" + number);
	}

	Window window() {
		return this.window;
	}

	RoundResult run(List<Fault> faults, Random random, long runBegan) throws IOException {
		long began = System.nanoTime();
		Workload.Counts before = this.workload.counts();
		this.workload.open(this.window);
		Pauses.millis(200 + random.nextInt(300));
		List<String> names = new ArrayList<>();
		for (Fault fault : faults) {
			if (inject(fault, random, faults.size() == 1)) {
				names.add(fault.label());
			}
		}
		hold();
		heal();
		readAll(random);
		this.workload.rest();
		Workload.Counts after = this.workload.counts();
		return new RoundResult(this.number, names,
				String.join("; ", this.injections.stream().map(Injection::where).toList()), (began - runBegan) / 1e9,
				(System.nanoTime() - began) / 1e9, after.total() - before.total(), after.unknown() - before.unknown(),
				this.recovery, this.whole);
	}

	private boolean inject(Fault fault, Random random, boolean alone) throws IOException {
		long since = System.nanoTime();
		Injection injection = fault.inject(this.cluster, random);
		if (injection == null) {
			return false;
		}
		this.injections.add(injection);
		if (alone && injection.available()) {
			awaitRecovery(fault, injection, since);
		}
		return true;
	}

	private void awaitRecovery(Fault fault, Injection injection, long since) {
		try (Probe probe = new Probe(this.cluster.nodes())) {
			Long millis = probe.awaitAny(RECOVERY_LIMIT);
			if (this.stalls.anySince(since)) {
				return;
			}
			if (millis == null) {
				this.verdict.violation("No command succeeds within " + RECOVERY_LIMIT + " of \"" + fault.label()
						+ "\" at " + injection.where());
			}
			this.recovery = millis;
		}
	}

	private void hold() {
		Pauses.millis(this.injections.stream().mapToLong(Injection::millis).max().orElse(0));
	}

	private void heal() throws IOException {
		long since = System.nanoTime();
		for (int i = this.injections.size() - 1; i >= 0; i--) {
			this.injections.get(i).healing().heal();
		}
		try (Probe probe = new Probe(this.cluster.nodes())) {
			Long millis = probe.awaitAll(WHOLE_LIMIT);
			if (millis == null && !this.stalls.anySince(since)) {
				this.verdict.violation("No command succeeds on " + probe.missing() + " within " + WHOLE_LIMIT
						+ " of healing " + this.injections);
			}
			this.whole = this.stalls.anySince(since) ? null : millis;
		}
	}

	/** Read every key, so that a write that was lost is missed. */
	private void readAll(Random random) throws IOException {
		for (String key : this.window.keys()) {
			FaultNode node = this.cluster.nodes().get(random.nextInt(this.cluster.nodes().size()));
			try (Door door = Door.lines(node)) {
				Call<KeyValueInput, KeyValueOutput> call = this.window.history().invoke(READER, KeyValueInput.get(key));
				JsonNode reply = door.call("Apply", "{\"kind\":\"Query\",\"input\":{\"Get\":\"" + key + "\"}}");
				if (reply.has("result")) {
					JsonNode value = reply.get("result");
					call.complete(KeyValueOutput.previous(value.isNull() ? null : value.asString()));
				}
				else {
					call.rejected();
				}
			}
			catch (IOException ex) {
				this.verdict.violation("A whole cluster does not answer a query on " + node + ": " + ex);
			}
		}
	}

}
