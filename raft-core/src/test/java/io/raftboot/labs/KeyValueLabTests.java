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
 * Clients of a key-value service see one copy of it, whatever happens.
 */
class KeyValueLabTests {

	@Test
	void recover() {
		LabCluster.each(3, 5, (lab) -> recover(lab, 1));
	}

	@Test
	void recoverManyClients() {
		LabCluster.each(2, 5, (lab) -> recover(lab, 20));
	}

	private static void recover(LabCluster lab, int clients) {
		lab.startClients(clients);
		for (int round = 0; round < 3; round++) {
			lab.runFor(1000);
			for (int node = 1; node <= lab.size(); node++) {
				lab.crash(node);
			}
			lab.runFor(500);
			for (int node = 1; node <= lab.size(); node++) {
				lab.start(node);
			}
		}
		lab.runFor(2000);
		lab.finish();
		assertThat(lab.operations()).isPositive();
	}

	@Test
	void unreliableRecoverWithPartition() {
		LabCluster.each(3, 5, (lab) -> {
			lab.unreliable(true);
			lab.startClients(5);
			for (int round = 0; round < 4; round++) {
				split(lab);
				lab.runFor(1500);
				lab.crash(lab.anyNumber());
				lab.runFor(500);
				lab.heal();
				startAll(lab);
			}
			lab.finish();
			assertThat(lab.operations()).isPositive();
		});
	}

	@Test
	void linearizability() {
		LabCluster.each(2, 7, (lab) -> {
			lab.unreliable(true);
			lab.startClients(15);
			for (int round = 0; round < 6; round++) {
				split(lab);
				lab.runFor(1000);
				lab.heal();
				lab.runFor(500);
			}
			// With bad luck no leader lasted so far
			lab.unreliable(false);
			lab.await("fifty operations", () -> lab.operations() > 50);
			lab.finish();
		});
	}

	@Test
	void keyValueUnderPartitionsAndRestarts() {
		LabCluster.each(3, 5, 30, (lab) -> {
			lab.startClients(5);
			for (int round = 0; round < 6; round++) {
				split(lab);
				lab.runFor(800);
				lab.crash(lab.anyNumber());
				lab.crash(lab.anyNumber());
				lab.runFor(800);
				startAll(lab);
				lab.heal();
				lab.runFor(800);
			}
			lab.finish();
			assertThat(lab.operations()).isPositive();
		});
	}

	private static void split(LabCluster lab) {
		for (int node = 1; node <= lab.size(); node++) {
			if (lab.chance(30)) {
				lab.disconnect(node);
			}
		}
	}

	private static void startAll(LabCluster lab) {
		for (int node = 1; node <= lab.size(); node++) {
			lab.start(node);
		}
	}

}
