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
import java.util.List;
import java.util.TreeMap;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.OutcomeHandler;
import io.raftboot.Role;
import io.raftboot.Session;
import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.SnapshotSource;
import io.raftboot.engine.SnapshotTarget;
import io.raftboot.linearizability.KeyValueInput;
import io.raftboot.machine.SimulatedHost;
import org.jspecify.annotations.Nullable;

/**
 * What stands above the engine on one node in one life: the product's own code around the
 * key-value machine, and a queue that is worked off in order some time later, as by the
 * machine thread.
 */
final class SimulatedMachine implements EngineListener {

	/** How often those that wait are looked through, in microseconds. */
	private static final int SWEEP_INTERVAL = 20_000;

	private final Cluster cluster;

	private final SimulatedNode node;

	private final KeyValueMachine machine = new KeyValueMachine();

	private final SimulatedHost host;

	private final Deque<Runnable> queue = new ArrayDeque<>();

	private final TreeMap<Long, List<Runnable>> readers = new TreeMap<>();

	private boolean working;

	private boolean sweeping;

	SimulatedMachine(Cluster cluster, SimulatedNode node) {
		this.cluster = cluster;
		this.node = node;
		this.host = new SimulatedHost(this.machine, cluster.random().nextLong() >>> 1);
	}

	long appliedIndex() {
		return this.host.index();
	}

	@Nullable String get(String key) {
		return this.machine.get(key);
	}

	/**
	 * Return all of the replicated state.
	 * @return the same bytes on every node that has applied the same
	 */
	byte[] state() {
		return this.host.state();
	}

	/**
	 * Take a command from a client.
	 * @param input the input
	 * @param session the session, {@code null} without one
	 * @param handler takes the outcome
	 * @return what is to be proposed
	 */
	Proposal command(KeyValueInput input, @Nullable Session session, OutcomeHandler handler) {
		return this.host.command(KeyValueMachine.Input.of(input), session, handler);
	}

	@Nullable String query(KeyValueInput input) {
		return SimulatedHost.text(this.host.query(KeyValueMachine.Input.of(input)));
	}

	void awaitIndex(long index, Runnable reader) {
		if (this.host.index() >= index) {
			reader.run();
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
		long index = this.host.index();
		this.node.input((replica) -> replica.applied(index));
		if (!this.sweeping) {
			this.sweeping = true;
			this.node.later(this.cluster.random().nextInt(SWEEP_INTERVAL), () -> {
				this.sweeping = false;
				this.host.sweep();
			});
		}
	}

	private void enqueue(Runnable task) {
		this.queue.add(task);
		wake();
	}

	@Override
	public void committed(List<CommittedEntry> entries) {
		List<CommittedEntry> batch = List.copyOf(entries);
		enqueue(() -> {
			check(batch);
			this.host.apply(this.cluster.saboteur().plays(Bug.MISSING_DEDUPE) ? withoutSessions(batch) : batch);
			this.cluster.statistics().add("command applied", batch.size());
			wakeReaders();
		});
	}

	private void check(List<CommittedEntry> batch) {
		boolean witness = this.node.role() == MemberRole.WITNESS;
		long expected = this.host.index() + 1;
		for (CommittedEntry entry : batch) {
			// A witness is not told of snapshots: there is nothing in them for it.
			if (witness ? entry.index() < expected : entry.index() != expected) {
				throw new AssertionError("Node " + this.node.address() + " was given index " + entry.index()
						+ " instead of " + expected);
			}
			expected = entry.index() + 1;
			this.cluster.checks().applies(this.node.address(), entry, witness);
		}
	}

	private static List<CommittedEntry> withoutSessions(List<CommittedEntry> batch) {
		List<CommittedEntry> stripped = new ArrayList<>();
		for (CommittedEntry entry : batch) {
			byte[] payload = entry.payload();
			stripped.add((payload != null) ? new CommittedEntry(entry.index(), entry.term(), entry.timestampMillis(),
					SimulatedHost.withoutSession(payload)) : entry);
		}
		return stripped;
	}

	private void wakeReaders() {
		while (!this.readers.isEmpty() && this.readers.firstKey() <= this.host.index()) {
			this.readers.pollFirstEntry().getValue().forEach(Runnable::run);
		}
	}

	@Override
	public void restore(SnapshotSource snapshot) {
		enqueue(() -> {
			if (this.node.role() == MemberRole.WITNESS) {
				throw new AssertionError("Witness " + this.node.address() + " was given a snapshot");
			}
			if (snapshot.index() < this.host.index()) {
				throw new AssertionError(
						"Snapshot of index " + snapshot.index() + " comes after " + this.host.index() + " was applied");
			}
			try (snapshot; InputStream in = snapshot.open()) {
				this.host.restore(snapshot.index(), snapshot.term(), in);
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
			SimulatedHost.Capture captured = this.host.capture();
			this.node.later(this.cluster.random().nextInt(50_000), () -> write(captured, target));
		});
	}

	private void write(SimulatedHost.Capture captured, SnapshotTarget target) {
		try {
			if (this.cluster.saboteur().plays(Bug.SNAPSHOT_NOT_ATOMIC)) {
				captured.takeMachineOfNow();
			}
			if (this.cluster.saboteur().plays(Bug.SESSIONS_NOT_IN_SNAPSHOT)) {
				captured.forgetSessions();
			}
			try (OutputStream out = target.open(captured.index(), captured.term())) {
				captured.writeTo(out);
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
		if (this.cluster.saboteur().plays(Bug.REFUSED_BY_ANY_CHANGE)) {
			enqueue(this.host::refuseAll);
		}
	}

	@Override
	public void failed(Throwable cause) {
		throw new AssertionError("Node " + this.node.address() + " failed", cause);
	}

	@Override
	public String toString() {
		return this.machine + " at " + this.host.index();
	}

}
