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

package io.raftboot.engine;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.NodeStatus;
import io.raftboot.RaftException;
import io.raftboot.Role;

/**
 * An engine under test with a machine that is the list of all payloads.
 */
final class EngineNode implements EngineListener {

	private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

	private final NodePlan plan;

	private final Engine engine;

	private final List<CommittedEntry> entries = new ArrayList<>();

	private final List<String> payloads = new ArrayList<>();

	private long lastIndex;

	private long lastTerm;

	private long restored;

	private boolean closed;

	EngineNode(NodePlan plan, Engine engine) {
		this.plan = plan;
		this.engine = engine;
	}

	void start() {
		this.engine.start(this);
	}

	void close() {
		if (!this.closed) {
			this.closed = true;
			this.engine.close();
		}
	}

	NodePlan plan() {
		return this.plan;
	}

	String name() {
		return "n" + this.plan.number() + "-";
	}

	String address() {
		return this.plan.address();
	}

	Engine engine() {
		return this.engine;
	}

	@Override
	public synchronized void committed(List<CommittedEntry> committed) {
		for (CommittedEntry entry : committed) {
			this.entries.add(entry);
			if (entry.payload() != null) {
				this.payloads.add(new String(entry.payload(), StandardCharsets.UTF_8));
			}
			this.lastIndex = entry.index();
			this.lastTerm = entry.term();
		}
		this.engine.applied(this.lastIndex);
	}

	@Override
	public synchronized void restore(SnapshotSource snapshot) {
		this.payloads.clear();
		this.entries.clear();
		try (DataInputStream in = new DataInputStream(snapshot.open())) {
			for (int left = in.readInt(); left > 0; left--) {
				this.payloads.add(in.readUTF());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.lastIndex = snapshot.index();
		this.lastTerm = snapshot.term();
		this.restored = snapshot.index();
		snapshot.close();
	}

	@Override
	public synchronized void takeSnapshot(SnapshotTarget target) {
		List<String> copy = List.copyOf(this.payloads);
		long index = this.lastIndex;
		long term = this.lastTerm;
		Thread writer = new Thread(() -> {
			try (DataOutputStream out = new DataOutputStream(target.open(index, term))) {
				out.writeInt(copy.size());
				for (String payload : copy) {
					out.writeUTF(payload);
				}
				out.flush();
				target.complete();
			}
			catch (IOException ex) {
				target.abandon(ex);
			}
		});
		writer.setDaemon(true);
		writer.start();
	}

	@Override
	public void roleChanged(Role role, long term, Member leader) {
	}

	@Override
	public void failed(Throwable cause) {
		throw new AssertionError("the engine failed", cause);
	}

	synchronized List<String> payloads() {
		return List.copyOf(this.payloads);
	}

	synchronized List<CommittedEntry> entries() {
		return List.copyOf(this.entries);
	}

	synchronized long restored() {
		return this.restored;
	}

	private synchronized long lastIndex() {
		return this.lastIndex;
	}

	long lastIndexWithPayload() {
		return entries().stream()
			.filter((entry) -> entry.payload() != null)
			.mapToLong(CommittedEntry::index)
			.max()
			.orElseThrow();
	}

	CommittedEntry entryAt(long index) {
		return entries().stream().filter((entry) -> entry.index() == index).findFirst().orElseThrow();
	}

	List<String> awaitCount(int count) {
		return await(() -> {
			List<String> now = payloads();
			return (now.size() >= count) ? now : null;
		});
	}

	void awaitApplied(List<String> expected) {
		await(() -> payloads().equals(expected) ? true : null);
	}

	void awaitIndex(long index) {
		await(() -> (lastIndex() >= index) ? true : null);
	}

	void awaitRead() {
		await(() -> {
			try {
				return read();
			}
			catch (Exception ex) {
				if (ex.getCause() instanceof RaftException) {
					return null;
				}
				throw new IllegalStateException(ex);
			}
		});
	}

	void awaitStatus(Predicate<NodeStatus> condition) {
		await(() -> condition.test(this.engine.status()) ? true : null);
	}

	/** Wait for a condition, without a word on how long it may take. */
	static <T> T await(Supplier<T> condition) {
		long deadline = System.nanoTime() + PATIENCE_NANOS;
		while (System.nanoTime() < deadline) {
			T result = condition.get();
			if (result != null) {
				return result;
			}
			LockSupport.parkNanos(2_000_000);
		}
		throw new AssertionError("it did not happen");
	}

	List<Long> proposeAll(List<String> all) throws Exception {
		List<CompletableFuture<Appended>> proposals = new ArrayList<>();
		for (String payload : all) {
			proposals.add(tryPropose(payload.getBytes(StandardCharsets.UTF_8)));
		}
		List<Long> indices = new ArrayList<>();
		for (CompletableFuture<Appended> proposal : proposals) {
			indices.add(proposal.get(10, TimeUnit.SECONDS).index());
		}
		return indices;
	}

	Appended propose(byte[] payload) throws Exception {
		return tryPropose(payload).get(10, TimeUnit.SECONDS);
	}

	/** Propose again for as long as it is surely not in the log. */
	void proposeUntilAppended(byte[] payload) {
		await(() -> {
			try {
				return propose(payload);
			}
			catch (Exception ex) {
				if (ex.getCause() instanceof RaftException) {
					return null;
				}
				throw new IllegalStateException(ex);
			}
		});
	}

	CompletableFuture<Appended> tryPropose(byte[] payload) {
		CompletableFuture<Appended> result = new CompletableFuture<>();
		this.engine.propose(new Proposal() {
			@Override
			public byte[] payload() {
				return payload;
			}

			@Override
			public void appended(long index, long term) {
				result.complete(new Appended(index, term));
			}

			@Override
			public void rejected(ErrorCode code) {
				result.completeExceptionally(new RaftException(code));
			}
		});
		return result;
	}

	long read() throws Exception {
		return tryRead().get(10, TimeUnit.SECONDS);
	}

	CompletableFuture<Long> tryRead() {
		CompletableFuture<Long> result = new CompletableFuture<>();
		this.engine.read(new ReadRequest() {
			@Override
			public void confirmed(long index) {
				result.complete(index);
			}

			@Override
			public void rejected(ErrorCode code) {
				result.completeExceptionally(new RaftException(code));
			}
		});
		return result;
	}

	record Appended(long index, long term) {
	}

}
