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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;

/**
 * Compares what the nodes hold, while nobody writes.
 */
final class StateComparison {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

	private StateComparison() {
	}

	/** Require that all nodes have applied the same entries and hold the same. */
	static void check(Cluster cluster, Verdict verdict, String after) {
		long end = System.nanoTime() + PATIENCE;
		List<String> states = List.of();
		while (System.nanoTime() < end) {
			try {
				states = states(cluster);
				if (states.stream().distinct().count() == 1) {
					return;
				}
			}
			catch (IOException ex) {
				states = List.of(ex.toString());
			}
			Pauses.millis(50);
		}
		verdict.violation("States differ after " + after + ": " + states);
	}

	private static List<String> states(Cluster cluster) throws IOException {
		List<String> states = new ArrayList<>();
		for (FaultNode node : cluster.nodes()) {
			JsonNode state = node.call("GetServerState", "{}").path("result");
			states.add(state.path("last_applied") + " " + state.path("machines").path("user"));
		}
		return states;
	}

	/** Delete keys that nobody uses any more, so that the nodes' state stays small. */
	static void forget(Cluster cluster, List<String> keys) throws IOException {
		try (Door door = Door.lines(cluster.nodes().get(0))) {
			for (String key : keys) {
				door.call("Apply", "{\"kind\":\"Command\",\"input\":{\"Delete\":\"" + key + "\"}}");
			}
		}
	}

}
