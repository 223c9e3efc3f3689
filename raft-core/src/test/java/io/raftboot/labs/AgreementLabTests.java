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
 * A majority agrees, a minority does not.
 */
class AgreementLabTests {

	private static final int SEEDS = 5;

	@Test
	void basicAgreement() {
		LabCluster.each(SEEDS, 5, (lab) -> {
			for (int i = 0; i < 3; i++) {
				lab.agree(5);
			}
			lab.finish();
		});
	}

	@Test
	void failAgree() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.agree(3);
			lab.disconnect(lab.awaitLeader() % 3 + 1);
			lab.agree(2);
			lab.agree(2);
			lab.runFor(2000);
			lab.agree(2);
			lab.heal();
			lab.agree(3);
			lab.finish();
		});
	}

	@Test
	void failNoAgree() {
		LabCluster.each(SEEDS, 5, (lab) -> {
			lab.agree(5);
			int leader = lab.awaitLeader();
			for (int i = 0; i < 3; i++) {
				lab.disconnect((leader + i) % 5 + 1);
			}
			long lost = lab.propose(leader);
			lab.runFor(3000);
			assertThat(lab.appliedBy(lost)).isZero();
			lab.heal();
			lab.agree(5);
			lab.finish();
		});
	}

	@Test
	void rejoin() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.agree(3);
			int first = lab.awaitLeader();
			lab.disconnect(first);
			for (int i = 0; i < 3; i++) {
				lab.propose(first);
			}
			lab.agree(2);
			int second = lab.awaitLeader();
			lab.heal();
			lab.disconnect(second);
			lab.agree(2);
			lab.heal();
			lab.agree(3);
			lab.finish();
		});
	}

	@Test
	void backup() {
		LabCluster.each(SEEDS, 5, (lab) -> {
			lab.agree(5);
			for (int round = 0; round < 3; round++) {
				int leader = lab.awaitLeader();
				for (int i = 0; i < 3; i++) {
					lab.disconnect((leader + i) % 5 + 1);
				}
				for (int i = 0; i < 50; i++) {
					lab.propose(leader);
				}
				lab.runFor(500);
				lab.heal();
				lab.disconnect(leader);
				lab.disconnect((leader + 3) % 5 + 1);
				for (int i = 0; i < 10; i++) {
					lab.agree(3);
				}
				lab.heal();
			}
			lab.agree(5);
			lab.finish();
		});
	}

	@Test
	void count() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			int leader = lab.awaitLeader();
			lab.agree(3);
			long before = lab.messages();
			for (int i = 0; i < 10; i++) {
				lab.propose(leader);
			}
			lab.runFor(50);
			assertThat(lab.messages() - before).as("messages for ten commands").isLessThanOrEqualTo(64);
			before = lab.messages();
			lab.runFor(1000);
			assertThat(lab.messages() - before).as("messages of an idle second").isLessThanOrEqualTo(50);
			lab.finish();
		});
	}

	@Test
	void unreliableAgree() {
		LabCluster.each(SEEDS, 5, (lab) -> {
			lab.unreliable(true);
			for (int i = 0; i < 20; i++) {
				lab.agree(1);
			}
			lab.finish();
		});
	}

	@Test
	void delayedCommitConsistency() {
		LabCluster.each(SEEDS, 5, (lab) -> {
			for (int i = 0; i < 10; i++) {
				int leader = lab.awaitLeader();
				lab.propose(leader);
				lab.runFor(1);
				lab.disconnect(leader);
				lab.agree(3);
				lab.heal();
			}
			lab.finish();
		});
	}

}
