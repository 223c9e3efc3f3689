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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The nodes, their network and their disks.
 */
final class Cluster implements AutoCloseable {

	private static final Duration START_LIMIT = Duration.ofMinutes(2);

	/** Small, so that segments roll and snapshots are taken all the time. */
	private static final List<String> SETTINGS = List.of("--raft.request-timeout=3s",
			"--raft.snapshot.log-entries=3000", "--raft.log.segment-size=1MB", "--raft.log.cache-size=8MB",
			"--raft.max-command-size=1MB");

	private final Network network;

	private final List<FaultNode> nodes = new ArrayList<>();

	private Cluster(Network network) {
		this.network = network;
	}

	/**
	 * Prepare nodes; start none.
	 */
	static Cluster prepare(Options options, Program program, boolean images) throws IOException {
		Cluster cluster = new Cluster(Network.create(options.nodes()));
		List<String> settings = new ArrayList<>(SETTINGS);
		settings.add("--raft.engine=" + options.engine());
		settings.addAll(options.settings());
		for (int number = 1; number <= options.nodes(); number++) {
			Path directory = options.directory().resolve("node" + number);
			cluster.nodes.add(new FaultNode(number, directory, program, cluster.network,
					NodeDisk.create(directory, images), settings));
		}
		List<String> addresses = cluster.nodes.stream().map(FaultNode::address).toList();
		cluster.nodes.forEach((node) -> node.found(addresses));
		return cluster;
	}

	void start() throws IOException {
		start(this.nodes);
		if (!isWhole(START_LIMIT)) {
			throw new IOException("the cluster did not form");
		}
		// a node that never syncs then loses what was written to it, not that it is one
		for (FaultNode node : this.nodes) {
			node.disk().sync();
		}
	}

	/** Start some nodes at once and wait until they answer. */
	void start(List<FaultNode> stopped) throws IOException {
		for (FaultNode node : stopped) {
			if (!node.isAlive()) {
				node.start();
			}
		}
		stopped.forEach(FaultNode::awaitAnswer);
	}

	/** Wait until a command succeeds on every node. */
	boolean isWhole(Duration limit) {
		try (Probe probe = new Probe(this.nodes)) {
			return probe.awaitAll(limit) != null;
		}
	}

	/** Return the leader of the highest term, as the nodes that answer say. */
	@Nullable FaultNode leader() {
		FaultNode leader = null;
		long highest = -1;
		for (FaultNode node : this.nodes) {
			JsonNode state = stateOf(node);
			long term = state.path("current_term").asLong(-1);
			if (state.path("role").asString("").equals("Leader") && term > highest) {
				highest = term;
				leader = node;
			}
		}
		return leader;
	}

	private static JsonNode stateOf(FaultNode node) {
		if (node.isUsable()) {
			try {
				return node.call("GetServerState", "{}").path("result");
			}
			catch (IOException ex) {
				// as good as no answer
			}
		}
		return MissingNode.getInstance();
	}

	/** Return the leader, waiting for one. */
	FaultNode awaitLeader() throws IOException {
		long end = System.nanoTime() + START_LIMIT.toNanos();
		while (System.nanoTime() < end) {
			FaultNode leader = leader();
			if (leader != null) {
				return leader;
			}
			Pauses.millis(20);
		}
		throw new IOException("no leader within " + START_LIMIT);
	}

	/** Choose one that runs and that no fault has reserved, and reserve it. */
	@Nullable FaultNode reserveAny(Random random) {
		return reserve(this.nodes.get(random.nextInt(this.nodes.size())));
	}

	@Nullable FaultNode reserve(@Nullable FaultNode node) {
		return (node != null && node.isUsable() && node.reserve()) ? node : null;
	}

	List<FaultNode> othersThan(FaultNode node) {
		return this.nodes.stream().filter((other) -> other != node).toList();
	}

	List<FaultNode> nodes() {
		return List.copyOf(this.nodes);
	}

	/** Return how many nodes may fail with commands going on. */
	int tolerated() {
		return (this.nodes.size() - 1) / 2;
	}

	Network network() {
		return this.network;
	}

	@Override
	public void close() {
		this.nodes.forEach(FaultNode::close);
		this.network.close();
	}

}
