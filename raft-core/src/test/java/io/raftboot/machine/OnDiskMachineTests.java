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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftboot.ApplyKind;
import io.raftboot.MemberRole;
import io.raftboot.NodeSettings;
import io.raftboot.NodeStatus;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.RaftStartException;
import io.raftboot.Session;
import io.raftboot.engine.CommittedEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A machine with a storage of its own, on an engine that does as it is told, and on the
 * native one. A crash is a copy of the storage of a node that goes on.
 */
@Timeout(120)
class OnDiskMachineTests {

	private static final Session SESSION = new Session("c", 1);

	@TempDir
	private Path directory;

	private final List<RaftNode> nodes = new ArrayList<>();

	@AfterEach
	void closeAll() {
		this.nodes.forEach(RaftNode::close);
	}

	@Test
	void aRestartAppliesOnlyWhatCameAfterTheLastPersist() throws IOException {
		FakeEngine engine = new FakeEngine(true);
		MachineNode first = start(engine, new DiskMachine(storage("first")));
		assertThat(add(first, SESSION)).isEqualTo(1);
		add(first, null);
		engine.snapshot().join();
		assertThat(add(first, new Session("c", 2))).isEqualTo(3);
		add(first, null);
		DiskMachine again = new DiskMachine(crash("first"));
		FakeEngine other = new FakeEngine(true);
		MachineNode second = start(other, again);
		assertThat(second.status().lastApplied()).isEqualTo(2);
		assertThat(get(second, ApplyKind.LOCAL_QUERY)).isEqualTo(2);
		other.commitAll(engine.log());
		assertThat(get(second, ApplyKind.QUERY)).isEqualTo(4);
		assertThat(again.applied).hasValue(2);
		assertThat(add(second, SESSION)).isEqualTo(1);
		assertThat(add(second, new Session("c", 2))).isEqualTo(3);
		assertThat(again.applied).hasValue(2);
		assertThat(add(second, null)).isEqualTo(5);
	}

	@Test
	void anIndexWithManyCommandsIsSkippedWhole() throws IOException {
		FakeEngine engine = new FakeEngine(true);
		MachineNode first = start(engine, new DiskMachine(storage("first")));
		add(first, null);
		add(first, null);
		add(first, null);
		List<CommittedEntry> packed = engine.log()
			.stream()
			.map((entry) -> new CommittedEntry(1, 1, 1000, entry.payload()))
			.toList();
		FakeEngine packing = new FakeEngine(true);
		DiskMachine machine = new DiskMachine(storage("packed"));
		MachineNode node = start(packing, machine);
		packing.commitAll(packed);
		packing.snapshot().join();
		assertThat(machine.applied).hasValue(3);
		FakeEngine other = new FakeEngine(true);
		DiskMachine again = new DiskMachine(crash("packed"));
		MachineNode second = start(other, again);
		other.commitAll(packed);
		assertThat(get(second, ApplyKind.QUERY)).isEqualTo(3).isEqualTo(get(node, ApplyKind.QUERY));
		assertThat(again.applied).hasValue(0);
	}

	@Test
	void aSnapshotThatTheMachineHoldsIsNotRead() throws IOException {
		FakeEngine engine = new FakeEngine(true);
		MachineNode first = start(engine, new DiskMachine(storage("first")));
		add(first, null);
		add(first, null);
		engine.snapshot().join();
		FakeEngine.Snapshot older = new FakeEngine.Snapshot();
		older.index = 1;
		older.term = 1;
		FakeEngine other = new FakeEngine(true);
		MachineNode second = start(other, new DiskMachine(crash("first")));
		other.restore(older);
		other.commitAll(engine.log().subList(1, 2));
		assertThat(add(second, null)).isEqualTo(3);
		assertThat(older.closed).isTrue();
	}

	@Test
	void aNewerSnapshotReplacesEverythingAndIsMadeDurableAtOnce() throws IOException {
		FakeEngine engine = new FakeEngine(true);
		MachineNode first = start(engine, new DiskMachine(storage("first")));
		add(first, null);
		engine.snapshot().join();
		Path old = crash("first");
		add(first, SESSION);
		FakeEngine.Snapshot newer = engine.snapshot().join();
		FakeEngine other = new FakeEngine(true);
		DiskMachine machine = new DiskMachine(old);
		MachineNode second = start(other, machine);
		other.restore(newer);
		assertThat(get(second, ApplyKind.QUERY)).isEqualTo(2);
		assertThat(machine.persisted).hasValue(1);
		FakeEngine third = new FakeEngine(true);
		MachineNode restarted = start(third, new DiskMachine(copy(old, "third")));
		assertThat(restarted.status().lastApplied()).isEqualTo(2);
		third.restore(newer);
		assertThat(add(restarted, SESSION)).isEqualTo(2);
	}

	@Test
	void aSnapshotWaitsUntilTheEngineHasGivenOutWhatTheMachineHolds() throws IOException {
		FakeEngine engine = new FakeEngine(true);
		MachineNode first = start(engine, new DiskMachine(storage("first")));
		add(first, null);
		add(first, null);
		engine.snapshot().join();
		FakeEngine other = new FakeEngine(true);
		MachineNode second = start(other, new DiskMachine(crash("first")));
		other.commitAll(engine.log().subList(0, 1));
		CompletableFuture<FakeEngine.Snapshot> early = other.snapshot();
		assertThat(get(second, ApplyKind.LOCAL_QUERY)).isEqualTo(2);
		await(() -> other.applied == 1);
		assertThat(early).isNotDone();
		other.commitAll(engine.log().subList(1, 2));
		assertThat(early.join().index).isEqualTo(2);
		FakeEngine third = new FakeEngine(true);
		MachineNode closing = start(third, new DiskMachine(crash("first")));
		CompletableFuture<FakeEngine.Snapshot> never = third.snapshot();
		closing.close();
		assertThat(never).isCompletedExceptionally();
	}

	@Test
	void aFailedPersistCostsTheSnapshotAndNothingElse() throws IOException {
		FakeEngine engine = new FakeEngine(true);
		DiskMachine machine = new DiskMachine(storage("first"));
		MachineNode node = start(engine, machine);
		add(node, null);
		machine.broken = true;
		assertThatThrownBy(() -> engine.snapshot().join()).isInstanceOf(CompletionException.class)
			.hasRootCauseMessage("planned");
		assertThat(add(node, null)).isEqualTo(2);
		machine.broken = false;
		assertThat(engine.snapshot().join().index).isEqualTo(2);
		assertThat(machine.persisted).hasValue(1);
	}

	@Test
	void aLogWithAnotherTermThereIsRefused() throws IOException {
		FakeEngine other = new FakeEngine(true);
		MachineNode node = start(other, new DiskMachine(storageWithTwoOfTermOne()));
		other.commit(1, 1, null);
		other.commit(2, 2, null);
		assertRefused(node, "\"" + DiskMachine.class.getName() + "\"",
				"holds the log up to index 2 of term 1 but the log's entry at index 2 is of term 2",
				"empty the machine's storage");
	}

	@Test
	void aLogThatIsAheadInTermOrTimeBeforeThereIsRefused() throws IOException {
		Path storage = storageWithTwoOfTermOne();
		FakeEngine ofLaterTerm = new FakeEngine(true);
		MachineNode first = start(ofLaterTerm, new DiskMachine(copy(storage, "term")));
		ofLaterTerm.commit(1, 2, null);
		assertRefused(first, "but the log's entry at index 1 is of term 2");
		FakeEngine ofLaterTime = new FakeEngine(true);
		MachineNode second = start(ofLaterTime, new DiskMachine(copy(storage, "time")));
		ofLaterTime.commitAll(List.of(new CommittedEntry(1, 1, 2_000_000, new byte[] { 0 })));
		assertRefused(second, "holds the log up to index 2 of the time 1000002",
				"the log's entry at index 1 is of the time 2000000");
		FakeEngine withSnapshot = new FakeEngine(true);
		MachineNode third = start(withSnapshot, new DiskMachine(copy(storage, "snapshot")));
		FakeEngine.Snapshot snapshot = new FakeEngine.Snapshot();
		snapshot.index = 2;
		snapshot.term = 3;
		withSnapshot.restore(snapshot);
		assertRefused(third, "but the log's entry at index 2 is of term 3");
	}

	@Test
	void whatIsNotTheNodesOwnStopsTheStart() throws IOException {
		Path storage = storageWithTwoOfTermOne();
		Path committed = storage.resolve("committed");
		byte[] good = Files.readAllBytes(committed);
		byte[] damaged = good.clone();
		damaged[good.length - 6] ^= 1;
		assertDoesNotStart(storage, damaged, "their checksum is wrong");
		byte[] newer = good.clone();
		newer[11]++;
		assertDoesNotStart(storage, newer, "they have the version 2, this program reads up to 1");
		byte[] other = good.clone();
		other[8] = 'X';
		assertDoesNotStart(storage, other, "they are not what a node has written");
		Files.write(committed, good);
		NodeSettings settings = settings("another");
		MachineNode node = node(new FakeEngine(true), new DiskMachine(storage), settings);
		assertThatExceptionOfType(RaftStartException.class).isThrownBy(node::start)
			.withMessageContaining("belongs to the group \"default\" but this node's group is \"another\"");
	}

	private void assertDoesNotStart(Path storage, byte[] committed, String reason) throws IOException {
		Files.write(storage.resolve("committed"), committed);
		MachineNode node = node(new FakeEngine(true), new DiskMachine(storage), settings("default"));
		assertThatExceptionOfType(RaftStartException.class).isThrownBy(node::start)
			.withMessageContaining("\"" + DiskMachine.class.getName() + "\"")
			.withMessageContaining(reason)
			.withMessageContaining("empty the machine's storage");
	}

	@Test
	void aCleanRestartOfANativeNodeAppliesNothing() {
		RaftNode first = startNative("log", "machine");
		assertThat(add(first, SESSION)).isEqualTo(1);
		assertThat(add(first, null)).isEqualTo(2);
		first.close();
		long last = first.status().lastApplied();
		RaftNode second = startNative("log", "machine");
		assertThat(second.status().lastApplied()).isGreaterThanOrEqualTo(last);
		assertThat(add(second, SESSION)).isEqualTo(1);
		assertThat(get(second, ApplyKind.QUERY)).isEqualTo(2);
		assertThat(applied(second)).isZero();
		assertThat(add(second, null)).isEqualTo(3);
		assertThat(second.machineState(1 << 20).join()).isNull();
	}

	@Test
	void anEmptiedStorageIsFilledFromSnapshotAndLog() throws IOException {
		RaftNode first = startNative("log", "machine");
		add(first, SESSION);
		first.takeSnapshot().join();
		add(first, null);
		first.close();
		RaftNode second = startNative("log", "emptied");
		assertThat(get(second, ApplyKind.QUERY)).isEqualTo(2);
		assertThat(applied(second)).isOne();
		assertThat(add(second, SESSION)).isEqualTo(1);
	}

	@Test
	void theStorageOfAnotherClusterIsRefused() {
		RaftNode first = startNative("log", "machine");
		add(first, null);
		first.close();
		RaftNode second = startNative("another-log", "machine");
		assertRefused(second, "but this node is in the cluster", this.directory.resolve("another-log").toString(),
				"empty the machine's storage");
	}

	@Test
	void aLogInMemoryIsRefused() {
		RaftNodeBuilder builder = RaftNodeBuilder.create(new DiskMachine(storage("machine"))).memoryStorage(true);
		assertThatExceptionOfType(RaftStartException.class).isThrownBy(builder::build).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo("storage");
			assertThat(ex.value()).isEqualTo("memory");
			assertThat(ex.remedy()).isNotBlank();
		});
	}

	private Path storageWithTwoOfTermOne() throws IOException {
		FakeEngine engine = new FakeEngine(true);
		MachineNode first = start(engine, new DiskMachine(storage("written")));
		add(first, null);
		add(first, null);
		engine.snapshot().join();
		return crash("written");
	}

	private void assertRefused(RaftNode node, String... reasons) {
		await(() -> node.status().condition() == NodeStatus.Condition.FAILED);
		assertThat(node.status().failure()).contains(reasons);
	}

	private Path storage(String name) {
		return this.directory.resolve(name);
	}

	private Path crash(String name) throws IOException {
		return copy(storage(name), name + "-" + this.nodes.size());
	}

	private Path copy(Path from, String name) throws IOException {
		Path to = Files.createDirectories(storage(name));
		try (Stream<Path> files = Files.list(from)) {
			for (Path file : files.toList()) {
				Files.copy(file, to.resolve(file.getFileName()));
			}
		}
		return to;
	}

	private MachineNode start(FakeEngine engine, DiskMachine machine) {
		MachineNode node = node(engine, machine, settings("default"));
		node.start();
		return node;
	}

	private MachineNode node(FakeEngine engine, DiskMachine machine, NodeSettings settings) {
		MachineNode node = new MachineNode(settings, machine, new SimpleMeterRegistry());
		node.attach(engine);
		this.nodes.add(node);
		return node;
	}

	private static NodeSettings settings(String group) {
		return new NodeSettings(null, List.of(), false, List.of(), MemberRole.VOTER, group, Path.of("unused"), false,
				false, Duration.ofMillis(500), Duration.ofMillis(100), false, Duration.ofSeconds(30), 1024, 1 << 20,
				1 << 20, 1000, 1 << 20, false, 1 << 20, 10, null, "native", Map.of());
	}

	private RaftNode startNative(String log, String machine) {
		RaftNode node = RaftNodeBuilder.create(new DiskMachine(storage(machine))).dataDirectory(storage(log)).build();
		this.nodes.add(node);
		node.start();
		return node;
	}

	private static long add(RaftNode node, @Nullable Session session) {
		return node.apply(ApplyKind.COMMAND, new DiskMachine.Add("a", 1), session, Long.class).join();
	}

	private static long get(RaftNode node, ApplyKind kind) {
		return node.apply(kind, new DiskMachine.Get("a"), null, Long.class).join();
	}

	private static long applied(RaftNode node) {
		return node.apply(ApplyKind.QUERY, new DiskMachine.Applied(), null, Long.class).join();
	}

	private static void await(BooleanSupplier condition) {
		while (!condition.getAsBoolean()) {
			Thread.onSpinWait();
		}
	}

}
