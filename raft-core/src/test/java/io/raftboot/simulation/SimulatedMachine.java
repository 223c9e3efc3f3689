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

package io.raftboot.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.Role;
import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.SnapshotSource;
import io.raftboot.engine.SnapshotTarget;
import org.jspecify.annotations.Nullable;

/**
 * What stands above the engine on one node in one life: the key-value state, and a queue
 * that is worked off in order some time later, as by a machine thread.
 */
final class SimulatedMachine implements EngineListener {

	private final Cluster cluster;

	private final SimulatedNode node;

	private final Deque<Runnable> queue = new ArrayDeque<>();

	private final TreeMap<Long, List<Consumer<KeyValueState>>> readers = new TreeMap<>();

	private final Map<String, Consumer<@Nullable String>> writers = new HashMap<>();

	private final List<Tracked> tracked = new ArrayList<>();

	private KeyValueState state = new KeyValueState();

	/** The term of the last applied entry. */
	private long term;

	private boolean working;

	SimulatedMachine(Cluster cluster, SimulatedNode node) {
		this.cluster = cluster;
		this.node = node;
	}

	KeyValueState state() {
		return this.state;
	}

	void awaitWrite(Command command, Consumer<@Nullable String> done) {
		this.writers.put(command.name(), done);
	}

	/**
	 * Watch a proposal made here: it is rejected when an entry of a later term than it
	 * was sent in is applied and it was not before that.
	 * @param proposal the proposal
	 */
	void track(Tracked proposal) {
		this.tracked.add(proposal);
	}

	void awaitIndex(long index, Consumer<KeyValueState> reader) {
		if (this.state.appliedIndex() >= index) {
			reader.accept(this.state);
		}
		else {
			this.readers.computeIfAbsent(index, (key) -> new ArrayList<>()).add(reader);
		}
	}

	/** Go on after a pause. */
	void wake() {
		if (!this.working && !this.queue.isEmpty()) {
			this.working = true;
			this.node.later(this.cluster.random().nextInt(this.cluster.slowest(this.node)), this::work);
		}
	}

	private void work() {
		this.working = false;
		if (this.node.isPaused()) {
			return;
		}
		for (Runnable task = this.queue.poll(); task != null; task = this.queue.poll()) {
			task.run();
		}
		long index = this.state.appliedIndex();
		this.node.input((replica) -> replica.applied(index));
	}

	private void enqueue(Runnable task) {
		this.queue.add(task);
		wake();
	}

	@Override
	public void committed(List<CommittedEntry> entries) {
		List<CommittedEntry> batch = List.copyOf(entries);
		enqueue(() -> {
			batch.forEach(this::apply);
			wakeReaders();
		});
	}

	private void apply(CommittedEntry entry) {
		boolean witness = this.node.role() == MemberRole.WITNESS;
		long expected = this.state.appliedIndex() + 1;
		// A witness is not told of snapshots: there is nothing in them for it.
		if (witness ? entry.index() < expected : entry.index() != expected) {
			throw new AssertionError("Node " + this.node.address() + " was given index " + entry.index() + " after "
					+ this.state.appliedIndex());
		}
		this.term = entry.term();
		this.tracked.removeIf((proposal) -> proposal.isOvertaken(entry, this.state));
		this.cluster.checks().applies(this.node.address(), entry, witness);
		byte[] payload = entry.payload();
		if (payload == null) {
			this.state.skip(entry.index());
			return;
		}
		Command command = Command.of(payload);
		String previous = this.state.apply(entry.index(), command, !this.cluster.saboteur().plays(Bug.MISSING_DEDUPE));
		this.cluster.statistics().count("command applied");
		Consumer<@Nullable String> writer = this.writers.remove(command.name());
		if (writer != null) {
			writer.accept(previous);
		}
	}

	private void wakeReaders() {
		while (!this.readers.isEmpty() && this.readers.firstKey() <= this.state.appliedIndex()) {
			this.readers.pollFirstEntry().getValue().forEach((reader) -> reader.accept(this.state));
		}
	}

	@Override
	public void restore(SnapshotSource snapshot) {
		enqueue(() -> {
			try (snapshot; InputStream in = snapshot.open()) {
				boolean witness = this.node.role() == MemberRole.WITNESS;
				KeyValueState restored = witness ? KeyValueState.empty(snapshot.index()) : KeyValueState.read(in);
				if (restored.appliedIndex() != snapshot.index()) {
					throw new AssertionError("Snapshot of index " + snapshot.index() + " holds " + restored);
				}
				if (restored.appliedIndex() < this.state.appliedIndex()) {
					throw new AssertionError("Snapshot of index " + snapshot.index() + " comes after "
							+ this.state.appliedIndex() + " was applied");
				}
				this.state = restored;
				this.term = snapshot.term();
				this.tracked.clear();
				this.cluster.statistics().count("snapshot restored");
				wakeReaders();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	@Override
	public void takeSnapshot(SnapshotTarget target) {
		enqueue(() -> {
			KeyValueState captured = this.state.copy();
			long index = captured.appliedIndex();
			long ofTerm = this.term;
			this.node.later(this.cluster.random().nextInt(50_000), () -> write(captured, index, ofTerm, target));
		});
	}

	private void write(KeyValueState captured, long index, long ofTerm, SnapshotTarget target) {
		if (this.cluster.saboteur().plays(Bug.SNAPSHOT_NOT_ATOMIC)) {
			captured.takeEntries(this.state);
		}
		try {
			try (OutputStream out = target.open(index, ofTerm)) {
				captured.write(out, index, !this.cluster.saboteur().plays(Bug.SESSIONS_NOT_IN_SNAPSHOT));
			}
			target.complete();
			this.cluster.statistics().count("snapshot taken");
		}
		catch (IOException ex) {
			this.cluster.statistics().count("snapshot abandoned");
			target.abandon(ex);
		}
	}

	@Override
	public void roleChanged(Role role, long inTerm, @Nullable Member leader) {
		this.cluster.trace(() -> this.node.address() + " is " + role + " in term " + inTerm + ", leader "
				+ ((leader != null) ? leader.address() : "unknown"));
	}

	@Override
	public void failed(Throwable cause) {
		throw new AssertionError("Node " + this.node.address() + " failed", cause);
	}

}
