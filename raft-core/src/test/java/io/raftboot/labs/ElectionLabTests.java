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
 * Leaders come when they are needed, and stay otherwise.
 */
class ElectionLabTests {

	private static final int SEEDS = 5;

	@Test
	void initialElection() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			int leader = lab.awaitLeader();
			long term = lab.term(leader);
			lab.runFor(5000);
			assertThat(lab.leader()).isEqualTo(leader);
			assertThat(lab.term(leader)).isEqualTo(term);
			lab.finish();
		});
	}

	@Test
	void reElection() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			int first = lab.awaitLeader();
			lab.disconnect(first);
			lab.await("another leader", () -> lab.leader() != first && lab.leader() != 0);
			int second = lab.leader();
			lab.heal();
			lab.runFor(3000);
			assertThat(lab.leads(first) && lab.leads(second)).isFalse();
			lab.disconnect(lab.awaitLeader());
			lab.disconnect(lab.leader() % 3 + 1);
			lab.await("no leader without a majority", () -> lab.leader() == 0);
			lab.heal();
			lab.awaitLeader();
			lab.finish();
		});
	}

	@Test
	void noDisruptiveRejoin() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			int leader = lab.awaitLeader();
			int other = leader % 3 + 1;
			lab.runFor(1000);
			long term = lab.term(leader);
			lab.disconnect(other);
			lab.runFor(10_000);
			assertThat(lab.term(other)).isEqualTo(term);
			lab.heal();
			lab.runFor(3000);
			assertThat(lab.leader()).isEqualTo(leader);
			assertThat(lab.term(leader)).isEqualTo(term);
			lab.finish();
		});
	}

	@Test
	void disruptiveLiveness() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			for (int i = 0; i < 5; i++) {
				int leader = lab.awaitLeader();
				int other = leader % 3 + 1;
				lab.disconnect(other);
				lab.runFor(3000);
				lab.disconnect(leader);
				lab.heal();
				lab.agree(2);
			}
			lab.finish();
		});
	}

}
