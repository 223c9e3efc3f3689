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
 * What happens to disks and to what is on them.
 */
enum DiskFaults implements Fault {

	/** A node is killed and loses what it had not synced. */
	POWER_LOSS {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			return losePower(cluster, anyOne(cluster, random), random);
		}

		@Override
		public boolean isPossible(Capabilities capabilities) {
			return capabilities.images();
		}
	},

	/** All nodes are killed at once and lose what they had not synced. */
	POWER_LOSS_OF_ALL {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			List<FaultNode> all = cluster.nodes().stream().filter((node) -> cluster.reserve(node) != null).toList();
			return losePower(cluster, all, random);
		}

		@Override
		public boolean isPossible(Capabilities capabilities) {
			return capabilities.images();
		}
	},

	/** No room is left on a node's disk. */
	FULL_DISK {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			List<FaultNode> victims = anyOne(cluster, random);
			return victims.isEmpty() ? null : fill(victims.get(0), random);
		}

		@Override
		public boolean isPossible(Capabilities capabilities) {
			return capabilities.images();
		}
	},

	/** Every sync of a node takes 50 ms more. */
	SLOW_SYNC {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			List<FaultNode> victims = anyOne(cluster, random);
			if (victims.isEmpty()) {
				return null;
			}
			Tracer tracer = Tracer.inject(victims.get(0), "delay_exit=50000");
			return new Injection(victims.toString(), 500 + random.nextInt(3000), false, () -> {
				tracer.close();
				victims.get(0).release();
			});
		}
	},

	/** Every sync of a node fails; it is killed and started again. */
	FAILING_SYNC {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			List<FaultNode> victims = anyOne(cluster, random);
			if (victims.isEmpty()) {
				return null;
			}
			FaultNode victim = victims.get(0);
			Tracer tracer = Tracer.inject(victim, "error=EIO");
			return new Injection(victims.toString(), 500 + random.nextInt(2000), false, () -> {
				tracer.close();
				victim.kill();
				cluster.start(victims);
				victim.release();
			});
		}
	},

	/** A node's disk turns read-only; it is killed, the disk repaired. */
	READ_ONLY_DISK {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			List<FaultNode> victims = anyOne(cluster, random);
			if (victims.isEmpty()) {
				return null;
			}
			FaultNode victim = victims.get(0);
			victim.disk().abort();
			return new Injection(victims.toString(), 500 + random.nextInt(2000), false, () -> {
				victim.kill();
				victim.disk().repair();
				cluster.start(victims);
				victim.release();
			});
		}

		@Override
		public boolean isPossible(Capabilities capabilities) {
			return capabilities.images();
		}
	},

	/** A node is killed within a write: its log ends with a part of a record. */
	TORN_TAIL {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			List<FaultNode> victims = anyOne(cluster, random);
			if (victims.isEmpty()) {
				return null;
			}
			FaultNode victim = victims.get(0);
			victim.kill();
			String torn = DataFiles.tear(victim.disk().dataDirectory(), random);
			return new Injection(victim + ", " + torn, random.nextInt(500), true, () -> {
				cluster.start(victims);
				victim.release();
			});
		}

		@Override
		public boolean isPossible(Capabilities capabilities) {
			return true;
		}
	},

	/** A byte of a stopped node's files flips: the node refuses, and is replaced. */
	FLIPPED_BYTE {
		@Override
		public @Nullable Injection inject(Cluster cluster, Random random) throws IOException {
			List<FaultNode> victims = ProcessFaults.reserveFollowers(cluster, 1, random);
			if (victims.isEmpty()) {
				return null;
			}
			FaultNode victim = victims.get(0);
			victim.kill();
			String flipped = DataFiles.flip(victim.disk().dataDirectory(), random);
			assertRefused(victim, flipped);
			return new Injection(victim + ", " + flipped, random.nextInt(500), true, () -> {
				Membership.remove(cluster, victim);
				Membership.addAnew(cluster, victim);
				victim.release();
			});
		}

		@Override
		public boolean isAlone() {
			return true;
		}

		@Override
		public boolean isPossible(Capabilities capabilities) {
			return true;
		}
	};

	private static final int BUSY = 109;

	@Override
	public boolean isPossible(Capabilities capabilities) {
		return capabilities.strace();
	}

	private static List<FaultNode> anyOne(Cluster cluster, Random random) {
		FaultNode victim = cluster.reserveAny(random);
		return (victim != null) ? List.of(victim) : List.of();
	}

	private static @Nullable Injection losePower(Cluster cluster, List<FaultNode> victims, Random random)
			throws IOException {
		if (victims.isEmpty()) {
			return null;
		}
		victims.parallelStream().forEach(FaultNode::kill);
		for (FaultNode victim : victims) {
			victim.disk().losePower();
		}
		return new Injection(victims.toString(), random.nextInt(500), victims.size() <= cluster.tolerated(), () -> {
			cluster.start(victims);
			victims.forEach(FaultNode::release);
		});
	}

	private static Injection fill(FaultNode victim, Random random) throws IOException {
		victim.disk().fill();
		String where = victim + (writeUntilBusy(victim) ? ", busy" : ", not busy");
		return new Injection(where, 500 + random.nextInt(2500), false, () -> {
			victim.disk().makeRoom();
			victim.release();
		});
	}

	/** Files have room within: use that up too. */
	private static boolean writeUntilBusy(FaultNode victim) {
		String params = "{\"kind\":\"Command\",\"input\":{\"Put\":[\"probe\",\"" + "v".repeat(200_000) + "\"]}}";
		try (Door door = Door.lines(victim)) {
			for (int i = 0; i < 20; i++) {
				if (door.call("Apply", params).path("error").path("code").asInt() == BUSY) {
					return true;
				}
			}
		}
		catch (IOException ex) {
			// other faults may be there
		}
		return false;
	}

	private static void assertRefused(FaultNode victim, String flipped) throws IOException {
		int before = victim.log().length();
		victim.start();
		try {
			int status = victim.awaitExit();
			String log = victim.log().substring(before);
			String file = flipped.substring(0, flipped.indexOf(' '));
			if (status == 0 || !log.contains(file) || !log.contains("offset")) {
				throw new IOException(victim + " did not refuse " + flipped + " but ended with " + status + ": " + log);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
