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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.Role;
import io.raftboot.consensus.ConsensusSettings;
import io.raftboot.node.ReplicaSettings;
import io.raftboot.storage.StorageSettings;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a simulation and what they share.
 */
final class Cluster {

	private final Scheduler scheduler;

	private final RandomGenerator random;

	private final Statistics statistics;

	private final Network network;

	private final SafetyChecks checks = new SafetyChecks();

	private final List<String> founders = new ArrayList<>();

	private final List<SimulatedNode> nodes = new ArrayList<>();

	private final StringBuilder trace = new StringBuilder();

	private final Plan plan;

	private final Saboteur saboteur;

	private @Nullable SimulatedNode slowMachine;

	private boolean shortReigns;

	Cluster(Scheduler scheduler, RandomGenerator random, Statistics statistics, Plan plan) {
		this.scheduler = scheduler;
		this.random = random;
		this.statistics = statistics;
		this.plan = plan;
		this.shortReigns = plan.shortReigns();
		this.saboteur = new Saboteur(this, plan.bug());
		this.network = new Network(scheduler, random, statistics);
		for (int i = 1; i <= plan.nodes(); i++) {
			this.founders.add(addNode(MemberRole.VOTER).address());
		}
	}

	/**
	 * Set up a further node, which is not started yet.
	 * @param role what it is to be added as
	 * @return the node
	 */
	SimulatedNode addNode(MemberRole role) {
		SimulatedNode node = new SimulatedNode(this, this.nodes.size() + 1, role);
		this.nodes.add(node);
		return node;
	}

	Plan plan() {
		return this.plan;
	}

	Saboteur saboteur() {
		return this.saboteur;
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	RandomGenerator random() {
		return this.random;
	}

	Statistics statistics() {
		return this.statistics;
	}

	Network network() {
		return this.network;
	}

	SafetyChecks checks() {
		return this.checks;
	}

	List<SimulatedNode> nodes() {
		return this.nodes;
	}

	SimulatedNode node(String address) {
		for (SimulatedNode node : this.nodes) {
			if (node.address().equals(address)) {
				return node;
			}
		}
		throw new IllegalArgumentException("there is no node " + address);
	}

	SimulatedNode anyNode() {
		return this.nodes.get(this.random.nextInt(this.nodes.size()));
	}

	/**
	 * Return a node that has the data, if it is a member.
	 * @return any node but a witness
	 */
	SimulatedNode anyReader() {
		SimulatedNode node = anyNode();
		while (node.role() == MemberRole.WITNESS) {
			node = anyNode();
		}
		return node;
	}

	/**
	 * Return who leads, by the latest term.
	 * @return the leader, {@code null} when nobody does
	 */
	@Nullable SimulatedNode leader() {
		SimulatedNode leader = null;
		long term = 0;
		for (SimulatedNode node : this.nodes) {
			NodeStatus status = node.status();
			if (status != null && status.role() == Role.LEADER && status.term() > term) {
				leader = node;
				term = status.term();
			}
		}
		return leader;
	}

	/** Let leaders stay from now on. */
	void letLeadersStay() {
		this.shortReigns = false;
	}

	/** Note a leader, and cut it off again if that is the plan. */
	void elected(SimulatedNode leader) {
		this.statistics.count("leader elected");
		if (this.shortReigns && this.random.nextInt(8) != 0) {
			int longest = this.random.nextBoolean() ? 700 : 4_000;
			this.scheduler.after(this.random.nextInt(longest), () -> {
				if (this.shortReigns) {
					this.statistics.count("short reign");
					this.network.heal();
					this.network.isolate(leader.number(), this.nodes.size());
				}
			});
		}
	}

	/**
	 * Let one machine be slow, and no other.
	 * @param node the node, {@code null} for none
	 */
	void slowMachine(@Nullable SimulatedNode node) {
		this.slowMachine = node;
	}

	/**
	 * Return how long a machine takes at most to begin with what is committed.
	 * @param node the node
	 * @return microseconds
	 */
	int slowest(SimulatedNode node) {
		return (node == this.slowMachine) ? 300_000 : 300;
	}

	void restartLater(SimulatedNode node) {
		boolean soon = this.plan.storm() && this.random.nextInt(4) != 0;
		this.scheduler.after(10_000L + this.random.nextInt(soon ? 200_000 : 2_000_000), () -> {
			if (!node.isUp()) {
				this.statistics.count("restart");
				node.start();
			}
		});
	}

	StorageSettings storageSettings() {
		return new StorageSettings("default", true, 4096, 8192);
	}

	ReplicaSettings replicaSettings(SimulatedNode node) {
		ConsensusSettings defaults = ConsensusSettings.of(500, 100);
		ConsensusSettings consensus = new ConsensusSettings(500, 100, this.plan.leaseReads(), defaults.maxClockDrift(),
				this.plan.maxMessageBytes(), 16, 16384, 1 << 20, 100, this.plan.quiesce());
		List<String> founding = (node.number() <= this.plan.nodes()) ? this.founders : List.of();
		return new ReplicaSettings("default", node.address(), founding, consensus, 4096, 1000, 1 << 20, 100, 1 << 16,
				this.plan.snapshotLogEntries(), 1 << 20, 10, 5000);
	}

	void trace(Supplier<String> line) {
		if (this.plan.tracing()) {
			this.trace.append(this.scheduler.now()).append(' ').append(line.get()).append('\n');
		}
	}

	String traceText() {
		return this.trace.toString();
	}

}
