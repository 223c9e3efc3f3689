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

package io.raftboot.ratis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftboot.ApplyKind;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.RaftStartException;
import io.raftboot.Role;
import io.raftboot.transport.Transport;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.retry.RetryPolicies;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What was found in Ratis and is kept from doing harm.
 */
@Tag("cluster")
@Timeout(120)
class GuardTests {

	@TempDir
	private Path directory;

	@Test
	void aLeaderThatIsCutOffStepsDownThoughItKeepsGettingWrites() {
		try (TestNodes nodes = TestNodes.started(this.directory, 3); Cut cut = new Cut()) {
			int leader = nodes.awaitLeader();
			RaftNode deposed = nodes.node(leader);
			AtomicBoolean stop = new AtomicBoolean();
			CompletableFuture<Void> writes = CompletableFuture.runAsync(() -> {
				while (!stop.get()) {
					deposed.apply(ApplyKind.COMMAND, new Ledger.Append("a", "x"));
					LockSupport.parkNanos(1_000_000);
				}
			}, (task) -> new Thread(task).start());
			cut.off(number(nodes, leader));
			TestNodes.await(() -> deposed.status().role() != Role.LEADER);
			TestNodes.await(() -> nodes.node((leader + 1) % 3).status().role() == Role.LEADER
					|| nodes.node((leader + 2) % 3).status().role() == Role.LEADER);
			stop.set(true);
			writes.join();
			cut.heal();
			nodes.awaitLeader();
			TestNodes.get(deposed, ApplyKind.QUERY, "a");
		}
	}

	private static long number(TestNodes nodes, int i) {
		return nodes.node(i)
			.status()
			.members()
			.stream()
			.filter((member) -> member.address().equals(nodes.address(i)))
			.findFirst()
			.map(Member::nodeId)
			.orElseThrow();
	}

	@Test
	void aPortInUseFailsTheStartAndNotTheProcess() throws IOException {
		String address = TestNodes.addresses(1).get(0);
		int port = Transport.parse(address).getPort() + TestPorts.OFFSET;
		try (ServerSocket taken = new ServerSocket()) {
			taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			RaftNode node = TestNodes.builder(address, this.directory).build();
			assertThatExceptionOfType(RaftStartException.class).isThrownBy(node::start)
				.withMessageContaining(Integer.toString(port))
				.satisfies((ex) -> assertThat(ex.setting()).isEqualTo("ratis.port-offset"));
		}
	}

	@Test
	void theHandlerOfUncaughtExceptionsStaysTheHosts() {
		Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
		try (TestNodes nodes = TestNodes.started(this.directory, 1)) {
			assertThat(nodes.size()).isOne();
		}
		assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(handler);
	}

	@Test
	void aDirectoryThatWasEmptiedInPartIsRefused() throws IOException {
		try (TestNodes nodes = TestNodes.started(this.directory, 1)) {
			TestNodes.append(nodes.node(0), "a", "x", null);
		}
		delete(this.directory.resolve("node0/ratis"));
		try (TestNodes nodes = new TestNodes(this.directory, 1)) {
			assertThatExceptionOfType(RaftStartException.class).isThrownBy(() -> nodes.start(0))
				.withMessageContaining("votes are forgotten");
		}
	}

	@Test
	void aMemberThatComesBackWithAnEmptyDirectoryTakesNoPart() throws IOException {
		try (TestNodes nodes = TestNodes.started(this.directory, 3)) {
			int follower = nodes.follower();
			TestNodes.append(nodes.node(follower), "a", "x", null);
			nodes.stop(follower);
			delete(this.directory.resolve("node" + follower));
			RaftNode wiped = nodes.start(follower);
			TestNodes.append(nodes.node((follower + 1) % 3), "a", "y", null);
			assertThat(wiped.status().leader()).isNull();
			assertThat(wiped.status().lastLogIndex()).isZero();
			assertThat(this.directory.resolve("node" + follower + "/ratis")).isEmptyDirectory();
		}
	}

	@Test
	void theDirectoryOfAnotherEngineIsRefused() {
		try (RaftNode node = RaftNodeBuilder.create(new Ledger()).dataDirectory(this.directory).build()) {
			node.start();
		}
		RaftNode other = RaftNodeBuilder.create(new Ledger()).engine("ratis").dataDirectory(this.directory).build();
		assertThatExceptionOfType(RaftStartException.class).isThrownBy(other::start)
			.withMessageContaining("raft.engine=native");
	}

	@Test
	void theNativeEngineRefusesTheDirectoryOfThisOne() {
		try (RaftNode node = RaftNodeBuilder.create(new Ledger())
			.engine("ratis")
			.dataDirectory(this.directory)
			.build()) {
			node.start();
		}
		RaftNode other = RaftNodeBuilder.create(new Ledger()).dataDirectory(this.directory).build();
		assertThatExceptionOfType(RaftStartException.class).isThrownBy(other::start)
			.withMessageContaining("raft.engine=ratis");
	}

	@Test
	void nobodyButMembersIsLetInAtRatissPort() throws IOException {
		try (TestNodes nodes = TestNodes.started(this.directory, 1)) {
			TestNodes.append(nodes.node(0), "a", "x", null);
			RaftPeer peer = RaftPeer.newBuilder().setId("1").setAddress(ratisAddress(nodes.address(0))).build();
			RaftGroupId group = RaftGroupId.valueOf(UUID.fromString(groupDirectory()));
			try (RaftClient client = RaftClient.newBuilder()
				.setProperties(new RaftProperties())
				.setRaftGroup(RaftGroup.valueOf(group, peer))
				.setRetryPolicy(RetryPolicies.noRetry())
				.build()) {
				assertThatThrownBy(() -> client.io().send(Message.valueOf("raw")))
					.hasStackTraceContaining("PERMISSION_DENIED");
				assertThatThrownBy(() -> client.admin().transferLeadership(null, 1000))
					.hasStackTraceContaining("PERMISSION_DENIED");
				assertThatThrownBy(() -> client.getGroupManagementApi(peer.getId()).list())
					.hasStackTraceContaining("PERMISSION_DENIED");
			}
			assertThat(TestNodes.get(nodes.node(0), ApplyKind.QUERY, "a")).isEqualTo("x");
		}
	}

	private String groupDirectory() throws IOException {
		try (Stream<Path> files = Files.list(this.directory.resolve("node0/ratis"))) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.length() == 36)
				.findFirst()
				.orElseThrow();
		}
	}

	private static String ratisAddress(String address) {
		return "127.0.0.1:" + (Transport.parse(address).getPort() + TestPorts.OFFSET);
	}

	@Test
	void aPeerInTwoListsOrWithAnotherAddressIsRefusedBeforeRatisSeesIt() {
		RatisSettings settings = settings(Map.of());
		Peers current = Peers.of(settings, List.of(voter(1, "h:1"), voter(2, "h:2")));
		assertThat(current.members()).hasSize(2);
		Peers twice = new Peers(current.voters(), List.of(current.voters().get(1)));
		assertThatThrownBy(() -> twice.checkAgainst(current)).hasMessageContaining("member \"2\" is there twice");
		Peers moved = Peers.of(settings, List.of(voter(1, "h:1"), voter(2, "h:3")));
		assertThatThrownBy(() -> moved.checkAgainst(current)).hasMessageContaining("cannot become");
		Peers same = Peers.of(settings, List.of(voter(1, "h:1"), voter(3, "h:1")));
		assertThatThrownBy(() -> same.checkAgainst(current)).hasMessageContaining("the same address");
		Peers none = Peers.of(settings, List.of(new Member(1, "h:1", MemberRole.LEARNER)));
		assertThatThrownBy(() -> none.checkAgainst(current)).hasMessageContaining("no voter");
	}

	private static Member voter(long number, String address) {
		return new Member(number, address, MemberRole.VOTER);
	}

	private RatisSettings settings(Map<String, String> properties) {
		RaftNodeBuilder builder = RaftNodeBuilder.create(new Ledger())
			.engine("ratis")
			.dataDirectory(this.directory)
			.electionTimeout(Duration.ofMillis(400));
		properties.forEach(builder::engineProperty);
		return RatisSettings.of(builder.settings());
	}

	@Test
	void theKeysThatMakeRatisSafeAreSetAndCannotBeChanged() {
		RatisSettings settings = settings(Map.of("properties.raft.server.log.queue.element-limit", "77"));
		MemberRecord member = MemberRecord.empty(1).member(2, 1, 400, 800);
		RaftProperties keys = RatisKeys.of(settings, member, this.directory);
		assertThat(keys.get("raft.server.storage.dir")).contains(this.directory.toString());
		assertThat(keys.get("raft.server.log.unsafe-flush.enabled")).isEqualTo("false");
		assertThat(keys.get("raft.server.log.async-flush.enabled")).isEqualTo("false");
		assertThat(keys.get("raft.server.log.log-metadata.enabled")).isEqualTo("false");
		assertThat(keys.get("raft.server.snapshot.retention.file.num")).isEqualTo("1");
		assertThat(keys.get("raft.server.log.purge.upto.snapshot.index")).isEqualTo("true");
		assertThat(keys.get("raft.server.rpc.timeout.min")).isEqualTo("400ms");
		assertThat(keys.get("raft.server.rpc.timeout.max")).isEqualTo("800ms");
		assertThat(keys.get("raft.server.log.queue.element-limit")).isEqualTo("77");
		assertThatExceptionOfType(RaftStartException.class)
			.isThrownBy(() -> settings(Map.of("properties.raft.server.log.unsafe-flush.enabled", "true")))
			.satisfies((ex) -> assertThat(ex.setting())
				.isEqualTo("ratis.properties.raft.server.log.unsafe-flush.enabled"));
	}

	@Test
	void aWitnessAndABadOffsetStopTheStart() {
		RaftNodeBuilder witness = RaftNodeBuilder.create(new Ledger())
			.engine("ratis")
			.address("127.0.0.1:4001")
			.join(List.of("127.0.0.1:4002"))
			.role(MemberRole.WITNESS);
		assertThatExceptionOfType(RaftStartException.class).isThrownBy(witness::build)
			.satisfies((ex) -> assertThat(ex.setting()).isEqualTo("role"));
		for (String offset : List.of("0", "far", "62000")) {
			RaftNodeBuilder far = RaftNodeBuilder.create(new Ledger())
				.engine("ratis")
				.address("127.0.0.1:4001")
				.engineProperty("port-offset", offset);
			assertThatExceptionOfType(RaftStartException.class).isThrownBy(far::build)
				.satisfies((ex) -> assertThat(ex.setting()).isEqualTo("ratis.port-offset"));
		}
	}

	@Test
	void allOfRatissMetersAreThereWithGroupAndMember() {
		SimpleMeterRegistry meters = new SimpleMeterRegistry();
		try (TestNodes nodes = new TestNodes(this.directory, 1)) {
			nodes.start(0, nodes.builder(0).meterRegistry(meters));
			TestNodes.append(nodes.node(0), "a", "x", null);
			assertThat(meters.get("raft.ratis.log.worker.flushCount").tags("group", "default", "member", "1").meter())
				.isNotNull();
			assertThat(meters.getMeters().stream().map((meter) -> meter.getId().getName()))
				.contains("raft.ratis.leader.election.electionCount", "raft.role", "raft.commit.latency");
		}
		assertThat(meters.getMeters().stream().map((meter) -> meter.getId().getName()))
			.noneMatch((name) -> name.startsWith("raft.ratis"));
	}

	private static void delete(Path path) throws IOException {
		try (Stream<Path> files = Files.walk(path)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

}
