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

import java.util.ArrayList;
import java.util.List;

import io.raftboot.simulation.LabCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a node that has forwarded a command says of it when the leader is lost.
 */
class ForwardingLabTests {

	private static final int SEEDS = 30;

	@Test
	void aCommandForALostLeaderIsRejectedWhenTheNextOneLeads() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.agree(3);
			int leader = lab.awaitLeader();
			int follower = leader % 3 + 1;
			lab.disconnect(leader);
			long lost = lab.proposeTracked(follower);
			// the request timeout is much longer
			lab.await("a rejection", () -> lab.isRejected(lost));
			assertThat(lab.appliedBy(lost)).isZero();
			lab.finish();
			assertThat(lab.appliedBy(lost)).isZero();
		});
	}

	@Test
	void aCommandThatTheNextLeaderHasIsNotRejected() {
		LabCluster.each(SEEDS, 3, (lab) -> {
			lab.agree(3);
			int leader = lab.awaitLeader();
			long kept = lab.proposeTracked(leader % 3 + 1);
			lab.runFor(lab.anyNumber());
			lab.crash(leader);
			lab.agree(2);
			lab.finish();
			assertThat(lab.isRejected(kept)).isEqualTo(lab.appliedBy(kept) == 0);
		});
	}

	@Test
	void noCommandThatWasRejectedIsAppliedLater() {
		int[] rejected = new int[1];
		LabCluster.each(SEEDS, 5, 50, (lab) -> {
			List<Long> commands = new ArrayList<>();
			lab.unreliable(true);
			for (int round = 0; round < 30; round++) {
				int node = lab.anyNumber();
				for (int i = 0; i < 5; i++) {
					commands.add(lab.proposeTracked(lab.anyNumber()));
				}
				if (lab.chance(30)) {
					lab.disconnect(node);
				}
				else if (lab.chance(30)) {
					lab.crash(node);
				}
				lab.runFor(lab.chance(50) ? 50 : 1000);
				lab.heal();
				lab.start(node);
			}
			lab.finish();
			for (long command : commands) {
				if (lab.isRejected(command)) {
					rejected[0]++;
					assertThat(lab.appliedBy(command)).as("command %d", command).isZero();
				}
			}
		});
		assertThat(rejected[0]).isPositive();
	}

}
