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

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.RaftException;
import io.raftboot.RaftNode;
import io.raftboot.Role;
import io.raftboot.linearizability.Call;
import io.raftboot.linearizability.CheckResult;
import io.raftboot.linearizability.History;
import io.raftboot.linearizability.KeyValueInput;
import io.raftboot.linearizability.KeyValueModel;
import io.raftboot.linearizability.KeyValueOutput;
import io.raftboot.linearizability.LinearizabilityChecker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients of all nodes write and read while one leader after the other is cut off from
 * the others and not from its clients. More cuts: {@code -Dcuts=20}.
 */
@Tag("cluster")
@Timeout(300)
class CutOffLeaderTests {

	private static final int KEYS = 5;

	private final History<KeyValueInput, KeyValueOutput> history = new History<>(System::nanoTime);

	private final AtomicBoolean stop = new AtomicBoolean();

	private final AtomicLong answered = new AtomicLong();

	private final AtomicLong values = new AtomicLong();

	@TempDir
	private Path directory;

	@Test
	void noReadIsStale() throws Exception {
		int cuts = Integer.getInteger("cuts", 2);
		try (TestNodes nodes = new TestNodes(this.directory, 3); Cut cut = new Cut()) {
			for (int i = 0; i < 3; i++) {
				nodes.start(i, nodes.builder(i).requestTimeout(Duration.ofSeconds(1)));
			}
			nodes.awaitLeader();
			List<Thread> clients = clients(nodes);
			for (int i = 0; i < cuts; i++) {
				long before = this.answered.get();
				TestNodes.await(() -> this.answered.get() >= before + 300);
				int leader = nodes.awaitLeader();
				RaftNode deposed = nodes.node(leader);
				cut.off(number(nodes, leader));
				TestNodes.await(() -> deposed.status().role() != Role.LEADER && otherLeads(nodes, deposed));
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
				cut.heal();
			}
			nodes.awaitLeader();
			this.stop.set(true);
			for (Thread client : clients) {
				client.join();
			}
		}
		CheckResult<KeyValueInput, KeyValueOutput> result = new LinearizabilityChecker<>(new KeyValueModel())
			.check(this.history);
		System.out.println(cuts + " cuts, " + this.history.operations().size() + " operations: " + result.verdict());
		assertThat(result.isLinearizable()).as(result.toString()).isTrue();
	}

	private static boolean otherLeads(TestNodes nodes, RaftNode deposed) {
		for (int i = 0; i < nodes.size(); i++) {
			if (nodes.node(i) != deposed && nodes.node(i).status().role() == Role.LEADER) {
				return true;
			}
		}
		return false;
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

	private List<Thread> clients(TestNodes nodes) {
		List<Thread> clients = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			int number = i;
			Thread client = new Thread(() -> callUntilStopped(number, nodes.node(number % 3)), "client-" + i);
			client.start();
			clients.add(client);
		}
		return clients;
	}

	private void callUntilStopped(int client, RaftNode node) {
		while (!this.stop.get()) {
			String key = "k" + ThreadLocalRandom.current().nextInt(KEYS);
			if (ThreadLocalRandom.current().nextBoolean()) {
				String value = Long.toString(this.values.incrementAndGet());
				call(client, KeyValueInput.put(key, value), node, ApplyKind.COMMAND, new Ledger.Put(key, value));
			}
			else {
				call(client, KeyValueInput.get(key), node, ApplyKind.QUERY, new Ledger.Get(key));
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
	}

	private void call(int client, KeyValueInput asked, RaftNode node, ApplyKind kind, Ledger.Input input) {
		Call<KeyValueInput, KeyValueOutput> call = this.history.invoke(client, asked);
		try {
			String text = node.apply(kind, input, null, String.class).join();
			call.complete(KeyValueOutput.previous(text.isEmpty() ? null : text));
			this.answered.incrementAndGet();
		}
		catch (CompletionException ex) {
			boolean unknown = !(ex.getCause() instanceof RaftException failure)
					|| failure.code() == ErrorCode.RESULT_UNKNOWN;
			if (unknown) {
				call.unknown();
			}
			else {
				call.rejected();
			}
		}
	}

}
