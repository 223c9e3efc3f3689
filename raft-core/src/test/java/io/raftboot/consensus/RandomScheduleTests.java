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

package io.raftboot.consensus;

import java.util.List;
import java.util.Random;

import io.raftboot.MemberRole;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Seeded random schedules of everything that can go wrong between members.
 */
class RandomScheduleTests {

	private static final int SEEDS = Integer.getInteger("consensus.seeds", 15);

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5 })
	void keepsTheLogsTheSameWhateverHappens(int voters) {
		for (int seed = 1; seed <= SEEDS; seed++) {
			try {
				new Schedule(seed, voters).run();
			}
			catch (Throwable ex) {
				throw new AssertionError("seed " + seed + " with " + voters + " voters", ex);
			}
		}
	}

	private static final class Schedule {

		private final TestCluster cluster;

		private final Random random;

		private int payload;

		private long nextAddress = 100;

		Schedule(long seed, int voters) {
			ConsensusSettings settings = new ConsensusSettings(100, 10, seed % 3 == 0, 10, (seed % 2 == 0) ? 1 : 400, 4,
					1000, 100_000, 100, seed % 4 == 0);
			this.cluster = TestCluster.of(voters, seed, settings);
			this.random = new Random(seed);
		}

		void run() {
			for (int phase = 0; phase < 12; phase++) {
				disturb();
				for (int i = 0; i < 150; i++) {
					act();
					this.cluster.step();
				}
				this.cluster.checkLogs();
			}
			recover();
		}

		private void disturb() {
			this.cluster.lossPercent = this.random.nextInt(3) * 10;
			this.cluster.duplicatePercent = this.random.nextInt(3) * 10;
			this.cluster.maxDelay = 1 + this.random.nextLong(40);
			this.cluster.crashOneIn = this.random.nextBoolean() ? 400 : 0;
			this.cluster.heal();
			if (this.random.nextBoolean()) {
				List<Long> ids = List.copyOf(this.cluster.members.keySet());
				this.cluster.isolate(ids.get(this.random.nextInt(ids.size())),
						ids.get(this.random.nextInt(ids.size())));
			}
		}

		private void act() {
			List<TestMember> members = List.copyOf(this.cluster.members.values());
			TestMember member = members.get(this.random.nextInt(members.size()));
			int action = this.random.nextInt(100);
			if (!member.up) {
				if (action < 30) {
					member.start();
				}
				return;
			}
			if (action < 40) {
				this.cluster.propose(member, ++this.payload);
			}
			else if (action < 45) {
				this.cluster.read(member);
			}
			else if (action < 47) {
				member.takeSnapshot();
			}
			else if (action == 48) {
				change(member);
			}
			else if (action == 49 && this.random.nextInt(3) == 0) {
				this.cluster.transfer(member, 0);
			}
			else if (action == 50) {
				member.crash();
			}
			else if (action == 51) {
				member.consensus.unreachable(members.get(this.random.nextInt(members.size())).id);
				member.run();
			}
			else if (action == 52 && this.random.nextInt(4) == 0) {
				member.consensus.campaign();
				member.run();
			}
		}

		private void change(TestMember member) {
			Configuration configuration = member.consensus.configuration();
			if (this.random.nextBoolean() && configuration.members().size() > 2) {
				int victim = this.random.nextInt(configuration.members().size());
				this.cluster.change(member, List.of(), List.of(configuration.members().get(victim).nodeId()));
			}
			else if (configuration.members().size() < 6) {
				MemberRole role = List.of(MemberRole.VOTER, MemberRole.LEARNER, MemberRole.WITNESS)
					.get(this.random.nextInt(3));
				this.cluster.change(member, List.of(new Consensus.NewMember("n" + this.nextAddress++, role)),
						List.of());
				startNewMembers(member);
			}
		}

		private void startNewMembers(TestMember member) {
			member.consensus.configuration()
				.members()
				.stream()
				.filter((added) -> this.cluster.member(added.nodeId()) == null)
				.forEach((added) -> this.cluster.add(added.nodeId(), List.of()));
		}

		/** Once nothing goes wrong any more, there is a leader and all commit. */
		private void recover() {
			this.cluster.lossPercent = 0;
			this.cluster.duplicatePercent = 0;
			this.cluster.maxDelay = 1;
			this.cluster.crashOneIn = 0;
			this.cluster.heal();
			this.cluster.members.values().stream().filter((member) -> !member.up).forEach(TestMember::start);
			this.cluster.run(500);
			TestMember leader = this.cluster.awaitLeader();
			this.cluster.runUntil(() -> this.cluster.propose(this.cluster.awaitLeader(), ++this.payload) > 0);
			long last = this.cluster.awaitLeader().consensus.lastIndex();
			this.cluster.runUntil(() -> {
				TestMember now = this.cluster.awaitLeader();
				Configuration configuration = now.consensus.configuration();
				startNewMembers(now);
				return !configuration.isJoint() && configuration.joining().isEmpty()
						&& configuration.members()
							.stream()
							.allMatch((member) -> this.cluster.member(member.nodeId()).consensus.commitIndex() >= last);
			});
			this.cluster.checkLogs();
			assertThat(leader.consensus.commitIndex()).isPositive();
		}

	}

}
