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

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.Role;
import io.raftboot.consensus.ConsensusSettings;
import io.raftboot.consensus.Message;
import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.ReadRequest;
import io.raftboot.engine.SnapshotSource;
import io.raftboot.engine.SnapshotTarget;
import io.raftboot.storage.Disk;
import io.raftboot.storage.NodeStorage;
import io.raftboot.storage.StorageSettings;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage;

/**
 * Replicas in one thread, with a network that delivers one message at a time and a clock
 * that the test moves.
 */
final class ReplicaNetwork {

	private static final int TIMEOUT = 100;

	private final Map<String, Node> nodes = new TreeMap<>();

	private final Deque<Runnable> underWay = new ArrayDeque<>();

	private final Set<Node> cutOff = new HashSet<>();

	private final Map<Long, String> addresses = new TreeMap<>();

	private boolean doubled;

	private long now;

	static ReplicaNetwork of(int founders) throws IOException {
		ReplicaNetwork network = new ReplicaNetwork();
		List<String> addresses = new ArrayList<>();
		for (int i = 1; i <= founders; i++) {
			addresses.add("node" + i);
		}
		for (String address : addresses) {
			network.start(address, addresses, new BreakableDisk());
		}
		return network;
	}

	Node start(String address, List<String> founders, Disk disk) throws IOException {
		return start(settings(address, founders), disk);
	}

	Node start(ReplicaSettings settings, Disk disk) throws IOException {
		Node node = new Node(settings, disk);
		this.nodes.put(settings.address(), node);
		node.replica.start(this.now, 1000 + this.now);
		return node;
	}

	static ReplicaSettings settings(String address, List<String> founders) {
		return new ReplicaSettings("default", address, founders, ConsensusSettings.of(TIMEOUT, TIMEOUT / 5), 1000, 100,
				100_000, 50, 1 << 20, 1000, 1 << 20, 10, 1000);
	}

	Node node(int number) {
		return this.nodes.get("node" + number);
	}

	/** Let every message come twice from now on. */
	void doubleMessages() {
		this.doubled = true;
	}

	void cutOff(Node node) {
		this.cutOff.add(node);
	}

	void heal() {
		this.cutOff.clear();
	}

	/** Deliver everything that is under way, and what follows from it. */
	void settle() {
		this.nodes.values().forEach(Node::process);
		while (!this.underWay.isEmpty()) {
			this.underWay.remove().run();
		}
	}

	/** Let time pass until a condition holds. */
	void until(BooleanSupplier condition) {
		for (int i = 0; i < 500; i++) {
			settle();
			if (condition.getAsBoolean()) {
				return;
			}
			pass();
		}
		throw new AssertionError("it did not happen");
	}

	/** Let a little time pass, and what follows from it happen. */
	void pass() {
		this.now += TIMEOUT / 10;
		settle();
	}

	List<Node> nodes() {
		return List.copyOf(this.nodes.values());
	}

	Node leader() {
		until(() -> this.nodes.values().stream().anyMatch(this::leadsAll));
		return this.nodes.values().stream().filter(this::leadsAll).findFirst().orElseThrow();
	}

	private boolean leadsAll(Node node) {
		return node.replica.status().role() == Role.LEADER && !this.cutOff.contains(node)
				&& this.nodes.values()
					.stream()
					.filter((other) -> !this.cutOff.contains(other))
					.filter((other) -> other.replica.status().nodeId() != null)
					.allMatch((other) -> other.replica.status().leader() != null
							&& other.replica.status().leader().nodeId() == node.replica.status().nodeId()
							&& other.replica.status().term() == node.replica.status().term());
	}

	Node follower() {
		Node leader = leader();
		return this.nodes.values().stream().filter((node) -> node != leader).findFirst().orElseThrow();
	}

	/** One replica, with a machine that is the list of its payloads. */
	final class Node implements Outbox, EngineListener {

		private final ReplicaSettings settings;

		private final Disk disk;

		private final Replica replica;

		private final List<String> applied = new ArrayList<>();

		private final List<String> sent = new ArrayList<>();

		private CommittedEntry last;

		private boolean appliesAtOnce = true;

		private int restores;

		private Throwable failure;

		private boolean stopped;

		Node(ReplicaSettings settings, Disk disk) throws IOException {
			this.settings = settings;
			this.disk = disk;
			NodeStorage storage = NodeStorage.open(disk, new StorageSettings("default", true, 1 << 16, 1 << 16));
			this.replica = new Replica(settings, storage, this, this,
					new ReplicaHost(new SplittableRandom(settings.address().hashCode()), Runnable::run, Runnable::run,
							new SimpleMeterRegistry()));
		}

		BreakableDisk disk() {
			return (BreakableDisk) this.disk;
		}

		Replica replica() {
			return this.replica;
		}

		List<String> applied() {
			return this.applied;
		}

		List<String> sent() {
			return this.sent;
		}

		int restores() {
			return this.restores;
		}

		Throwable failure() {
			return this.failure;
		}

		void process() {
			if (!this.stopped) {
				this.replica.process(ReplicaNetwork.this.now, 1000 + ReplicaNetwork.this.now);
			}
		}

		void holdBack() {
			this.appliesAtOnce = false;
		}

		Node restart() throws IOException {
			stop();
			return start(this.settings, this.disk);
		}

		void stop() {
			this.stopped = true;
			this.replica.close();
		}

		Outcome propose(String payload) {
			Outcome outcome = new Outcome(payload.getBytes(StandardCharsets.UTF_8));
			this.replica.propose(outcome);
			return outcome;
		}

		Outcome read() {
			Outcome outcome = new Outcome(new byte[0]);
			this.replica.read(outcome);
			return outcome;
		}

		@Override
		public void members(List<Member> others) {
			others.forEach((member) -> ReplicaNetwork.this.addresses.put(member.nodeId(), member.address()));
		}

		@Override
		public void send(Message message) {
			this.sent.add(message.getClass().getSimpleName());
			deliver(message.to(), (node) -> node.replica.receive(message));
		}

		@Override
		public void send(long member, PeerMessage message) {
			this.sent.add(message.getClass().getSimpleName());
			long from = this.replica.identity().nodeId();
			PeerMessage sent = copy(message);
			deliver(member, (node) -> node.replica.receive(from, sent));
		}

		/** Whoever sends a piece writes the next into the same bytes. */
		private static PeerMessage copy(PeerMessage message) {
			if (message instanceof PeerMessage.SnapshotPiece piece) {
				return new PeerMessage.SnapshotPiece(piece.install(), piece.fileSize(), piece.position(),
						piece.bytes().clone());
			}
			return message;
		}

		private void deliver(long member, Consumer<Node> delivery) {
			long cluster = this.replica.identity().clusterId();
			// as a connection says who is at its other end
			ReplicaNetwork.this.addresses.put(this.replica.identity().nodeId(), this.settings.address());
			Runnable run = () -> {
				Node target = ReplicaNetwork.this.nodes.get(ReplicaNetwork.this.addresses.get(member));
				boolean cut = ReplicaNetwork.this.cutOff.contains(this) || ReplicaNetwork.this.cutOff.contains(target);
				if (target == null || target.stopped || cut || !target.replica.join(cluster, member)) {
					return;
				}
				delivery.accept(target);
				target.process();
			};
			ReplicaNetwork.this.underWay.add(run);
			if (ReplicaNetwork.this.doubled) {
				ReplicaNetwork.this.underWay.add(run);
			}
		}

		@Override
		public void flush() {
			this.sent.add("flush");
		}

		@Override
		public void committed(List<CommittedEntry> entries) {
			for (CommittedEntry entry : entries) {
				this.last = entry;
				if (entry.payload() != null) {
					this.applied.add(new String(entry.payload(), StandardCharsets.UTF_8));
				}
			}
			if (this.appliesAtOnce) {
				this.replica.applied(this.last.index());
			}
		}

		@Override
		public void restore(SnapshotSource snapshot) {
			this.restores++;
			this.applied.clear();
			try (var in = new DataInputStream(snapshot.open())) {
				for (int left = in.readInt(); left > 0; left--) {
					this.applied.add(in.readUTF());
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			this.last = new CommittedEntry(snapshot.index(), snapshot.term(), 0, null);
			snapshot.close();
		}

		@Override
		public void takeSnapshot(SnapshotTarget target) {
			try (var out = new DataOutputStream(target.open(this.last.index(), this.last.term()))) {
				out.writeInt(this.applied.size());
				for (String payload : this.applied) {
					out.writeUTF(payload);
				}
				out.flush();
				target.complete();
			}
			catch (IOException ex) {
				target.abandon(ex);
			}
		}

		@Override
		public void roleChanged(Role role, long term, Member leader) {
		}

		@Override
		public void failed(Throwable cause) {
			this.failure = cause;
		}

	}

	/** What became of a proposal or a read. */
	static final class Outcome implements Proposal, ReadRequest {

		private final byte[] payload;

		private long index;

		private long term;

		private ErrorCode rejected;

		Outcome(byte[] payload) {
			this.payload = payload;
		}

		@Override
		public byte[] payload() {
			return this.payload;
		}

		@Override
		public void appended(long atIndex, long inTerm) {
			answerOnce();
			this.index = atIndex;
			this.term = inTerm;
		}

		@Override
		public void confirmed(long atIndex) {
			answerOnce();
			this.index = atIndex;
		}

		@Override
		public void rejected(ErrorCode code) {
			answerOnce();
			this.rejected = code;
		}

		private void answerOnce() {
			if (isAnswered()) {
				throw new AssertionError("answered twice");
			}
		}

		boolean isAnswered() {
			return this.index > 0 || this.rejected != null;
		}

		long index() {
			return this.index;
		}

		long term() {
			return this.term;
		}

		ErrorCode rejected() {
			return this.rejected;
		}

	}

}
