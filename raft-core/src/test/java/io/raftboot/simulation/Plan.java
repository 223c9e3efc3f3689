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

import java.util.random.RandomGenerator;

/**
 * What one run is like.
 *
 * @param nodes how many nodes found the cluster
 * @param clients how many clients there are
 * @param leaseReads whether reads may be answered under the leader's lease
 * @param quiesce whether an idle group goes quiet
 * @param membershipChanges whether members come and go
 * @param storm whether everything follows quickly
 * @param shortReigns whether each leader is cut off soon after its election
 * @param severalAtOnce whether members also come and go several at once, dead ones too
 * @param snapshotLogEntries entries after which a snapshot is taken
 * @param maxMessageBytes the most bytes of entries in one message
 * @param bug what is planted
 * @param tracing whether all that happens is written down
 */
record Plan(int nodes, int clients, boolean leaseReads, boolean quiesce, boolean membershipChanges, boolean storm,
		boolean shortReigns, boolean severalAtOnce, long snapshotLogEntries, int maxMessageBytes, Bug bug,
		boolean tracing) {

	static Plan draw(RandomGenerator random, Bug bug, boolean tracing) {
		int nodes = (random.nextInt(4) != 0) ? 3 : 5;
		boolean lease = random.nextInt(5) == 0;
		boolean quiesce = random.nextInt(5) == 0;
		boolean changes = random.nextInt(3) == 0 && bug == Bug.NONE;
		long snapshots = random.nextBoolean() ? 20 + random.nextInt(100) : 1_000_000;
		int messageBytes = (random.nextInt(3) == 0) ? 1 : 2048;
		boolean storm = random.nextInt(8) == 0 || bug != Bug.NONE;
		return new Plan(nodes, 4, lease, quiesce, changes, storm, false, false, snapshots, messageBytes, bug, tracing);
	}

	/**
	 * Return the same with everything in quick succession, and the same members
	 * throughout.
	 * @return the plan
	 */
	Plan inStorm() {
		return new Plan(this.nodes, this.clients, this.leaseReads, this.quiesce, false, true, false, false,
				this.snapshotLogEntries, this.maxMessageBytes, this.bug, this.tracing);
	}

	/**
	 * Return what some seeds are about instead. The draws are those of any other seed, so
	 * all others stay the runs that they were.
	 * @param seed the seed
	 * @return the plan
	 */
	Plan of(long seed) {
		boolean short8 = this.bug == Bug.OLDER_TERM_COMMITTED || (this.bug == Bug.NONE && seed % 8 == 5);
		return short8 ? inShortReigns()
				: new Plan(this.nodes, this.clients, this.leaseReads, this.quiesce, this.membershipChanges, this.storm,
						false, this.membershipChanges && seed % 2 == 0, this.snapshotLogEntries, this.maxMessageBytes,
						this.bug, this.tracing);
	}

	/**
	 * Return a plan that leads to entries of many terms at the same index (Raft paper,
	 * figure 8): one entry in a message, and no leader for long.
	 */
	private Plan inShortReigns() {
		return new Plan(5, this.clients, this.leaseReads, false, false, false, true, false, this.snapshotLogEntries, 1,
				this.bug, this.tracing);
	}

	/**
	 * Return a plan for a test that decides by itself what goes wrong.
	 * @param nodes how many nodes
	 * @param clients how many clients
	 * @param snapshotLogEntries entries after which a snapshot is taken
	 * @return the plan
	 */
	static Plan calm(int nodes, int clients, long snapshotLogEntries) {
		return new Plan(nodes, clients, false, false, false, false, false, false, snapshotLogEntries, 2048, Bug.NONE,
				false);
	}

	/**
	 * Return the same for a group that goes quiet when it is idle.
	 * @return the plan
	 */
	Plan quiescing() {
		return new Plan(this.nodes, this.clients, this.leaseReads, true, this.membershipChanges, this.storm,
				this.shortReigns, this.severalAtOnce, this.snapshotLogEntries, this.maxMessageBytes, this.bug,
				this.tracing);
	}

}
