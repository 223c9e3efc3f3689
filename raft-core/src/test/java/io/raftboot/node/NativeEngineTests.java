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

package io.raftboot.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeSettings;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.RaftStartException;
import io.raftboot.Role;
import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.NodePlan;
import io.raftboot.engine.SnapshotSource;
import io.raftboot.engine.SnapshotTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Tag("cluster")
class NativeEngineTests {

	@TempDir
	private Path directory;

	private final List<NativeEngine> engines = new ArrayList<>();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	@AfterEach
	void closeAll() {
		this.engines.forEach(NativeEngine::close);
		assertThat(this.failures).isEmpty();
	}

	@Test
	void aClientAndAPeerShareThePort() throws IOException {
		NodePlan plan = new NodePlan(0, free(), List.of());
		start(plan, Echo::new);
		for (String first : List.of("{", "[", " ", "x", "\n")) {
			assertThat(exchange(plan.address(), (first + "abc").getBytes(StandardCharsets.UTF_8), 4))
				.isEqualTo((first + "abc").getBytes(StandardCharsets.UTF_8));
		}
		byte[] badFrame = new byte[64];
		badFrame[0] = (byte) 0xB5;
		assertThat(exchange(plan.address(), badFrame, 1)).isEmpty();
	}

	@Test
	void aPortWithoutAClientHandlerClosesTheConnectionsOfClients() throws IOException {
		NodePlan plan = new NodePlan(0, free(), List.of());
		start(plan, null);
		assertThat(exchange(plan.address(), new byte[] { '{' }, 1)).isEmpty();
	}

	@Test
	void anAddressInUseIsNamed() throws IOException {
		try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			String address = "127.0.0.1:" + taken.getLocalPort();
			assertThatExceptionOfType(RaftStartException.class)
				.isThrownBy(() -> start(new NodePlan(0, address, List.of()), null))
				.withMessageContaining(address)
				.satisfies((ex) -> assertThat(ex.setting()).isEqualTo("address"));
		}
		assertNoThreads();
	}

	@Test
	void aDirectoryInUseIsNamed() throws IOException {
		NodePlan plan = new NodePlan(0, free(), List.of());
		start(plan, null);
		assertThatExceptionOfType(RaftStartException.class)
			.isThrownBy(() -> start(new NodePlan(0, free(), List.of()), null))
			.satisfies((ex) -> assertThat(ex.setting()).isEqualTo("data-directory"));
	}

	@Test
	void aClosedEngineLeavesNoThread() throws IOException {
		List<NodePlan> plans = plans(3);
		plans.forEach((plan) -> start(plan, null));
		await(() -> this.engines.stream().allMatch((engine) -> engine.status().leader() != null));
		this.engines.forEach(NativeEngine::close);
		assertNoThreads();
	}

	@Test
	void aNodeThatOpensNoPortIsASingleMember() {
		NativeEngine engine = start(new NodePlan(0, null, List.of("local")), null);
		await(() -> engine.status().role() == Role.LEADER);
	}

	@Test
	void aMemberThatLostItsDirectoryIsRefused() throws IOException {
		List<NodePlan> plans = plans(3);
		plans.forEach((plan) -> start(plan, null));
		await(() -> this.engines.stream().allMatch((engine) -> engine.status().leader() != null));
		await(() -> this.engines.stream().allMatch((engine) -> engine.status().commitIndex() > 1));
		NativeEngine lost = this.engines.get(2);
		lost.close();
		NativeEngine wiped = new NativeEngine(
				NativeEngineContractTests.settings(plans.get(2), this.directory.resolve("wiped")), null,
				new SimpleMeterRegistry());
		this.engines.add(wiped);
		wiped.start(new Listener(wiped));
		List<NativeEngine> others = this.engines.subList(0, 2);
		await(() -> others.stream().anyMatch((engine) -> engine.status().role() == Role.LEADER));
		NativeEngine leader = others.stream()
			.filter((engine) -> engine.status().role() == Role.LEADER)
			.findFirst()
			.orElseThrow();
		long term = leader.status().term();
		// What the wiped node does meanwhile moves nobody
		for (int i = 0; i < 100; i++) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
			assertThat(wiped.status().leader()).isNull();
		}
		assertThat(leader.status().term()).isEqualTo(term);
	}

	@Test
	void aNodeOfAnotherClusterIsRefused() throws IOException {
		String first = free();
		String second = free();
		NativeEngine one = start(new NodePlan(0, first, List.of(first, second)), null);
		NativeEngine other = start(new NodePlan(1, second, List.of(second, first)), null);
		for (int i = 0; i < 100; i++) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
			assertThat(one.status().leader()).isNull();
			assertThat(other.status().leader()).isNull();
		}
	}

	@Test
	void aNodeJoinsARunningClusterByItself() throws IOException {
		String first = free();
		NativeEngine running = start(new NodePlan(0, first, List.of(first)), null);
		String second = free();
		NodeSettings base = NativeEngineContractTests.settings(new NodePlan(1, second, List.of()),
				this.directory.resolve("joining"));
		NativeEngine joining = new NativeEngine(
				new NodeSettings(second, List.of(), false, List.of(free(), first), MemberRole.LEARNER, base.group(),
						base.dataDirectory(), false, true, base.electionTimeout(), base.heartbeatInterval(), false,
						base.requestTimeout(), base.maxCommandSize(), base.logSegmentSize(), base.logCacheSize(),
						base.snapshotLogEntries(), base.snapshotLogSize(), true, base.maxRequestSize(),
						base.maxBatchSize(), null, base.engine(), base.engineProperties()),
				null, new SimpleMeterRegistry());
		this.engines.add(joining);
		joining.start(new Listener(joining));
		await(() -> joining.status().condition() == Condition.MEMBER && joining.status().role() == Role.LEARNER);
		assertThat(running.status().members()).extracting(Member::address).containsExactly(first, second);
	}

	private NativeEngine start(NodePlan plan, Supplier<ChannelHandler> clients) {
		NativeEngine engine = new NativeEngine(
				NativeEngineContractTests.settings(plan, this.directory.resolve("node" + plan.number())), clients,
				new SimpleMeterRegistry());
		engine.start(new Listener(engine));
		this.engines.add(engine);
		return engine;
	}

	private static List<NodePlan> plans(int count) throws IOException {
		List<String> addresses = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			addresses.add(free());
		}
		List<NodePlan> plans = new ArrayList<>();
		for (String address : addresses) {
			plans.add(new NodePlan(plans.size(), address, addresses));
		}
		return plans;
	}

	private static String free() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return "127.0.0.1:" + socket.getLocalPort();
		}
	}

	private static byte[] exchange(String address, byte[] sent, int expected) throws IOException {
		int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			OutputStream out = socket.getOutputStream();
			out.write(sent);
			out.flush();
			InputStream in = socket.getInputStream();
			return in.readNBytes(expected);
		}
	}

	private static void assertNoThreads() {
		await(() -> Thread.getAllStackTraces()
			.keySet()
			.stream()
			.noneMatch((thread) -> thread.isAlive() && thread.getName().startsWith("raft-default-loop")));
	}

	private static void await(BooleanSupplier condition) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("it did not happen").isLessThan(deadline);
			LockSupport.parkNanos(2_000_000);
		}
	}

	/** A client's connection that gets back what it sends. */
	private static final class Echo extends SimpleChannelInboundHandler<ByteBuf> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
			context.writeAndFlush(bytes.retain());
		}

	}

	/** Applies by doing nothing. */
	private final class Listener implements EngineListener {

		private final NativeEngine engine;

		Listener(NativeEngine engine) {
			this.engine = engine;
		}

		@Override
		public void committed(List<CommittedEntry> entries) {
			this.engine.applied(entries.get(entries.size() - 1).index());
		}

		@Override
		public void restore(SnapshotSource snapshot) {
			snapshot.close();
		}

		@Override
		public void takeSnapshot(SnapshotTarget target) {
			target.abandon(new IOException("there is nothing to write"));
		}

		@Override
		public void roleChanged(Role role, long term, Member leader) {
		}

		@Override
		public void failed(Throwable cause) {
			NativeEngineTests.this.failures.add(cause);
		}

	}

}
