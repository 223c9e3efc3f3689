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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.RaftException;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.Role;
import io.raftboot.Session;
import org.jspecify.annotations.Nullable;

/**
 * Nodes on Ratis in this process, with ports that were free.
 */
final class TestNodes implements AutoCloseable {

	static final Duration ELECTION_TIMEOUT = Duration.ofMillis(500);

	private final Path directory;

	private final List<String> addresses;

	private final List<@Nullable RaftNode> nodes = new ArrayList<>();

	TestNodes(Path directory, int size) {
		this.directory = directory;
		this.addresses = addresses(size);
		for (int i = 0; i < size; i++) {
			this.nodes.add(null);
		}
	}

	static TestNodes started(Path directory, int size) {
		TestNodes nodes = new TestNodes(directory, size);
		for (int i = 0; i < size; i++) {
			nodes.start(i);
		}
		nodes.awaitLeader();
		return nodes;
	}

	RaftNodeBuilder builder(int i) {
		return builder(this.addresses.get(i), this.directory.resolve("node" + i)).members(this.addresses);
	}

	static RaftNodeBuilder builder(String address, Path directory) {
		return RaftNodeBuilder.create(new Ledger())
			.engine("ratis")
			.engineProperty("port-offset", Integer.toString(TestPorts.OFFSET))
			.address(address)
			.dataDirectory(directory)
			.electionTimeout(ELECTION_TIMEOUT)
			.heartbeatInterval(Duration.ofMillis(50));
	}

	RaftNode start(int i) {
		return start(i, builder(i));
	}

	RaftNode start(int i, RaftNodeBuilder builder) {
		RaftNode node = builder.build();
		node.start();
		this.nodes.set(i, node);
		return node;
	}

	/** Start one more node, which is in no cluster. */
	RaftNode startWaiting() {
		String address = addresses(1).get(0);
		this.addresses.add(address);
		this.nodes.add(null);
		int i = this.nodes.size() - 1;
		return start(i, builder(address, this.directory.resolve("node" + i)).manualBootstrap(true));
	}

	void stop(int i) {
		RaftNode node = this.nodes.set(i, null);
		if (node != null) {
			node.close();
		}
	}

	RaftNode node(int i) {
		RaftNode node = this.nodes.get(i);
		if (node == null) {
			throw new IllegalStateException("node " + i + " is stopped");
		}
		return node;
	}

	String address(int i) {
		return this.addresses.get(i);
	}

	int size() {
		return this.nodes.size();
	}

	/** Wait until all nodes that run follow the same leader. */
	int awaitLeader() {
		int[] leader = { -1 };
		await(() -> {
			leader[0] = leader();
			return leader[0] >= 0;
		});
		return leader[0];
	}

	private int leader() {
		for (int i = 0; i < this.nodes.size(); i++) {
			RaftNode node = this.nodes.get(i);
			if (node != null && node.status().role() == Role.LEADER && allFollow(this.addresses.get(i))) {
				return i;
			}
		}
		return -1;
	}

	private boolean allFollow(String address) {
		return this.nodes.stream().allMatch((node) -> {
			var leader = (node != null) ? node.status().leader() : null;
			return node == null || (leader != null && leader.address().equals(address));
		});
	}

	int follower() {
		int leader = awaitLeader();
		for (int i = 0; i < this.nodes.size(); i++) {
			if (i != leader && this.nodes.get(i) != null) {
				return i;
			}
		}
		throw new IllegalStateException("no follower runs");
	}

	static List<String> addresses(int count) {
		List<ServerSocket> sockets = new ArrayList<>();
		List<String> addresses = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				sockets.add(socket);
				addresses.add("127.0.0.1:" + socket.getLocalPort());
			}
			for (ServerSocket socket : sockets) {
				socket.close();
			}
			return addresses;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String append(RaftNode node, String key, String text, @Nullable Session session) {
		return retry(() -> node.apply(ApplyKind.COMMAND, new Ledger.Append(key, text), session, String.class));
	}

	static String get(RaftNode node, ApplyKind kind, String key) {
		return retry(() -> node.apply(kind, new Ledger.Get(key), null, String.class));
	}

	/** Only for what was surely not applied, only reads, or has a session. */
	static <T> T retry(Supplier<CompletableFuture<T>> call) {
		for (int i = 0;; i++) {
			try {
				return call.get().join();
			}
			catch (CompletionException ex) {
				boolean again = ex.getCause() instanceof RaftException failure && (failure.code() == ErrorCode.NO_LEADER
						|| failure.code() == ErrorCode.LEADER_CHANGED || failure.code() == ErrorCode.RESULT_UNKNOWN);
				if (!again || i > 3000) {
					throw ex;
				}
				LockSupport.parkNanos(10_000_000);
			}
		}
	}

	static ErrorCode failure(CompletableFuture<?> call) {
		try {
			call.join();
			throw new AssertionError("it did not fail");
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RaftException failure) {
				return failure.code();
			}
			throw ex;
		}
	}

	static void await(BooleanSupplier condition) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				throw new AssertionError("it did not happen");
			}
			LockSupport.parkNanos(2_000_000);
		}
	}

	@Override
	public void close() {
		for (int i = 0; i < this.nodes.size(); i++) {
			stop(i);
		}
	}

}
