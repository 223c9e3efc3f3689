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
 * What happens to processes.
 */
enum ProcessFaults implements Fault {

	/** SIGKILL of the leader. */
	KILL_LEADER {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			return kill(cluster, reserveLeader(cluster), random);
		}
	},

	/** SIGKILL of a follower. */
	KILL_FOLLOWER {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			return kill(cluster, reserveFollowers(cluster, 1, random), random);
		}
	},

	/** SIGKILL of a majority at once. */
	KILL_MAJORITY {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			return kill(cluster, reserve(cluster, cluster.tolerated() + 1, random), random);
		}
	},

	/** SIGKILL of all at once. */
	KILL_ALL {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			return kill(cluster, reserve(cluster, cluster.nodes().size(), random), random);
		}
	},

	/** SIGSTOP of the leader, SIGCONT 0.1 to 10 s later. */
	PAUSE_LEADER {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			return pause(reserveLeader(cluster), random);
		}
	},

	/** SIGSTOP of some nodes, perhaps of all, SIGCONT 0.1 to 10 s later. */
	PAUSE {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			return pause(reserve(cluster, 1 + random.nextInt(cluster.nodes().size()), random), random);
		}
	},

	/** SIGTERM and start of one node after the other. */
	ROLLING_RESTART {
		@Override
		public Injection inject(Cluster cluster, Random random) throws IOException {
			for (FaultNode node : cluster.nodes()) {
				if (cluster.reserve(node) != null) {
					node.stop();
					cluster.start(List.of(node));
					node.release();
				}
			}
			return new Injection("all nodes", 0, true, () -> {
			});
		}
	};

	@Override
	public boolean isPossible(Capabilities capabilities) {
		return true;
	}

	static List<FaultNode> reserveLeader(Cluster cluster) {
		FaultNode leader = cluster.reserve(cluster.leader());
		return (leader != null) ? List.of(leader) : List.of();
	}

	static List<FaultNode> reserveFollowers(Cluster cluster, int count, Random random) {
		FaultNode leader = cluster.leader();
		return reserve(cluster, count, (leader != null) ? cluster.othersThan(leader) : List.of(), random);
	}

	private static List<FaultNode> reserve(Cluster cluster, int count, Random random) {
		return reserve(cluster, count, cluster.nodes(), random);
	}

	private static List<FaultNode> reserve(Cluster cluster, int count, List<FaultNode> from, Random random) {
		List<FaultNode> shuffled = new ArrayList<>(from);
		Collections.shuffle(shuffled, random);
		List<FaultNode> reserved = new ArrayList<>();
		for (FaultNode node : shuffled) {
			if (reserved.size() < count && cluster.reserve(node) != null) {
				reserved.add(node);
			}
		}
		return reserved;
	}

	private static @Nullable Injection kill(Cluster cluster, List<FaultNode> victims, Random random) {
		if (victims.isEmpty()) {
			return null;
		}
		victims.parallelStream().forEach(FaultNode::kill);
		return new Injection(victims.toString(), random.nextInt(1500), victims.size() <= cluster.tolerated(), () -> {
			cluster.start(victims);
			victims.forEach(FaultNode::release);
		});
	}

	private static @Nullable Injection pause(List<FaultNode> victims, Random random) throws IOException {
		if (victims.isEmpty()) {
			return null;
		}
		for (FaultNode victim : victims) {
			victim.pause();
		}
		// short ones are as likely as long ones
		long millis = Math.round(100 * Math.pow(100, random.nextDouble()));
		return new Injection(victims.toString(), millis, false, () -> {
			for (FaultNode victim : victims) {
				victim.resume();
				victim.release();
			}
		});
	}

}
