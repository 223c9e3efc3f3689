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
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * What operators do, and what happens to clocks.
 */
enum ClusterFaults implements Fault {

	/** A node is removed, wiped and added as a new member. */
	CHURN {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			FaultNode victim = cluster.reserveAny(random);
			if (victim == null) {
				return null;
			}
			Membership.remove(cluster, victim);
			return new Injection(victim.toString(), random.nextInt(500), true, () -> {
				Membership.addAnew(cluster, victim);
				victim.release();
			});
		}

		@Override
		public boolean isAlone() {
			return true;
		}
	},

	/** A node is removed and added while the leader is killed. */
	CHURN_AND_KILL {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			FaultNode victim = cluster.reserveAny(random);
			if (victim == null) {
				return null;
			}
			Membership.remove(cluster, victim);
			victim.kill();
			FaultNode leader = cluster.awaitLeader();
			leader.kill();
			return new Injection(victim + ", killed " + leader, random.nextInt(500), cluster.tolerated() > 1, () -> {
				cluster.start(List.of(leader));
				Membership.addAnew(cluster, victim);
				victim.release();
			});
		}

		@Override
		public boolean isAlone() {
			return true;
		}
	},

	/** Snapshots of all nodes one after the other. */
	SNAPSHOTS {
		@Override
		public Injection inject(Cluster cluster, Random random) {
			repeat(cluster, "TakeSnapshot", 2 + random.nextInt(4), random);
			return new Injection("all nodes", random.nextInt(200), false, () -> {
			});
		}
	},

	/** Leadership is handed over, several times. */
	TRANSFERS {
		@Override
		public Injection inject(Cluster cluster, Random random) {
			repeat(cluster, "TransferLeadership", 1 + random.nextInt(3), random);
			return new Injection("all nodes", random.nextInt(200), false, () -> {
			});
		}
	},

	/** The clocks of some nodes jump by hours, and back. */
	CLOCK_JUMP {
		@Override
		public Injection inject(Cluster cluster, Random random) throws IOException {
			StringBuilder where = new StringBuilder();
			for (FaultNode node : cluster.nodes()) {
				if (random.nextInt(3) > 0) {
					String offset = (random.nextBoolean() ? "+" : "-") + (1 + random.nextInt(48)) + "h";
					node.setClock(offset);
					where.append(node).append(' ').append(offset).append(' ');
				}
			}
			return new Injection(where.toString(), 1500 + random.nextInt(2000), true, () -> {
				for (FaultNode node : cluster.nodes()) {
					node.setClock("+0");
				}
			});
		}

		@Override
		public boolean isPossible(Capabilities capabilities) {
			return capabilities.clock();
		}
	};

	@Override
	public boolean isPossible(Capabilities capabilities) {
		return true;
	}

	private static void repeat(Cluster cluster, String method, int times, Random random) {
		for (int i = 0; i < times; i++) {
			FaultNode node = cluster.nodes().get(random.nextInt(cluster.nodes().size()));
			if (node.isUsable()) {
				try {
					node.call(method, "{}");
				}
				catch (IOException ex) {
					// other faults may be there
				}
			}
			Pauses.millis(random.nextInt(200));
		}
	}

}
