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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.RaftException;
import io.raftboot.Role;
import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.Engine;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.ReadRequest;
import io.raftboot.engine.SnapshotSource;
import io.raftboot.engine.SnapshotTarget;
import org.jspecify.annotations.Nullable;

/**
 * An engine in one process with a thread of its own. Commits what is proposed at once, or
 * leaves proposals and reads to the test.
 */
final class FakeEngine implements Engine {

	final List<Proposal> proposals = new CopyOnWriteArrayList<>();

	final List<ReadRequest> reads = new CopyOnWriteArrayList<>();

	final ExecutorService loop = Executors.newSingleThreadExecutor((task) -> new Thread(task, "raft-fake-engine"));

	private final boolean automatic;

	volatile NodeStatus.Condition condition = NodeStatus.Condition.MEMBER;

	volatile Role role = Role.LEADER;

	volatile long applied;

	volatile boolean closed;

	volatile List<Member> members = List.of(new Member(1, "127.0.0.1:4001", MemberRole.VOTER));

	volatile List<NodeStatus.Progress> progress = List.of();

	/** What was called that changes the cluster. */
	final List<String> calls = new CopyOnWriteArrayList<>();

	private EngineListener listener;

	/** The loop's own. */
	private long lastIndex;

	private List<CommittedEntry> log = new ArrayList<>();

	FakeEngine(boolean automatic) {
		this.automatic = automatic;
	}

	@Override
	public void start(EngineListener newListener) {
		this.listener = newListener;
		this.loop.execute(() -> newListener.roleChanged(this.role, 1, null));
	}

	@Override
	public void close() {
		this.closed = true;
		this.loop.shutdown();
	}

	@Override
	public void propose(Proposal proposal) {
		this.proposals.add(proposal);
		if (this.automatic) {
			this.loop.execute(() -> {
				long index = this.lastIndex + 1;
				proposal.appended(index, 1);
				commit(index, 1, proposal.payload());
			});
		}
	}

	@Override
	public void read(ReadRequest request) {
		this.reads.add(request);
		if (this.automatic) {
			this.loop.execute(() -> request.confirmed(this.lastIndex));
		}
	}

	@Override
	public void applied(long index) {
		this.applied = index;
	}

	/**
	 * Commit an entry, whoever proposed it.
	 */
	void commit(long index, long term, byte @Nullable [] payload) {
		onLoop(() -> {
			CommittedEntry entry = new CommittedEntry(index, term, 1_000_000 + index, payload);
			this.lastIndex = index;
			this.log.add(entry);
			this.listener.committed(List.of(entry));
		});
	}

	void onLoop(Runnable work) {
		if (Thread.currentThread().getName().equals("raft-fake-engine")) {
			work.run();
		}
		else {
			CompletableFuture.runAsync(work, this.loop).join();
		}
	}

	/**
	 * Give another engine's listener the same entries.
	 */
	List<CommittedEntry> log() {
		return CompletableFuture.supplyAsync(() -> List.copyOf(this.log), this.loop).join();
	}

	void commitAll(List<CommittedEntry> entries) {
		onLoop(() -> {
			this.lastIndex = entries.get(entries.size() - 1).index();
			this.listener.committed(entries);
		});
	}

	CompletableFuture<Snapshot> snapshot() {
		Snapshot snapshot = new Snapshot();
		onLoop(() -> this.listener.takeSnapshot(snapshot));
		return snapshot.done;
	}

	void restore(Snapshot snapshot) {
		onLoop(() -> {
			this.lastIndex = snapshot.index;
			this.listener.restore(snapshot);
		});
	}

	@Override
	public void execute(Runnable task) {
		if (this.loop.isShutdown()) {
			task.run();
		}
		else {
			this.loop.execute(task);
		}
	}

	@Override
	public CompletableFuture<List<Member>> createCluster(long min, long max) {
		return new CompletableFuture<>();
	}

	@Override
	public CompletableFuture<List<Member>> addMember(String address, MemberRole newRole) {
		return new CompletableFuture<>();
	}

	@Override
	public CompletableFuture<List<Member>> removeMember(String address) {
		this.calls.add("remove " + address);
		if ("127.0.0.1:4001".equals(address)) {
			this.condition = NodeStatus.Condition.REMOVED;
			return CompletableFuture.completedFuture(this.members.subList(1, this.members.size()));
		}
		return CompletableFuture.failedFuture(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER));
	}

	@Override
	public CompletableFuture<String> transferLeadership(@Nullable String address) {
		this.calls.add("transfer to " + address + (this.closed ? " when closed" : ""));
		return CompletableFuture.completedFuture("127.0.0.1:4002");
	}

	@Override
	public CompletableFuture<Long> takeSnapshot() {
		return CompletableFuture.completedFuture(7L);
	}

	@Override
	public NodeStatus status() {
		return new NodeStatus("127.0.0.1:4001", 1L, this.role, 1, null, null, 5, 0, 1, 5, 0, 0, 500, 1000, this.members,
				this.progress, this.condition, null);
	}

	/**
	 * A snapshot in memory.
	 */
	static final class Snapshot implements SnapshotTarget, SnapshotSource {

		final CompletableFuture<Snapshot> done = new CompletableFuture<>();

		byte[] bytes = {};

		long index;

		long term;

		volatile boolean closed;

		private final ByteArrayOutputStream out = new ByteArrayOutputStream();

		@Override
		public OutputStream open(long newIndex, long newTerm) {
			this.index = newIndex;
			this.term = newTerm;
			return this.out;
		}

		@Override
		public void complete() {
			this.bytes = this.out.toByteArray();
			this.done.complete(this);
		}

		@Override
		public void abandon(Throwable cause) {
			this.done.completeExceptionally(cause);
		}

		@Override
		public long index() {
			return this.index;
		}

		@Override
		public long term() {
			return this.term;
		}

		@Override
		public InputStream open() {
			return new ByteArrayInputStream(this.bytes);
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
