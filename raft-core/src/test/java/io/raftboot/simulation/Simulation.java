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
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.linearizability.CheckResult;
import io.raftboot.linearizability.History;
import io.raftboot.linearizability.KeyValueInput;
import io.raftboot.linearizability.KeyValueModel;
import io.raftboot.linearizability.KeyValueOutput;
import io.raftboot.linearizability.LinearizabilityChecker;

/**
 * One run: a cluster, its clients and its faults, all from one seed. First the faults
 * rage, then they end, and the cluster must come to rest with everything answered.
 */
final class Simulation {

	private static final long SECOND = 1_000_000;

	private static final long FAULTS_END = 30 * SECOND;

	private static final long ALL_ENDS = 90 * SECOND;

	private final long seed;

	private final Statistics statistics = new Statistics();

	private final Scheduler scheduler = new Scheduler();

	private final Cluster cluster;

	private final Faults faults;

	private final History<KeyValueInput, KeyValueOutput> history = new History<>(this.scheduler::now);

	private final List<Client> clients = new ArrayList<>();

	Simulation(long seed, Bug bug, boolean tracing) {
		this(seed, (random) -> Plan.draw(random, bug, tracing).of(seed));
	}

	private Simulation(long seed, Function<RandomGenerator, Plan> plan) {
		this.seed = seed;
		RandomGenerator random = new SplittableRandom(seed);
		this.cluster = new Cluster(this.scheduler, random, this.statistics, plan.apply(random));
		this.faults = new Faults(this.cluster);
		for (int i = 1; i <= this.cluster.plan().clients(); i++) {
			this.clients.add(new Client(i, i != 1, this.cluster, this.history));
		}
	}

	/**
	 * Return a run in which faults follow quickly.
	 * @param seed the seed
	 * @return the run
	 */
	static Simulation storm(long seed) {
		return new Simulation(seed, (random) -> Plan.draw(random, Bug.NONE, false).inStorm());
	}

	/**
	 * Run it.
	 * @return what happened how often
	 * @throws AssertionError if a check fails; its message holds the seed
	 */
	Statistics run() {
		try {
			this.cluster.nodes().forEach(SimulatedNode::start);
			this.clients.forEach(Client::next);
			this.scheduler.after(SECOND / 2, this.faults::next);
			runUntil(FAULTS_END);
			this.faults.end();
			runUntil(FAULTS_END + 3 * SECOND);
			this.clients.forEach(Client::stop);
			comeToRest();
			check();
			this.statistics.add("simulated second", this.scheduler.now() / SECOND);
			this.statistics.add("message", this.cluster.network().sent());
			this.statistics.add("step", this.scheduler.steps());
			this.statistics.add("joint configuration", this.cluster.checks().joint());
			this.statistics.add("joint configuration of several", this.cluster.checks().jointOfSeveral());
			this.cluster.nodes()
				.forEach((node) -> node.disk()
					.faults()
					.forEach((fault, times) -> this.statistics.add("disk " + fault, times)));
			return this.statistics;
		}
		catch (AssertionError | RuntimeException ex) {
			throw new AssertionError("Seed " + this.seed + " at " + this.scheduler.now() + " µs: " + ex.getMessage()
					+ System.lineSeparator() + this.cluster.traceText(), ex);
		}
	}

	private void runUntil(long moment) {
		while (this.scheduler.step(moment)) {
			// Every check is made where something happens.
		}
	}

	private void comeToRest() {
		while (!isAtRest()) {
			if (this.scheduler.now() > ALL_ENDS) {
				throw new AssertionError("The cluster does not come to rest after the faults have ended: clients idle "
						+ this.clients.stream().map(Client::isIdle).toList() + ", states "
						+ this.cluster.nodes().stream().map(Simulation::describe).toList());
			}
			runUntil(this.scheduler.now() + SECOND / 10);
		}
	}

	private boolean isAtRest() {
		long last = this.cluster.checks().lastCommitted();
		return this.clients.stream().allMatch(Client::isIdle)
				&& members().stream().allMatch((node) -> node.machine().appliedIndex() == last) && !members().isEmpty();
	}

	/** Return the nodes that are members in the end, as the leader sees it. */
	private List<SimulatedNode> members() {
		SimulatedNode leader = this.cluster.leader();
		NodeStatus status = (leader != null) ? leader.status() : null;
		if (status == null) {
			return List.of();
		}
		return status.members().stream().map((member) -> this.cluster.node(member.address())).toList();
	}

	static String describe(SimulatedNode node) {
		NodeStatus status = node.status();
		if (status == null) {
			return node.address() + " is down";
		}
		return node.address() + " " + status.condition() + " " + status.role() + " in term " + status.term()
				+ " committed " + status.commitIndex() + " last " + status.lastLogIndex() + " applied "
				+ node.machine().appliedIndex();
	}

	private void check() {
		List<SimulatedNode> members = members();
		compare(members.stream().filter((node) -> node.role() != MemberRole.WITNESS).toList());
		CheckResult<KeyValueInput, KeyValueOutput> result = new LinearizabilityChecker<>(new KeyValueModel())
			.check(this.history);
		if (!result.isLinearizable()) {
			throw new AssertionError(result.toString());
		}
		this.statistics.add("operation checked", this.history.operations().size());
	}

	/**
	 * Hold the states of nodes against each other, sessions and all.
	 * @param nodes the nodes
	 */
	static void compare(List<SimulatedNode> nodes) {
		SimulatedNode first = nodes.get(0);
		for (SimulatedNode node : nodes) {
			if (!Arrays.equals(node.machine().state(), first.machine().state())) {
				throw new AssertionError(node.address() + " holds " + node.machine() + " but " + first.address()
						+ " holds " + first.machine());
			}
		}
	}

}
