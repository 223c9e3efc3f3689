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
import java.util.random.RandomGenerator;

/**
 * What goes wrong, drawn anew every now and then until it is told to end.
 */
final class Faults {

	private final Cluster cluster;

	private final RandomGenerator random;

	private final MembershipFaults membership;

	private boolean ended;

	Faults(Cluster cluster) {
		this.cluster = cluster;
		this.random = cluster.random();
		this.membership = new MembershipFaults(cluster);
	}

	void next() {
		if (this.ended) {
			return;
		}
		switch (this.random.nextInt(this.cluster.plan().membershipChanges() ? 20 : 17)) {
			case 0, 1 -> crashOne();
			case 2 -> crashMany();
			case 3 -> partition();
			case 4 -> cutOneWay();
			case 5 -> pause();
			case 6 -> transfer();
			case 7 -> snapshot();
			case 8 -> unreliable();
			case 9 -> clockJump();
			case 10 -> slowMachine();
			case 11 -> bridge();
			case 12 -> diskFull();
			case 13 -> isolateLeader();
			case 14, 15, 16 -> heal();
			default -> this.membership.change();
		}
		int longest = this.cluster.plan().storm() ? 500_000 : 2_000_000;
		this.cluster.scheduler().after(50_000L + this.random.nextInt(longest), this::next);
	}

	/** Let everything be well again. */
	void end() {
		this.ended = true;
		this.cluster.letLeadersStay();
		heal();
		this.cluster.nodes().forEach((node) -> {
			node.disk().loseNoPower();
			node.disk().capacity(Long.MAX_VALUE);
			if (!node.isUp()) {
				node.start();
			}
		});
	}

	private void crashOne() {
		SimulatedNode node = this.cluster.anyNode();
		if (!node.isUp()) {
			return;
		}
		if (this.random.nextBoolean()) {
			// In the middle of one of its next writes.
			node.disk().losePowerAfter(this.random.nextInt(20));
		}
		else {
			node.crash();
			this.cluster.restartLater(node);
		}
	}

	private void crashMany() {
		for (SimulatedNode node : this.cluster.nodes()) {
			if (node.isUp() && this.random.nextInt(3) > 0) {
				node.crash();
				this.cluster.restartLater(node);
			}
		}
	}

	private void partition() {
		this.cluster.statistics().count("partition");
		List<SimulatedNode> left = new ArrayList<>();
		List<SimulatedNode> right = new ArrayList<>();
		for (SimulatedNode node : this.cluster.nodes()) {
			(this.random.nextBoolean() ? left : right).add(node);
		}
		for (SimulatedNode one : left) {
			for (SimulatedNode two : right) {
				this.cluster.network().cut(one.number(), two.number());
				this.cluster.network().cut(two.number(), one.number());
			}
		}
	}

	/** Two halves that only one node sees both of. */
	private void bridge() {
		this.cluster.statistics().count("bridge");
		SimulatedNode bridge = this.cluster.anyNode();
		for (SimulatedNode one : this.cluster.nodes()) {
			for (SimulatedNode two : this.cluster.nodes()) {
				if (one != bridge && two != bridge && one.number() % 2 != two.number() % 2) {
					this.cluster.network().cut(one.number(), two.number());
				}
			}
		}
	}

	private void diskFull() {
		this.cluster.statistics().count("disk full for a while");
		SimulatedNode node = this.cluster.anyNode();
		node.disk().capacity(this.random.nextInt(30_000));
		this.cluster.scheduler().after(this.random.nextInt(3_000_000), () -> node.disk().capacity(Long.MAX_VALUE));
	}

	private void isolateLeader() {
		SimulatedNode leader = this.cluster.leader();
		if (leader != null) {
			this.cluster.statistics().count("leader isolated");
			this.cluster.network().isolate(leader.number(), this.cluster.nodes().size());
		}
	}

	private void cutOneWay() {
		this.cluster.network().cut(this.cluster.anyNode().number(), this.cluster.anyNode().number());
	}

	private void pause() {
		SimulatedNode node = this.cluster.anyNode();
		if (node.isUp() && !node.isPaused()) {
			this.cluster.statistics().count("pause");
			node.pause(10_000 + this.random.nextLong(1_500_000));
		}
	}

	private void clockJump() {
		this.cluster.statistics().count("clock jump");
		this.cluster.anyNode().clock().jump(this.random.nextInt(60_000) - 30_000);
	}

	private void slowMachine() {
		this.cluster.statistics().count("slow machine");
		this.cluster.slowMachine(this.cluster.anyNode());
	}

	private void transfer() {
		this.cluster.statistics().count("transfer asked");
		String target = this.random.nextBoolean() ? this.cluster.anyNode().address() : null;
		this.cluster.anyNode().input((replica) -> replica.transferLeadership(target).whenComplete((leader, failure) -> {
			if (failure == null) {
				this.cluster.statistics().count("transfer done");
			}
		}));
	}

	private void snapshot() {
		this.cluster.statistics().count("snapshot asked");
		this.cluster.anyNode().input((replica) -> replica.takeSnapshot());
	}

	private void unreliable() {
		this.cluster.network()
			.unreliability(this.random.nextInt(300), this.random.nextInt(200), this.random.nextInt(300));
	}

	private void heal() {
		this.cluster.network().heal();
		this.cluster.network().unreliability(0, 0, 0);
		this.cluster.slowMachine(null);
	}

}
