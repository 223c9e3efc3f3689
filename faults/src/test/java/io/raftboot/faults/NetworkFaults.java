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
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * What happens between nodes. Clients reach all of them all the time.
 */
enum NetworkFaults implements Fault {

	/** One node hears and is heard by no other. */
	PARTITION_ONE {
		@Override
		public Injection inject(Cluster cluster, Random random) throws IOException {
			List<FaultNode> nodes = shuffled(cluster, random);
			cut(cluster, nodes.subList(0, 1), nodes.subList(1, nodes.size()));
			return injection(cluster, "around " + nodes.get(0), true, random);
		}
	},

	/** The leader hears and is heard by no other. */
	PARTITION_LEADER {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			FaultNode leader = cluster.leader();
			if (leader == null) {
				return null;
			}
			cut(cluster, List.of(leader), cluster.othersThan(leader));
			return injection(cluster, "around " + leader, true, random);
		}
	},

	/** A minority and a majority. */
	PARTITION_HALVES {
		@Override
		public Injection inject(Cluster cluster, Random random) throws IOException {
			List<FaultNode> nodes = shuffled(cluster, random);
			int cut = cluster.tolerated();
			cut(cluster, nodes.subList(0, cut), nodes.subList(cut, nodes.size()));
			return injection(cluster, nodes.subList(0, cut) + " from " + nodes.subList(cut, nodes.size()), true,
					random);
		}
	},

	/** Two halves that only one node in the middle reaches both of. */
	PARTITION_BRIDGE {
		@Override
		public Injection inject(Cluster cluster, Random random) throws IOException {
			List<FaultNode> nodes = shuffled(cluster, random);
			int half = (nodes.size() - 1) / 2;
			cut(cluster, nodes.subList(1, 1 + half), nodes.subList(1 + half, nodes.size()));
			return injection(cluster, "with " + nodes.get(0) + " as bridge", true, random);
		}
	},

	/** One node is heard but does not hear, or the other way round. */
	PARTITION_ONE_WAY {
		@Override
		public Injection inject(Cluster cluster, Random random) throws IOException {
			FaultNode victim = shuffled(cluster, random).get(0);
			boolean deaf = random.nextBoolean();
			for (FaultNode other : cluster.othersThan(victim)) {
				cluster.network().drop((deaf ? other : victim).number(), (deaf ? victim : other).number());
			}
			return injection(cluster, victim + (deaf ? " does not hear" : " is not heard"), true, random);
		}
	},

	/** Every packet between nodes is lost with 10 to 50 percent. */
	LOSS {
		@Override
		public Injection inject(Cluster cluster, Random random) throws IOException {
			int percent = 10 + random.nextInt(41);
			for (FaultNode node : cluster.nodes()) {
				for (FaultNode other : cluster.othersThan(node)) {
					cluster.network().lose(other.number(), node.number(), percent);
				}
			}
			return injection(cluster, percent + " %", false, random);
		}
	},

	/** All connections of a node to others are reset, several times. */
	RESETS {
		@Override
		public Injection inject(Cluster cluster, Random random) throws IOException {
			FaultNode victim = shuffled(cluster, random).get(0);
			int times = 1 + random.nextInt(3);
			for (int i = 0; i < times; i++) {
				for (FaultNode other : cluster.othersThan(victim)) {
					cluster.network().reset(victim.number(), other.number());
				}
			}
			return injection(cluster, victim + ", " + times + " times", true, random);
		}
	},

	/**
	 * A node's connections to others are delayed, each differently, so frames overtake.
	 */
	DELAY {
		@Override
		public Injection inject(Cluster cluster, Random random) throws IOException {
			List<FaultNode> nodes = shuffled(cluster, random);
			List<FaultNode> victims = nodes.subList(0, 1 + random.nextInt(nodes.size()));
			int most = 5 + random.nextInt(200);
			List<DelayProxy> proxies = new ArrayList<>();
			for (FaultNode victim : victims) {
				for (FaultNode other : cluster.othersThan(victim)) {
					DelayProxy proxy = DelayProxy.open(cluster.network().gateway(), other.socketAddress(), most,
							random.nextLong());
					proxies.add(proxy);
					cluster.network().redirect(victim.number(), other.number(), proxy.port());
					cluster.network().reset(victim.number(), other.number());
				}
			}
			Injection injection = injection(cluster, "up to " + most + " ms at " + victims, false, random);
			return new Injection(injection.where(), injection.millis(), false, () -> {
				injection.healing().heal();
				proxies.forEach(DelayProxy::close);
			});
		}
	};

	@Override
	public boolean isPossible(Capabilities capabilities) {
		return capabilities.namespaces();
	}

	private static List<FaultNode> shuffled(Cluster cluster, Random random) {
		List<FaultNode> nodes = new ArrayList<>(cluster.nodes());
		Collections.shuffle(nodes, random);
		return nodes;
	}

	private static void cut(Cluster cluster, List<FaultNode> some, List<FaultNode> others) throws IOException {
		for (FaultNode one : some) {
			for (FaultNode other : others) {
				cluster.network().drop(one.number(), other.number());
				cluster.network().drop(other.number(), one.number());
			}
		}
	}

	private static Injection injection(Cluster cluster, String where, boolean available, Random random) {
		return new Injection(where, 300 + random.nextInt(3000), available,
				() -> cluster.nodes().forEach((node) -> cluster.network().heal(node.number())));
	}

}
