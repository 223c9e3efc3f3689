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
 * Snapshots replace the log.
 */
class SnapshotLabTests {

	@Test
	void installSnapshot() {
		LabCluster.each(5, 3, 20, (lab) -> {
			lab.agree(3);
			int behind = lab.awaitLeader() % 3 + 1;
			lab.disconnect(behind);
			for (int i = 0; i < 200; i++) {
				lab.agree(2);
			}
			assertThat(lab.firstLogIndex(lab.awaitLeader())).isGreaterThan(lab.lastLogIndex(behind) + 1);
			lab.heal();
			lab.agree(3);
			lab.crash(behind);
			lab.start(behind);
			lab.agree(3);
			lab.finish();
		});
	}

	@Test
	void snapshotSize() {
		LabCluster.each(3, 3, 20, (lab) -> {
			for (int i = 0; i < 300; i++) {
				lab.agree(3);
			}
			lab.runFor(1000);
			for (int node = 1; node <= 3; node++) {
				assertThat(lab.lastLogIndex(node) - lab.firstLogIndex(node)).as("entries kept by node %s", node)
					.isLessThan(150);
			}
			lab.finish();
		});
	}

}
