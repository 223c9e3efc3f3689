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

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.JsonSlice;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeListener;
import io.raftboot.NodeSettings;
import io.raftboot.NodeStatus;
import io.raftboot.OutcomeHandler;
import io.raftboot.RaftException;
import io.raftboot.Role;
import io.raftboot.Session;
import io.raftboot.engine.CommittedEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
class MachineNodeTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final List<MachineNode> nodes = new ArrayList<>();

	private final FakeEngine engine = new FakeEngine(true);

	private final TestMachine machine = new TestMachine();

	@AfterEach
	void closeAll() {
		this.nodes.forEach(MachineNode::close);
	}

	@Test
	void aCommandIsAppliedAndAnswered() {
		MachineNode node = start(this.engine, this.machine);
		assertThat(command(node, "{\"Add\":[\"a\",2]}")).isEqualTo("2");
		assertThat(command(node, "{\"Add\":[\"a\",3]}")).isEqualTo("5");
		assertThat(run(node, ApplyKind.QUERY, "{\"Get\":\"a\"}")).isEqualTo("5");
		assertThat(run(node, ApplyKind.LOCAL_QUERY, "{\"Get\":\"b\"}")).isEqualTo("null");
		assertThat(command(node, "{\"Get\":\"a\"}")).isEqualTo("5");
		assertThat(node.status().lastApplied()).isEqualTo(3);
		assertThat(this.engine.applied).isEqualTo(3);
	}

	@Test
	void callersInTheProcessGetTypedOutputs() {
		MachineNode node = start(this.engine, this.machine);
		assertThat(node.apply(ApplyKind.COMMAND, new TestMachine.Add("a", 2), null, Long.class).join()).isEqualTo(2L);
		assertThat(node.apply(ApplyKind.QUERY, new TestMachine.Get("a")).join().asLong()).isEqualTo(2);
		assertThatThrownBy(() -> node.apply(ApplyKind.COMMAND, new TestMachine.Fail("runtime")).get())
			.isInstanceOf(ExecutionException.class)
			.hasCause(new RaftException(ErrorCode.MACHINE_FAILED, "planned"));
	}

	@Test
	void aCallerMayWaitForAnotherOutcomeWhenItHasOne() {
		MachineNode node = start(this.engine, this.machine);
		CompletableFuture<Long> second = node.apply(ApplyKind.COMMAND, new TestMachine.Add("a", 2), null, Long.class)
			.thenApply(
					(ignored) -> node.apply(ApplyKind.COMMAND, new TestMachine.Add("a", 2), null, Long.class).join());
		assertThat(second.join()).isEqualTo(4L);
	}

	@Test
	void callersAreAnsweredWhileTheCommonPoolIsBlocked() throws Exception {
		MachineNode node = start(this.engine, this.machine);
		CountDownLatch blocked = new CountDownLatch(1);
		for (int i = 0; i < ForkJoinPool.getCommonPoolParallelism(); i++) {
			ForkJoinPool.commonPool().execute(() -> await(blocked));
		}
		try {
			assertThat(node.apply(ApplyKind.COMMAND, new TestMachine.Add("a", 2), null, Long.class)
				.get(30, TimeUnit.SECONDS)).isEqualTo(2L);
			assertThat(node.machineState(1000).get(30, TimeUnit.SECONDS)).isNotNull();
		}
		finally {
			blocked.countDown();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void aBadInputNeverEntersTheLog() {
		MachineNode node = start(this.engine, this.machine);
		assertThat(command(node, "{\"Sub\":1}")).startsWith("103").contains("\"Sub\"");
		assertThat(command(node, "{\"Add\":[\"a\"]}")).startsWith("103").contains("\"amount\" is missing");
		assertThat(run(node, ApplyKind.QUERY, "{\"Add\":[\"a\",1]}"))
			.isEqualTo("103 \"Add\" does not only read, so it cannot be a Query; send it as a Command");
		assertThat(run(node, ApplyKind.LOCAL_QUERY, "\"Step\"")).startsWith("103");
		assertThat(command(node, "{\"Get\":\"" + "a".repeat(2000) + "\"}")).startsWith("110").contains("1024");
		assertThat(this.engine.proposals).isEmpty();
	}

	@Test
	void aFailureOfTheMachineIsTheOutcomeAndTheNodeGoesOn() {
		MachineNode node = start(this.engine, this.machine);
		assertThat(command(node, "{\"Fail\":\"exception\"}")).isEqualTo("113 planned");
		assertThat(command(node, "{\"Fail\":\"overflow\"}")).isEqualTo("113 StackOverflowError");
		assertThat(command(node, "{\"Fail\":\"unwritable\"}")).startsWith("104").contains("java.lang.Object");
		assertThat(command(node, "{\"Fail\":\"nothing\"}")).isEqualTo("105");
		assertThat(command(node, "{\"Add\":[\"a\",2]}")).isEqualTo("2");
	}

	@Test
	void aNodeThatRunsOutOfMemoryLeavesTheClusterToTheOthers() {
		MachineNode node = start(this.engine, this.machine);
		assertThat(command(node, "{\"Fail\":\"memory\"}")).isEqualTo("107");
		assertThat(command(node, "{\"Add\":[\"a\",2]}")).startsWith("108").contains("planned");
		assertThat(node.status().condition()).isEqualTo(NodeStatus.Condition.FAILED);
		await(() -> this.engine.closed);
	}

	@Test
	void anEntryThatCannotBeReadIsSkipped() {
		MachineNode node = start(this.engine, this.machine);
		this.engine.commit(1, 1, new byte[] { 77, 1, 2 });
		this.engine.commit(2, 1,
				new Envelope.Writer(5, null, "{\"Old\":1}".getBytes(StandardCharsets.UTF_8), 0, 9).write(1));
		this.engine.commit(3, 1, null);
		assertThat(command(node, "{\"Add\":[\"a\",2]}")).isEqualTo("2");
		assertThat(node.status().lastApplied()).isEqualTo(4);
	}

	@Test
	void aNodeOutsideOfAClusterSaysSo() {
		MachineNode node = start(this.engine, this.machine);
		this.engine.condition = NodeStatus.Condition.UNINITIALISED;
		assertThat(run(node, ApplyKind.LOCAL_QUERY, "\"Pair\"")).isEqualTo("102");
		assertThat(command(node, "\"Step\"")).isEqualTo("102");
		this.engine.condition = NodeStatus.Condition.FAILED;
		assertThat(command(node, "\"Step\"")).startsWith("108");
		this.engine.condition = NodeStatus.Condition.MEMBER;
		this.engine.role = Role.WITNESS;
		assertThat(command(node, "\"Step\"")).startsWith("108").contains("witness");
	}

	@Test
	void whatTheEngineRejectsIsAnsweredAtOnce() {
		FakeEngine manual = new FakeEngine(false);
		MachineNode node = start(manual, this.machine);
		CompletableFuture<String> command = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		CompletableFuture<String> query = send(node, ApplyKind.QUERY, "\"Pair\"", null);
		manual.proposals.get(0).rejected(ErrorCode.BUSY);
		manual.reads.get(0).rejected(ErrorCode.NO_LEADER);
		assertThat(command.join()).isEqualTo("109");
		assertThat(query.join()).isEqualTo("108");
	}

	@Test
	void aCommandWhoseIndexHoldsAnotherEntryWasNotApplied() {
		FakeEngine manual = new FakeEngine(false);
		MachineNode node = start(manual, this.machine);
		CompletableFuture<String> command = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		manual.onLoop(() -> manual.proposals.get(0).appended(1, 1));
		manual.commit(1, 2, null);
		assertThat(command.join()).isEqualTo("106");
	}

	@Test
	void aCommandIsAnsweredWhereverItsEntryTurnsUp() {
		FakeEngine manual = new FakeEngine(false);
		MachineNode node = start(manual, this.machine);
		CompletableFuture<String> command = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		manual.commit(1, 1, null);
		manual.commit(2, 1, manual.proposals.get(0).payload());
		assertThat(command.join()).isEqualTo("1");
		manual.onLoop(() -> manual.proposals.get(0).appended(2, 1));
	}

	@Test
	void aCommandOfAnEarlierProcessDoesNotAnswerThisOnes() {
		FakeEngine manual = new FakeEngine(false);
		MachineNode node = start(manual, this.machine);
		CompletableFuture<String> command = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		byte[] other = manual.proposals.get(0).payload().clone();
		other[5] ^= 1;
		manual.commit(1, 1, other);
		manual.commit(2, 1, manual.proposals.get(0).payload());
		assertThat(command.join()).isEqualTo("2");
	}

	@Test
	void silenceIsAnUnknownResultOfACommandAndNoLeaderForAQuery() {
		FakeEngine manual = new FakeEngine(false);
		MachineNode node = start(manual, this.machine);
		CompletableFuture<String> command = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		CompletableFuture<String> query = send(node, ApplyKind.QUERY, "\"Pair\"", null);
		CompletableFuture<String> behind = send(node, ApplyKind.QUERY, "\"Pair\"", null);
		manual.onLoop(() -> manual.reads.get(1).confirmed(100));
		assertThat(command.join()).isEqualTo("107");
		assertThat(query.join()).isEqualTo("108");
		assertThat(behind.join()).isEqualTo("108");
	}

	@Test
	void aCommandIsRejectedWhenALaterTermBeginsWithoutIt() {
		FakeEngine manual = new FakeEngine(false);
		MachineNode node = start(manual, this.machine, Duration.ofMinutes(10));
		CompletableFuture<String> lost = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		CompletableFuture<String> kept = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		CompletableFuture<String> tooFar = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		manual.onLoop(() -> {
			manual.proposals.get(0).sent(3);
			manual.proposals.get(1).sent(3);
			manual.proposals.get(2).appended(9, 3);
		});
		manual.commit(1, 3, manual.proposals.get(1).payload());
		assertThat(kept.join()).isEqualTo("1");
		assertThat(lost).isNotDone();
		manual.commit(2, 4, null);
		assertThat(lost.join()).isEqualTo("106");
		assertThat(tooFar.join()).isEqualTo("106");
	}

	@Test
	void aCommandOfALostLeaderIsUnknownBehindASnapshot() throws Exception {
		MachineNode node = start(this.engine, this.machine);
		command(node, "\"Step\"");
		FakeEngine.Snapshot snapshot = this.engine.snapshot().get(10, TimeUnit.SECONDS);
		snapshot.term = 4;
		FakeEngine manual = new FakeEngine(false);
		MachineNode second = start(manual, new TestMachine(), Duration.ofMinutes(10));
		CompletableFuture<String> command = send(second, ApplyKind.COMMAND, "\"Step\"", null);
		manual.onLoop(() -> manual.proposals.get(0).sent(3));
		manual.restore(snapshot);
		assertThat(command.join()).startsWith("107");
		CompletableFuture<String> next = send(second, ApplyKind.COMMAND, "\"Step\"", null);
		manual.onLoop(() -> manual.proposals.get(1).sent(4));
		manual.commit(2, 5, null);
		assertThat(next.join()).isEqualTo("106");
	}

	@Test
	void aStuckMachineDoesNotKeepCallersBeyondTheirTimeout() {
		CountDownLatch release = new CountDownLatch(1);
		MachineNode node = start(this.engine, this.machine);
		this.machine.during = () -> awaitUninterruptibly(release);
		CompletableFuture<String> stuck = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		CompletableFuture<String> behind = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		assertThat(stuck.join()).isEqualTo("107");
		assertThat(behind.join()).isEqualTo("107");
		this.machine.during = null;
		release.countDown();
		assertThat(command(node, "\"Step\"")).isEqualTo("3");
	}

	@Test
	void aQueryWaitsForItsIndexToBeApplied() {
		FakeEngine manual = new FakeEngine(false);
		MachineNode node = start(manual, this.machine);
		CompletableFuture<String> query = send(node, ApplyKind.QUERY, "\"Pair\"", null);
		manual.onLoop(() -> manual.reads.get(0).confirmed(2));
		CompletableFuture<String> command = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		manual.commit(1, 1, manual.proposals.get(0).payload());
		assertThat(command.join()).isEqualTo("1");
		assertThat(query).isNotDone();
		manual.commit(2, 1, null);
		assertThat(query.join()).isEqualTo("[1,1]");
	}

	@Test
	void aQueryFromTheEnginesThreadRunsElsewhere() {
		MachineNode node = start(this.engine, this.machine);
		command(node, "\"Step\"");
		AtomicReference<String> thread = new AtomicReference<>();
		this.machine.during = () -> thread.set(Thread.currentThread().getName());
		AtomicReference<CompletableFuture<String>> answer = new AtomicReference<>();
		this.engine.onLoop(() -> answer.set(send(node, ApplyKind.LOCAL_QUERY, "\"Pair\"", null)));
		assertThat(answer.get().join()).isEqualTo("[1,1]");
		assertThat(thread).hasValue("raft-default-machine");
		run(node, ApplyKind.LOCAL_QUERY, "\"Pair\"");
		assertThat(thread).hasValue(Thread.currentThread().getName());
	}

	@Test
	void aQuickQueryIsAnsweredOnTheEnginesThread() {
		MachineNode node = start(this.engine, this.machine);
		command(node, "{\"Add\":[\"a\",2]}");
		Set<String> threads = ConcurrentHashMap.newKeySet();
		this.machine.during = () -> threads.add(Thread.currentThread().getName());
		List<CompletableFuture<String>> answers = new CopyOnWriteArrayList<>();
		this.engine.onLoop(() -> {
			answers.add(send(node, ApplyKind.LOCAL_QUERY, "{\"Get\":\"a\"}", null));
			answers.add(send(node, ApplyKind.QUERY, "{\"Get\":\"a\"}", null));
		});
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.join()).isEqualTo("2"));
		assertThat(threads).containsExactly("raft-fake-engine");
	}

	@Test
	void quickQueriesDoNotKeepTheEngineFromItsWork() {
		MachineNode node = start(this.engine, this.machine);
		command(node, "{\"Add\":[\"a\",2]}");
		Map<String, LongAdder> threads = new ConcurrentHashMap<>();
		this.machine.during = () -> threads.computeIfAbsent(Thread.currentThread().getName(), (name) -> new LongAdder())
			.increment();
		for (int pass = 0; pass < 2; pass++) {
			threads.clear();
			List<CompletableFuture<String>> answers = new CopyOnWriteArrayList<>();
			this.engine.onLoop(() -> {
				for (int i = 0; i < 1500; i++) {
					answers.add(send(node, ApplyKind.LOCAL_QUERY, "{\"Get\":\"a\"}", null));
				}
			});
			assertThat(answers).allSatisfy((answer) -> assertThat(answer.join()).isEqualTo("2"));
			assertThat(threads.get("raft-fake-engine").sum()).isEqualTo(1024);
			assertThat(threads.get("raft-default-machine").sum()).isEqualTo(476);
		}
	}

	@Test
	void aQuickQueryWaitsForTheCommandThatIsBeingApplied() throws Exception {
		MachineNode node = start(this.engine, this.machine);
		command(node, "{\"Add\":[\"a\",2]}");
		CountDownLatch applying = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		this.machine.during = () -> {
			applying.countDown();
			await(go);
		};
		CompletableFuture<String> command = send(node, ApplyKind.COMMAND, "{\"Add\":[\"a\",3]}", null);
		applying.await();
		AtomicReference<CompletableFuture<String>> answer = new AtomicReference<>();
		// The loop is not held up, or this would not return
		this.engine.onLoop(() -> answer.set(send(node, ApplyKind.LOCAL_QUERY, "{\"Get\":\"a\"}", null)));
		assertThat(answer.get()).isNotDone();
		go.countDown();
		assertThat(answer.get().join()).isEqualTo("5");
		assertThat(command.join()).isEqualTo("5");
	}

	@Test
	void queriesNeverSeeHalfACommand() throws Exception {
		MachineNode node = start(this.engine, this.machine);
		AtomicBoolean stop = new AtomicBoolean();
		List<CompletableFuture<Void>> readers = new ArrayList<>();
		List<String> torn = new CopyOnWriteArrayList<>();
		for (ApplyKind kind : List.of(ApplyKind.QUERY, ApplyKind.LOCAL_QUERY, ApplyKind.LOCAL_QUERY)) {
			readers.add(CompletableFuture.runAsync(() -> {
				while (!stop.get()) {
					String pair = run(node, kind, "\"Pair\"");
					String[] parts = pair.substring(1, pair.length() - 1).split(",", -1);
					if (!parts[0].equals(parts[1])) {
						torn.add(pair);
					}
				}
			}, (task) -> new Thread(task).start()));
		}
		for (int i = 0; i < 200; i++) {
			List<CompletableFuture<String>> batch = new ArrayList<>();
			for (int j = 0; j < 100; j++) {
				batch.add(send(node, ApplyKind.COMMAND, "\"Step\"", null));
			}
			batch.forEach(CompletableFuture::join);
			assertThat(run(node, ApplyKind.LOCAL_QUERY, "\"Pair\"")).startsWith("[" + (i + 1) * 100 + ",");
		}
		stop.set(true);
		readers.forEach(CompletableFuture::join);
		assertThat(torn).isEmpty();
	}

	@Test
	void aCommandWithASessionIsAppliedOnce() {
		MachineNode node = start(this.engine, this.machine);
		Session first = new Session("c", 1);
		assertThat(send(node, ApplyKind.COMMAND, "{\"Add\":[\"a\",2]}", first).join()).isEqualTo("2");
		assertThat(send(node, ApplyKind.COMMAND, "{\"Add\":[\"a\",2]}", first).join()).isEqualTo("2");
		assertThat(send(node, ApplyKind.COMMAND, "{\"Fail\":\"runtime\"}", new Session("c", 2)).join())
			.isEqualTo("113 planned");
		assertThat(send(node, ApplyKind.COMMAND, "{\"Add\":[\"a\",2]}", new Session("c", 2)).join())
			.isEqualTo("113 planned");
		assertThat(send(node, ApplyKind.COMMAND, "{\"Fail\":\"unwritable\"}", new Session("c", 3)).join())
			.startsWith("104");
		assertThat(run(node, ApplyKind.QUERY, "{\"Get\":\"a\"}")).isEqualTo("2");
	}

	@Test
	void aSequenceThatIsKeptNoLongerIsExpired() {
		MachineNode node = start(this.engine, this.machine);
		for (int i = 1; i <= 65; i++) {
			send(node, ApplyKind.COMMAND, "{\"Add\":[\"a\",1]}", new Session("c", i)).join();
		}
		assertThat(send(node, ApplyKind.COMMAND, "{\"Add\":[\"a\",1]}", new Session("c", 1)).join()).startsWith("112");
		assertThat(send(node, ApplyKind.COMMAND, "{\"Add\":[\"a\",1]}", new Session("c", 2)).join()).isEqualTo("2");
		assertThat(run(node, ApplyKind.QUERY, "{\"Get\":\"a\"}")).isEqualTo("65");
	}

	@Test
	void aSnapshotHoldsTheMachineAndTheSessions() throws Exception {
		MachineNode node = start(this.engine, this.machine);
		send(node, ApplyKind.COMMAND, "{\"Add\":[\"a\",2]}", new Session("c", 1)).join();
		command(node, "\"Step\"");
		FakeEngine.Snapshot snapshot = this.engine.snapshot().get(10, TimeUnit.SECONDS);
		assertThat(snapshot.index()).isEqualTo(2);

		FakeEngine secondEngine = new FakeEngine(true);
		MachineNode second = start(secondEngine, new TestMachine());
		command(second, "{\"Add\":[\"other\",1]}");
		secondEngine.restore(snapshot);
		await(() -> snapshot.closed);
		assertThat(run(second, ApplyKind.QUERY, "{\"Get\":\"other\"}")).isEqualTo("null");
		assertThat(run(second, ApplyKind.QUERY, "\"Pair\"")).isEqualTo("[1,1]");
		assertThat(send(second, ApplyKind.COMMAND, "{\"Add\":[\"a\",2]}", new Session("c", 1)).join()).isEqualTo("2");
		assertThat(run(second, ApplyKind.QUERY, "{\"Get\":\"a\"}")).isEqualTo("2");
		assertThat(second.status().lastApplied()).isEqualTo(3);
	}

	@Test
	void aCommandBelowARestoredSnapshotIsUnknown() throws Exception {
		MachineNode node = start(this.engine, this.machine);
		command(node, "\"Step\"");
		command(node, "\"Step\"");
		FakeEngine.Snapshot snapshot = this.engine.snapshot().get(10, TimeUnit.SECONDS);
		FakeEngine manual = new FakeEngine(false);
		MachineNode second = start(manual, new TestMachine());
		CompletableFuture<String> command = send(second, ApplyKind.COMMAND, "\"Step\"", null);
		manual.onLoop(() -> manual.proposals.get(0).appended(1, 1));
		manual.restore(snapshot);
		assertThat(command.join()).startsWith("107");
	}

	@Test
	void aSnapshotOfAnotherFormatFailsTheNode() throws Exception {
		MachineNode node = start(this.engine, this.machine);
		FakeEngine.Snapshot snapshot = this.engine.snapshot().get(10, TimeUnit.SECONDS);
		snapshot.bytes[3] = 2;
		this.engine.restore(snapshot);
		await(() -> node.status().condition() == NodeStatus.Condition.FAILED);
		assertThat(node.status().failure()).contains("could not be restored");
	}

	@Test
	void replicasComeToTheSame() {
		MachineNode node = start(this.engine, this.machine);
		for (int i = 0; i < 1000; i++) {
			String input = (i % 10 == 0) ? "{\"Fail\":\"runtime\"}" : "{\"Add\":[\"k" + i % 7 + "\"," + i + "]}";
			Session session = (i % 3 == 0) ? new Session("c" + i % 5, 1 + i / 20) : null;
			send(node, ApplyKind.COMMAND, input, session).join();
		}
		FakeEngine secondEngine = new FakeEngine(true);
		MachineNode second = start(secondEngine, new TestMachine());
		List<CommittedEntry> log = this.engine.log();
		for (int from = 0; from < log.size();) {
			int to = Math.min(log.size(), from + ThreadLocalRandom.current().nextInt(1, 100));
			secondEngine.commitAll(log.subList(from, to));
			from = to;
		}
		await(() -> second.status().lastApplied() == 1000);
		assertThat(new String(second.machineState(1 << 20).join(), StandardCharsets.UTF_8))
			.isEqualTo(new String(node.machineState(1 << 20).join(), StandardCharsets.UTF_8));
	}

	@Test
	void theStateIsShownAsJsonUpToALimit() {
		MachineNode node = start(this.engine, this.machine);
		command(node, "{\"Add\":[\"a\",2]}");
		assertThat(new String(node.machineState(100).join(), StandardCharsets.UTF_8))
			.isEqualTo("{\"entries\":{\"a\":2},\"first\":0,\"second\":0}");
		assertThat(node.machineState(10).join()).isNull();
	}

	@Test
	void callsToTheEngineEndWithinTheTimeout() {
		MachineNode node = start(this.engine, this.machine);
		assertThat(node.takeSnapshot().join()).isEqualTo(7);
		assertThat(node.transferLeadership(null).join()).isEqualTo("127.0.0.1:4002");
		assertThatThrownBy(() -> node.addMember("127.0.0.1:4003", MemberRole.VOTER).get())
			.hasCause(new RaftException(ErrorCode.RESULT_UNKNOWN));
		assertThatThrownBy(() -> node.removeMember("127.0.0.1:4003").get())
			.hasCause(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER));
	}

	@Test
	void aLeaderHandsOverBeforeItCloses() {
		MachineNode node = start(this.engine, this.machine);
		this.engine.members = members(MemberRole.VOTER);
		this.engine.progress = List.of(new NodeStatus.Progress(2, 5, 20, "replicate"));
		node.close();
		assertThat(this.engine.calls).containsExactly("transfer to null");
	}

	@Test
	void nobodyIsHandedLeadershipWhoWasNotHeardOrCannotLead() {
		MachineNode node = start(this.engine, this.machine);
		this.engine.members = members(MemberRole.VOTER);
		this.engine.progress = List.of(new NodeStatus.Progress(2, 5, 5000, "probe"));
		node.close();
		assertThat(this.engine.calls).isEmpty();
		FakeEngine other = new FakeEngine(true);
		MachineNode second = start(other, new TestMachine());
		other.members = members(MemberRole.LEARNER);
		other.progress = List.of(new NodeStatus.Progress(2, 5, 20, "replicate"));
		second.close();
		assertThat(other.calls).isEmpty();
	}

	@Test
	void aNodeThatLeavesIsRemovedThenClosed() {
		MachineNode node = start(this.engine, this.machine);
		this.engine.members = List.of();
		assertThatThrownBy(() -> node.leave().get()).hasCause(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER));
		this.engine.members = members(MemberRole.VOTER);
		assertThat(node.leave().join()).extracting(Member::address).containsExactly("127.0.0.1:4002");
		assertThat(this.engine.calls).containsExactly("remove 127.0.0.1:4001");
		assertThat(this.engine.closed).isTrue();
		assertThat(command(node, "\"Step\"")).startsWith("102");
		assertThat(node.leave().join()).hasSize(2);
	}

	@Test
	void aNodeKnowsWhoLeadsAndHowToLead() {
		MachineNode node = start(this.engine, this.machine);
		assertThat(node.isLeader()).isTrue();
		assertThat(node.leader()).isNull();
		assertThat(node.stepDown().join()).isEqualTo("127.0.0.1:4002");
		this.engine.members = List.of();
		assertThat(run(node, ApplyKind.LOCAL_QUERY, "\"Pair\"")).isEqualTo("102");
		assertThatThrownBy(() -> node.campaign().get()).hasCause(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER));
		this.engine.members = members(MemberRole.VOTER);
		assertThat(node.members()).hasSize(2);
		node.campaign().join();
		assertThat(this.engine.calls).containsExactly("transfer to null", "transfer to 127.0.0.1:4001");
		this.engine.role = Role.FOLLOWER;
		assertThatThrownBy(() -> node.stepDown().get()).hasCause(new RaftException(ErrorCode.NO_LEADER));
	}

	private static List<Member> members(MemberRole roleOfTheOther) {
		return List.of(new Member(1, "127.0.0.1:4001", MemberRole.VOTER),
				new Member(2, "127.0.0.1:4002", roleOfTheOther));
	}

	@Test
	void listenersHearOfRoleAndLeader() throws Exception {
		MachineNode node = start(this.engine, this.machine);
		Member leader = new Member(2, "127.0.0.1:4002", MemberRole.VOTER);
		CompletableFuture<Member> heard = new CompletableFuture<>();
		CompletableFuture<Role> role = new CompletableFuture<>();
		node.addListener(new NodeListener() {

			@Override
			public void roleChanged(Role newRole, long term) {
				if (newRole != Role.LEADER) {
					role.complete(newRole);
				}
			}

			@Override
			public void leaderChanged(@Nullable Member newLeader, long term) {
				heard.complete(newLeader);
				throw new IllegalStateException("planned");
			}

		});
		this.engine.onLoop(() -> node.roleChanged(Role.FOLLOWER, 2, leader));
		assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo(leader);
		assertThat(role.get(10, TimeUnit.SECONDS)).isEqualTo(Role.FOLLOWER);
		assertThat(command(node, "\"Step\"")).isEqualTo("1");
	}

	@Test
	void closingAnswersEverybodyAndLeavesNoThread() {
		FakeEngine manual = new FakeEngine(false);
		MachineNode node = start(manual, this.machine);
		manual.snapshot().join();
		CompletableFuture<String> command = send(node, ApplyKind.COMMAND, "\"Step\"", null);
		CompletableFuture<String> query = send(node, ApplyKind.QUERY, "\"Pair\"", null);
		node.close();
		node.close();
		assertThat(command.join()).isEqualTo("107");
		assertThat(query.join()).isEqualTo("108");
		assertThat(command(node, "\"Step\"")).startsWith("108");
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("raft-default"));
		assertThat(this.meters.getMeters()).isEmpty();
	}

	@Test
	void outcomesAreCounted() {
		MachineNode node = start(this.engine, this.machine);
		command(node, "\"Step\"");
		command(node, "\"Wrong\"");
		assertThat(this.meters.get("raft.calls").tags("kind", "Command", "outcome", "ok").functionCounter().count())
			.isEqualTo(1);
		assertThat(this.meters.get("raft.calls").tags("kind", "Command", "outcome", "103").functionCounter().count())
			.isEqualTo(1);
		assertThat(this.meters.get("raft.applied.index").tag("group", "default").gauge().value()).isEqualTo(1);
	}

	@Test
	void theLeadersTimeIsTheMachinesClock() {
		MachineNode node = start(this.engine, this.machine);
		assertThat(command(node, "\"Time\"")).isEqualTo("1000001");
	}

	private MachineNode start(FakeEngine on, TestMachine with) {
		return start(on, with, Duration.ofMillis(500));
	}

	private MachineNode start(FakeEngine on, TestMachine with, Duration requestTimeout) {
		MachineNode node = new MachineNode(settings(requestTimeout), with, this.meters);
		node.attach(on);
		node.start();
		this.nodes.add(node);
		return node;
	}

	private static NodeSettings settings(Duration requestTimeout) {
		return new NodeSettings(null, List.of(), false, List.of(), MemberRole.VOTER, "default", Path.of("unused"), true,
				false, Duration.ofMillis(500), Duration.ofMillis(100), false, requestTimeout, 1024, 1 << 20, 1 << 20,
				1000, 1 << 20, false, 1 << 20, 10, null, "native", Map.of());
	}

	private static String command(MachineNode node, String input) {
		return run(node, ApplyKind.COMMAND, input);
	}

	private static String run(MachineNode node, ApplyKind kind, String input) {
		return send(node, kind, input, null).join();
	}

	private static CompletableFuture<String> send(MachineNode node, ApplyKind kind, String input,
			@Nullable Session session) {
		CompletableFuture<String> answer = new CompletableFuture<>();
		node.apply(kind, JsonSlice.of(input), session, new OutcomeHandler() {

			@Override
			public void succeeded(byte[] json) {
				answer.complete(new String(json, StandardCharsets.UTF_8));
			}

			@Override
			public void failed(RaftException failure) {
				answer.complete(failure.code().code() + ((failure.reason() != null) ? " " + failure.reason() : ""));
			}

		});
		return answer;
	}

	private static void await(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			Thread.onSpinWait();
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		boolean done = false;
		while (!done) {
			try {
				latch.await();
				done = true;
			}
			catch (InterruptedException ex) {
				Thread.interrupted();
			}
		}
	}

}
