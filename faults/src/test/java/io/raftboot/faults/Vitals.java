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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import tools.jackson.databind.JsonNode;

/**
 * Watches what nodes must not lose over time: memory, threads, and the rules of Raft.
 */
final class Vitals {

	/** What a heap may grow by between its first and its last sample, bytes. */
	private static final double HEAP_MARGIN = 16 << 20;

	/** Threads of the server and the JVM come and go; leaked ones do not stop here. */
	private static final int THREAD_MARGIN = 40;

	private final List<Sample> samples = new ArrayList<>();

	private final Verdict verdict;

	Vitals(Verdict verdict) {
		this.verdict = verdict;
	}

	/** Look at all nodes, after a full collection of garbage. */
	void take(Cluster cluster, long runBegan) throws IOException {
		for (FaultNode node : cluster.nodes()) {
			Commands.run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(node.pid()),
					"GC.run");
			double now = (System.nanoTime() - runBegan) / 1e9;
			double up = (System.nanoTime() - node.startedAt()) / 1e9;
			this.samples
				.add(new Sample(node.number(), now, up, metric(node, "jvm.memory.used?tag=area:heap"), threads(node)));
			double violations = metric(node, "raft.invariant.violations");
			if (violations > 0) {
				this.verdict.violation(node + " counts " + violations + " broken invariants");
			}
		}
	}

	private static double metric(FaultNode node, String query) throws IOException {
		JsonNode body = Door.get(node, "/actuator/metrics/" + query);
		return body.path("measurements").path(0).path("value").asDouble();
	}

	private static int threads(FaultNode node) throws IOException {
		for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(node.pid()), "status"))) {
			if (line.startsWith("Threads:")) {
				return Integer.parseInt(line.substring(8).strip());
			}
		}
		return 0;
	}

	/** Compare the beginning with the end. Young processes have not loaded everything. */
	void judge() {
		Map<Integer, List<Sample>> byNode = new TreeMap<>();
		for (Sample sample : this.samples) {
			byNode.computeIfAbsent(sample.node, (node) -> new ArrayList<>()).add(sample);
		}
		byNode.forEach((node, list) -> {
			Sample first = list.get(Math.min(1, list.size() - 1));
			Sample last = list.get(list.size() - 1);
			if (last.heap > first.heap + HEAP_MARGIN) {
				this.verdict.violation("The heap of node " + node + " grew: " + first + " to " + last);
			}
			if (last.threads > first.threads + THREAD_MARGIN) {
				this.verdict.violation("The threads of node " + node + " grew: " + first + " to " + last);
			}
		});
	}

	List<Sample> samples() {
		return List.copyOf(this.samples);
	}

	/**
	 * A node at a moment.
	 *
	 * @param node its number
	 * @param at seconds since the run began
	 * @param up seconds since its process was started
	 * @param heap bytes in use after a full collection
	 * @param threads its threads
	 */
	record Sample(int node, double at, double up, double heap, int threads) {

	}

}
