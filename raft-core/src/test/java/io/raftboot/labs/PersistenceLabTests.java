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

package io.raftboot.labs;

import io.raftboot.simulation.LabCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Crashes at bad moments.
 */
class PersistenceLabTests {

	private static final int SEEDS = 5;

	private static void restart(LabCluster lab, int node) {
		lab.crash(node);
		lab.start(node);
	}

	@Test
	void persist1() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.agree(3);
			for (int node = 1; node <= 3; node++) {
				restart(lab, node);
			}
			lab.agree(3);
			int leader = lab.awaitLeader();
			restart(lab, leader);
			lab.agree(3);
			int down = lab.awaitLeader();
			lab.crash(down);
			lab.agree(2);
			lab.start(down);
			lab.agree(3);
			lab.finish();
		});
	}

	@Test
	void persist2() {
		LabCluster.each(SEEDS, 5, (lab) -> {
			for (int round = 0; round < 5; round++) {
				lab.agree(5);
				int leader = lab.awaitLeader();
				lab.crash(leader % 5 + 1);
				lab.crash((leader + 1) % 5 + 1);
				lab.agree(3);
				lab.crash(leader);
				lab.crash((leader + 2) % 5 + 1);
				lab.crash((leader + 3) % 5 + 1);
				lab.start(leader % 5 + 1);
				lab.start((leader + 1) % 5 + 1);
				lab.runFor(1000);
				lab.start((leader + 2) % 5 + 1);
				lab.agree(3);
				lab.start(leader);
				lab.start((leader + 3) % 5 + 1);
			}
			lab.finish();
		});
	}

	@Test
	void persist3() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.agree(3);
			int leader = lab.awaitLeader();
			int other = leader % 3 + 1;
			int third = other % 3 + 1;
			lab.disconnect(third);
			lab.agree(2);
			lab.crash(leader);
			lab.crash(other);
			lab.heal();
			lab.start(other);
			lab.agree(2);
			lab.start(leader);
			lab.agree(3);
			lab.finish();
		});
	}

	@Test
	void figure8() {
		LabCluster.each(SEEDS, 5, (lab) -> {
			for (int round = 0; round < 40; round++) {
				int leader = lab.leader();
				if (leader != 0) {
					lab.propose(leader);
					lab.runFor(lab.chance(10) ? 300 : 1);
					lab.crash(leader);
				}
				else {
					lab.runFor(300);
				}
				startUntilMajority(lab);
			}
			lab.finish();
		});
	}

	private static void startUntilMajority(LabCluster lab) {
		long up = 0;
		for (int node = 1; node <= 5; node++) {
			up += lab.isUp(node) ? 1 : 0;
		}
		while (up < 3) {
			int node = lab.anyNumber();
			if (!lab.isUp(node)) {
				lab.start(node);
				up++;
			}
		}
	}

	@Test
	void figure8Unreliable() {
		LabCluster.each(SEEDS, 5, (lab) -> {
			lab.unreliable(true);
			for (int round = 0; round < 40; round++) {
				int leader = lab.leader();
				if (leader != 0) {
					lab.propose(leader);
					if (lab.chance(50)) {
						lab.disconnect(leader);
					}
				}
				lab.runFor(lab.chance(10) ? 500 : 20);
				if (lab.chance(30)) {
					lab.heal();
				}
			}
			lab.finish();
		});
	}

	@Test
	void reliableChurn() {
		LabCluster.each(3, 5, PersistenceLabTests::churn);
	}

	@Test
	void unreliableChurn() {
		LabCluster.each(3, 5, (lab) -> {
			lab.unreliable(true);
			churn(lab);
		});
	}

	private static void churn(LabCluster lab) {
		lab.startClients(3);
		for (int round = 0; round < 20; round++) {
			if (lab.chance(20)) {
				lab.disconnect(lab.anyNumber());
			}
			if (lab.chance(50)) {
				lab.start(lab.anyNumber());
			}
			if (lab.chance(20)) {
				lab.heal();
			}
			if (lab.chance(20)) {
				lab.crash(lab.anyNumber());
			}
			lab.runFor(350);
		}
		lab.finish();
		assertThat(lab.operations()).isPositive();
	}

}
