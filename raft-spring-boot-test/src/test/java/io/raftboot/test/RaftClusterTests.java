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

package io.raftboot.test;

import io.raftboot.ApplyKind;
import io.raftboot.NodeStatus;
import io.raftboot.RaftNode;
import io.raftboot.Session;
import io.raftboot.test.CounterApplication.CounterInput.Add;
import io.raftboot.test.CounterApplication.CounterInput.Read;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Tag("cluster")
@RaftCluster(properties = "raft.request-timeout=20s")
class RaftClusterTests {

	@Test
	void everyNodeTakesCommandsAndQueries(RaftTestCluster cluster) {
		for (int number : cluster.running()) {
			assertThat(add(cluster.node(number), "everywhere", 1)).isEqualTo(number);
		}
		for (int number : cluster.running()) {
			assertThat(read(cluster.node(number), ApplyKind.QUERY, "everywhere")).isEqualTo(3);
		}
		cluster.settle();
		for (int number : cluster.running()) {
			assertThat(read(cluster.node(number), ApplyKind.LOCAL_QUERY, "everywhere")).isEqualTo(3);
		}
	}

	@Test
	void survivesTheLossOfItsLeader(RaftTestCluster cluster) {
		int leader = cluster.leader();
		add(cluster.node(leader), "survivor", 1);
		cluster.stop(leader);
		try {
			assertThat(cluster.leader()).isNotEqualTo(leader);
			assertThat(add(cluster.node(cluster.leader()), "survivor", 1)).isEqualTo(2);
			assertThatIllegalStateException().isThrownBy(() -> cluster.node(leader));
		}
		finally {
			cluster.start(leader);
		}
		cluster.settle();
		assertThat(read(cluster.node(leader), ApplyKind.LOCAL_QUERY, "survivor")).isEqualTo(2);
	}

	@Test
	void aRetryThroughAnotherNodeIsAppliedOnce(RaftTestCluster cluster) {
		Session session = new Session("client", 1);
		for (int number : cluster.running()) {
			assertThat(cluster.node(number).apply(ApplyKind.COMMAND, new Add("once", 5), session, Long.class).join())
				.isEqualTo(5);
		}
	}

	@Test
	void aSnapshotIsTakenEverywhere(RaftTestCluster cluster) {
		add(cluster.node(cluster.leader()), "kept", 7);
		long index = cluster.node(cluster.followers().get(0)).takeSnapshot().join();
		assertThat(index).isPositive();
		cluster.await("a snapshot on every node",
				() -> cluster.running()
					.stream()
					.allMatch((number) -> cluster.node(number).status().snapshotIndex() >= index));
		assertThat(read(cluster.node(1), ApplyKind.QUERY, "kept")).isEqualTo(7);
	}

	@Test
	void leadershipCanBeHandedOver(RaftTestCluster cluster) {
		int follower = cluster.followers().get(0);
		assertThat(cluster.node(cluster.leader()).transferLeadership(cluster.address(follower)).join())
			.isEqualTo(cluster.address(follower));
		assertThat(cluster.leader()).isEqualTo(follower);
	}

	@Test
	void onlyTheLeaderKnowsTheProgressOfTheOthers(RaftTestCluster cluster) {
		int leader = cluster.leader();
		NodeStatus status = cluster.node(leader).status();
		assertThat(status.members()).hasSize(3);
		assertThat(status.progress()).hasSize(2);
		assertThat(cluster.node(cluster.followers().get(0)).status().progress()).isEmpty();
	}

	@Test
	void everyNodeAnswersHttp(RaftTestCluster cluster) {
		assertThat(cluster.running()).extracting(cluster::url)
			.doesNotHaveDuplicates()
			.allMatch((url) -> url.matches("http://127\\.0\\.0\\.1:[0-9]+"));
	}

	@Test
	void numbersStartAtOne(RaftTestCluster cluster) {
		assertThat(cluster.size()).isEqualTo(3);
		assertThatIllegalArgumentException().isThrownBy(() -> cluster.node(0)).withMessageContaining("1 to 3");
		assertThatIllegalStateException().isThrownBy(() -> cluster.start(1)).withMessageContaining("running already");
	}

	private static long add(RaftNode node, String name, long amount) {
		return node.apply(ApplyKind.COMMAND, new Add(name, amount), null, Long.class).join();
	}

	private static long read(RaftNode node, ApplyKind kind, String name) {
		return node.apply(kind, new Read(name), null, Long.class).join();
	}

}
