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

package io.raftboot.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.InputCodec;
import io.raftboot.Member;
import io.raftboot.NodeStatus;
import io.raftboot.RaftException;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.Role;
import io.raftboot.Session;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The machine on the engine that it is made for.
 */
@Timeout(120)
class NativeMachineTests {

	@TempDir
	private Path directory;

	private final List<RaftNode> nodes = new CopyOnWriteArrayList<>();

	/**
	 * Return the codec of all nodes.
	 * @return the codec, {@code null} for the one that comes with the product
	 */
	@Nullable InputCodec codec() {
		return null;
	}

	@AfterEach
	void closeAll() {
		this.nodes.forEach(RaftNode::close);
	}

	@Test
	void aSingleNodeWorksWithNothingConfigured() {
		RaftNode node = start(RaftNodeBuilder.create(new TestMachine()).memoryStorage(true));
		assertThat(add(node, "a", 2, null)).isEqualTo(2);
		assertThat(add(node, "a", 2, null)).isEqualTo(4);
		assertThat(get(node, ApplyKind.QUERY, "a")).isEqualTo(4);
		assertThat(get(node, ApplyKind.LOCAL_QUERY, "a")).isEqualTo(4);
	}

	@Test
	void aRestartKeepsTheStateAndTheSessions() {
		Session session = new Session("c", 1);
		RaftNode first = start(single());
		add(first, "a", 2, session);
		assertThat(first.takeSnapshot().join()).isPositive();
		add(first, "a", 3, null);
		first.close();
		RaftNode second = start(single());
		assertThat(add(second, "a", 2, session)).isEqualTo(2);
		assertThat(get(second, ApplyKind.QUERY, "a")).isEqualTo(5);
	}

	@Test
	void aLongLogIsAppliedAtTheStart() {
		RaftNode first = start(single());
		List<CompletableFuture<Long>> all = new ArrayList<>();
		for (int i = 0; i < 20_000; i++) {
			all.add(first.apply(ApplyKind.COMMAND, new TestMachine.Add("a", 1), null, Long.class));
		}
		all.forEach(CompletableFuture::join);
		first.close();
		RaftNode second = start(single());
		assertThat(add(second, "a", 1, null)).isEqualTo(20_001);
	}

	@Test
	void everyNodeTakesCommandsAndComesToTheSame() {
		List<RaftNode> cluster = startCluster();
		for (RaftNode node : cluster) {
			add(node, "a", 1, null);
			assertThat(get(node, ApplyKind.LOCAL_QUERY, "a")).isEqualTo(get(node, ApplyKind.QUERY, "a"));
		}
		for (RaftNode node : cluster) {
			assertThat(get(node, ApplyKind.QUERY, "a")).isEqualTo(3);
		}
	}

	@Test
	void aRetryThroughAnotherNodeIsAppliedOnceWhenTheLeaderIsGone() {
		List<RaftNode> cluster = startCluster();
		RaftNode leader = cluster.stream()
			.filter((node) -> node.status().role() == Role.LEADER)
			.findFirst()
			.orElseThrow();
		List<RaftNode> others = new ArrayList<>(cluster);
		others.remove(leader);
		for (int i = 1; i <= 20; i++) {
			add(leader, "a", 1, new Session("c", i));
		}
		leader.close();
		for (int i = 1; i <= 21; i++) {
			assertThat(add(others.get(i % 2), "a", 1, new Session("c", i))).isEqualTo(i);
		}
	}

	@Test
	void aRollingRestartCostsOneTermForEachLeader() {
		List<RaftNode> cluster = startCluster();
		List<String> addresses = cluster.get(0).members().stream().map(Member::address).toList();
		for (int i = 0; i < 3; i++) {
			RaftNode closing = cluster.get(i);
			boolean led = closing.isLeader();
			long term = closing.status().term();
			closing.close();
			List<RaftNode> others = new ArrayList<>(cluster);
			others.remove(closing);
			await(() -> others.stream().anyMatch(RaftNode::isLeader));
			assertThat(others)
				.allSatisfy((node) -> assertThat(node.status().term()).isBetween(term, term + (led ? 1 : 0)));
			RaftNode restarted = start(member(addresses, i));
			cluster.set(i, restarted);
			retry(() -> restarted.apply(ApplyKind.QUERY, new TestMachine.Pair(), null, long[].class));
		}
	}

	@Test
	void aLeaderAndAFollowerLeave() {
		List<RaftNode> cluster = startCluster();
		RaftNode leader = cluster.stream().filter(RaftNode::isLeader).findFirst().orElseThrow();
		add(leader, "a", 1, null);
		assertThat(leader.leave().join()).hasSize(2);
		assertThat(leader.status().condition()).isEqualTo(NodeStatus.Condition.REMOVED);
		cluster.remove(leader);
		assertThat(retry(() -> cluster.get(0).apply(ApplyKind.QUERY, new TestMachine.Get("a"), null, Long.class)))
			.isEqualTo(1);
		RaftNode follower = cluster.stream().filter((node) -> !node.isLeader()).findFirst().orElseThrow();
		assertThat(follower.leave().join()).hasSize(1);
		cluster.remove(follower);
		RaftNode last = cluster.get(0);
		assertThat(retry(() -> last.apply(ApplyKind.QUERY, new TestMachine.Get("a"), null, Long.class))).isEqualTo(1);
		assertThatThrownBy(() -> last.leave().get()).hasRootCauseInstanceOf(RaftException.class)
			.hasMessageContaining("last voter");
	}

	@Test
	void aNodeThatComesLateHasTheStateAndTheSessions() throws Exception {
		List<String> addresses = addresses(3);
		RaftNode first = start(member(addresses, 0));
		RaftNode second = start(member(addresses, 1));
		for (int i = 0; i < 100; i++) {
			add(first, "a", 1, new Session("c", 1 + i));
		}
		first.takeSnapshot().join();
		second.takeSnapshot().join();
		RaftNode third = start(member(addresses, 2));
		await(() -> third.status().lastApplied() >= 100);
		assertThat(get(third, ApplyKind.LOCAL_QUERY, "a")).isEqualTo(100);
		assertThat(add(third, "a", 1, new Session("c", 100))).isEqualTo(100);
	}

	@Test
	void queriesNeverSeeHalfACommand() {
		List<RaftNode> cluster = startCluster();
		AtomicBoolean stop = new AtomicBoolean();
		List<String> torn = new CopyOnWriteArrayList<>();
		List<CompletableFuture<Void>> readers = new ArrayList<>();
		for (RaftNode node : cluster) {
			for (ApplyKind kind : List.of(ApplyKind.QUERY, ApplyKind.LOCAL_QUERY)) {
				readers.add(CompletableFuture.runAsync(() -> {
					while (!stop.get()) {
						long[] pair = retry(() -> node.apply(kind, new TestMachine.Pair(), null, long[].class));
						if (pair[0] != pair[1]) {
							torn.add(pair[0] + " " + pair[1]);
						}
					}
				}, (task) -> new Thread(task).start()));
			}
		}
		List<CompletableFuture<Long>> steps = new ArrayList<>();
		for (int i = 0; i < 3000; i++) {
			steps.add(cluster.get(i % 3).apply(ApplyKind.COMMAND, new TestMachine.Step(), null, Long.class));
		}
		long applied = steps.stream().filter((step) -> step.handle((value, failure) -> failure == null).join()).count();
		stop.set(true);
		readers.forEach(CompletableFuture::join);
		assertThat(torn).isEmpty();
		assertThat(applied).isPositive();
	}

	@Test
	void aClosedNodeLeavesNoThread() throws Exception {
		RaftNode node = start(member(addresses(1), 0));
		add(node, "a", 1, null);
		node.takeSnapshot().join();
		node.close();
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (thread.getName().startsWith("raft-default")) {
				// an executor has ended a few steps before its thread has
				thread.join(5000);
				assertThat(thread.isAlive()).as(thread.getName()).isFalse();
			}
		}
	}

	private List<RaftNode> startCluster() {
		List<String> addresses = addresses(3);
		List<RaftNode> cluster = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			cluster.add(start(member(addresses, i)));
		}
		for (RaftNode node : cluster) {
			retry(() -> node.apply(ApplyKind.QUERY, new TestMachine.Pair(), null, long[].class));
		}
		return cluster;
	}

	private RaftNode start(RaftNodeBuilder builder) {
		InputCodec codec = codec();
		RaftNode node = ((codec != null) ? builder.codec(codec) : builder).build();
		node.start();
		this.nodes.add(node);
		return node;
	}

	private RaftNodeBuilder single() {
		return RaftNodeBuilder.create(new TestMachine()).dataDirectory(this.directory);
	}

	private RaftNodeBuilder member(List<String> addresses, int i) {
		return RaftNodeBuilder.create(new TestMachine())
			.address(addresses.get(i))
			.members(addresses)
			.dataDirectory(this.directory.resolve("node" + i))
			.electionTimeout(Duration.ofMillis(300))
			.heartbeatInterval(Duration.ofMillis(50));
	}

	private static List<String> addresses(int count) {
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
			}
			List<String> addresses = sockets.stream().map((socket) -> "127.0.0.1:" + socket.getLocalPort()).toList();
			for (ServerSocket socket : sockets) {
				socket.close();
			}
			return addresses;
		}
		catch (IOException ex) {
			throw new IllegalStateException("no free port", ex);
		}
	}

	private static long add(RaftNode node, String key, long amount, @Nullable Session session) {
		return retry(() -> node.apply(ApplyKind.COMMAND, new TestMachine.Add(key, amount), session, Long.class));
	}

	private static long get(RaftNode node, ApplyKind kind, String key) {
		return retry(() -> node.apply(kind, new TestMachine.Get(key), null, Long.class));
	}

	/**
	 * Only what was surely not applied, or has a session, is sent again.
	 */
	private static <T> T retry(Supplier<CompletableFuture<T>> call) {
		for (int i = 0;; i++) {
			try {
				return call.get().join();
			}
			catch (CompletionException ex) {
				boolean again = ex.getCause() instanceof RaftException failure && (failure.code() == ErrorCode.NO_LEADER
						|| failure.code() == ErrorCode.LEADER_CHANGED || failure.code() == ErrorCode.RESULT_UNKNOWN);
				if (!again || i > 10_000) {
					throw ex;
				}
				LockSupport.parkNanos(10_000_000);
			}
		}
	}

	private static void await(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			LockSupport.parkNanos(1_000_000);
		}
	}

}
