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

package io.raftboot.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.raftboot.ApplyContext;
import io.raftboot.ErrorCode;
import io.raftboot.Machine;
import io.raftboot.MemberRole;
import io.raftboot.RaftException;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.ReadOnly;
import io.raftboot.Role;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(120)
class RaftClientTests {

	private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

	@AfterEach
	void closeAll() throws Exception {
		for (AutoCloseable each : this.open) {
			each.close();
		}
	}

	@Test
	void commandsAndQueriesGetTheirOutputs() {
		List<String> addresses = addresses(1);
		start(addresses, 0);
		RaftClient client = client(addresses);
		assertThat(client.command(new Increment(2), Long.class).join()).isEqualTo(2);
		assertThat(client.query(new Value(), Long.class).join()).isEqualTo(2);
		assertThat(client.localQuery(new Value(), Long.class).join()).isEqualTo(2);
		assertThat(client.call("GetServerState", null).join().path("role").asString()).isEqualTo("Leader");
	}

	@Test
	void anErrorOfTheMachineIsNotRetried() {
		List<String> addresses = addresses(1);
		start(addresses, 0);
		RaftClient client = client(addresses);
		assertThatThrownBy(() -> client.command(new Increment(-1), Long.class).get())
			.hasCause(new RaftException(ErrorCode.MACHINE_FAILED, "planned"));
		assertThatThrownBy(() -> client.query(new Increment(1), Long.class).get())
			.hasMessageContaining("Invalid machine input");
		assertThatThrownBy(() -> client.call("Nothing", null).get()).hasMessageContaining("-32601");
	}

	@Test
	void commandsAreAppliedExactlyOnceThroughTheLossOfTheLeader() {
		List<String> addresses = addresses(3);
		List<RaftNode> nodes = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			nodes.add(start(addresses, i));
		}
		RaftClient client = client(addresses);
		client.query(new Value(), Long.class).join();
		RaftNode leader = nodes.stream()
			.filter((node) -> node.status().role() == Role.LEADER)
			.findFirst()
			.orElseThrow();
		List<CompletableFuture<Long>> increments = new ArrayList<>();
		for (int i = 0; i < 1000; i++) {
			increments.add(client.command(new Increment(1), Long.class));
			if (i == 300) {
				increments.get(100).join();
				leader.close();
			}
		}
		Set<Long> outcomes = new HashSet<>();
		increments.forEach((increment) -> outcomes.add(increment.join()));
		assertThat(outcomes).hasSize(1000).contains(1L, 1000L);
		assertThat(client.query(new Value(), Long.class).join()).isEqualTo(1000);
	}

	@Test
	void theOtherMembersAreLearnt() {
		List<String> addresses = addresses(3);
		List<RaftNode> nodes = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			nodes.add(start(addresses, i));
		}
		RaftClient client = client(addresses.subList(0, 1));
		assertThat(client.command(new Increment(1), Long.class).join()).isEqualTo(1);
		nodes.get(0).close();
		assertThat(client.command(new Increment(1), Long.class).join()).isEqualTo(2);
	}

	@Test
	void aClientOfTheFirstMemberFollowsAClusterThatMovesAway() {
		List<String> addresses = addresses(3);
		List<RaftNode> nodes = addresses.stream().map(this::startUninitialised).toList();
		nodes.get(0).createCluster(150, 300).join();
		RaftClient client = client(addresses.subList(0, 1));
		assertThat(client.command(new Increment(1), Long.class).join()).isEqualTo(1);
		nodes.get(0).addMember(addresses.get(1), MemberRole.VOTER).join();
		nodes.get(0).addMember(addresses.get(2), MemberRole.VOTER).join();
		nodes.get(1).removeMember(addresses.get(0)).join();
		assertThat(client.command(new Increment(1), Long.class).join()).isEqualTo(2);
	}

	@Test
	void withNoMemberThereACallFailsAtItsTimeout() {
		RaftClient client = keep(
				RaftClient.builder(addresses(2)).requestTimeout(Duration.ofMillis(300)).maxInFlight(2).build());
		CompletableFuture<Long> first = client.command(new Increment(1), Long.class);
		CompletableFuture<Long> second = client.query(new Value(), Long.class);
		CompletableFuture<Long> third = client.query(new Value(), Long.class);
		assertThatThrownBy(third::get).hasMessageContaining("Server busy");
		assertThatThrownBy(first::get).hasMessageContaining("No leader");
		assertThatThrownBy(second::get).hasMessageContaining("No leader");
	}

	@Test
	void closingFailsWhatIsOpen() {
		RaftClient client = RaftClient.builder(addresses(1)).build();
		CompletableFuture<Long> call = client.command(new Increment(1), Long.class);
		client.close();
		client.close();
		assertThatThrownBy(call::get).hasMessageContaining("No leader");
		assertThatThrownBy(client.command(new Increment(1), Long.class)::get).hasMessageContaining("closed");
	}

	@Test
	void badSettingsAreNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> RaftClient.builder(List.of()))
			.withMessageContaining("addresses");
		assertThatIllegalArgumentException().isThrownBy(() -> RaftClient.builder(List.of("nowhere")))
			.withMessageContaining("\"nowhere\"");
		assertThatIllegalArgumentException().isThrownBy(() -> RaftClient.builder(List.of("a:1")).maxInFlight(0))
			.withMessageContaining("maxInFlight");
	}

	private RaftClient client(List<String> addresses) {
		return keep(RaftClient.builder(addresses).requestTimeout(Duration.ofSeconds(60)).build());
	}

	private RaftNode start(List<String> addresses, int i) {
		RaftNode node = RaftNodeBuilder.create(new Counter())
			.address(addresses.get(i))
			.members(addresses)
			.memoryStorage(true)
			.build();
		node.start();
		return keep(node);
	}

	private RaftNode startUninitialised(String address) {
		RaftNode node = RaftNodeBuilder.create(new Counter())
			.address(address)
			.manualBootstrap(true)
			.memoryStorage(true)
			.build();
		node.start();
		return keep(node);
	}

	private <T extends AutoCloseable> T keep(T closeable) {
		this.open.add(0, closeable);
		return closeable;
	}

	private static List<String> addresses(int count) {
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
			}
			for (ServerSocket socket : sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("no free port", ex);
		}
		return sockets.stream().map((socket) -> "127.0.0.1:" + socket.getLocalPort()).toList();
	}

	sealed interface Input {

	}

	record Increment(long by) implements Input {
	}

	@ReadOnly
	record Value() implements Input {
	}

	static final class Counter implements Machine<Input> {

		private long value;

		@Override
		public @Nullable Object apply(ApplyContext context, Input input) {
			if (input instanceof Increment increment) {
				if (increment.by() < 0) {
					throw new IllegalStateException("planned");
				}
				this.value += increment.by();
			}
			return this.value;
		}

	}

}
