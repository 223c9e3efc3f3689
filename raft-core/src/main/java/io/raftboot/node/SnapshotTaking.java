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

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

import io.raftboot.ErrorCode;
import io.raftboot.RaftException;
import io.raftboot.Role;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.Consensus;
import io.raftboot.consensus.SnapshotPoint;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.SnapshotTarget;
import io.raftboot.storage.NodeStorage;
import io.raftboot.storage.SnapshotFileWriter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of this node's own machine: when one is due, and what follows when it is
 * complete. Every node decides by itself.
 */
final class SnapshotTaking {

	private static final Logger logger = LoggerFactory.getLogger(SnapshotTaking.class);

	/** How long to wait after a snapshot that failed, milliseconds. */
	private static final long RETRY_DELAY = 10_000;

	/**
	 * After a snapshot that took some time, nothing is due by entries for that many times
	 * as long: at a high rate snapshots would else follow each other without a pause.
	 */
	private static final long PAUSE = 9;

	/** How many times the entries of the setting end the pause. */
	private static final long MOST_ENTRIES = 8;

	private final ReplicaSettings settings;

	private final NodeStorage storage;

	private final Delivery delivery;

	private final EngineListener listener;

	private final Consumer<OwnerTask> owner;

	/**
	 * The committed configurations from the latest snapshot's on, by index. Read by the
	 * thread that writes a snapshot; never truncated, because they are committed.
	 */
	private final ConcurrentNavigableMap<Long, Configuration> configurations = new ConcurrentSkipListMap<>();

	private final List<Request> requests = new ArrayList<>();

	private @Nullable Target current;

	private long notBefore;

	private long startedAt;

	private long pausedUntil;

	SnapshotTaking(ReplicaSettings settings, NodeStorage storage, Delivery delivery, EngineListener listener,
			Consumer<OwnerTask> owner) {
		this.settings = settings;
		this.storage = storage;
		this.delivery = delivery;
		this.listener = listener;
		this.owner = owner;
	}

	/** Start again from a snapshot. */
	void restored(SnapshotPoint point) {
		this.configurations.clear();
		this.configurations.put(point.configurationIndex(), point.configuration());
	}

	/**
	 * Note a committed configuration before the listener can take a snapshot after it.
	 */
	void committed(long index, Configuration configuration) {
		this.configurations.put(index, configuration);
	}

	CompletableFuture<Long> request(long applied) {
		CompletableFuture<Long> future = new CompletableFuture<>();
		this.requests.add(new Request(applied, future));
		return future;
	}

	/**
	 * Start a snapshot if one is due.
	 * @param applied the last index that the listener has dealt with
	 * @param consensus knows the role, and for a witness the point
	 * @param now the monotonic time, milliseconds
	 */
	void check(long applied, Consensus consensus, long now) throws IOException {
		completeRequests();
		if (this.current != null || now < this.notBefore) {
			return;
		}
		if (!isDue(applied, now) && this.requests.isEmpty()) {
			return;
		}
		if (!isMember(consensus)) {
			refuse();
			return;
		}
		this.startedAt = now;
		Target target;
		try {
			target = new Target(this.storage.newSnapshot());
		}
		catch (IOException ex) {
			notTaken(ex, now);
			return;
		}
		this.current = target;
		if (consensus.role() == Role.WITNESS) {
			mark(target, consensus.pointAt(applied), consensus, now);
		}
		else {
			this.listener.takeSnapshot(target);
		}
	}

	/**
	 * A node that is in no configuration that it knows may have been a witness, whose
	 * machine has nothing, and soon hears that it was removed, or that it is a member.
	 */
	private boolean isMember(Consensus consensus) {
		return consensus.configuration()
			.members()
			.stream()
			.anyMatch((member) -> member.nodeId() == this.storage.identity().nodeId());
	}

	private void refuse() {
		this.requests.forEach(
				(request) -> request.future.completeExceptionally(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER)));
		this.requests.clear();
	}

	private boolean isDue(long applied, long now) {
		long since = applied - this.storage.snapshot().index();
		long entries = this.settings.snapshotLogEntries();
		if (since >= entries && (now >= this.pausedUntil || since / MOST_ENTRIES >= entries)) {
			return true;
		}
		return since > 0 && this.storage.logSize() >= this.settings.snapshotLogSize();
	}

	/** A witness has no state: an empty snapshot, so that its log can be dropped. */
	private void mark(Target target, SnapshotPoint point, Consensus consensus, long now) throws IOException {
		target.point = point;
		try {
			target.writer.content(point).close();
		}
		catch (IOException ex) {
			abandoned(target, ex, now);
			return;
		}
		completed(target, consensus, now);
	}

	private void completeRequests() {
		if (this.requests.isEmpty()) {
			return;
		}
		long index = this.storage.snapshot().index();
		this.requests.removeIf((request) -> {
			if (index >= request.applied) {
				request.future.complete(index);
			}
			return index >= request.applied;
		});
	}

	private void completed(Target target, Consensus consensus, long now) throws IOException {
		this.current = null;
		this.pausedUntil = now + PAUSE * (now - this.startedAt);
		SnapshotPoint point = target.point;
		if (point == null || point.index() <= this.storage.snapshot().index()) {
			// One from the leader has overtaken it
			target.writer.close();
			return;
		}
		try {
			this.storage.install(target.writer);
		}
		catch (IOException ex) {
			target.writer.close();
			notTaken(ex, now);
			return;
		}
		this.configurations.headMap(point.configurationIndex()).clear();
		this.storage.dropUpTo(this.storage.tailBefore(point.index(), this.settings.keptLogEntries(),
				this.settings.snapshotLogSize() / 2));
		consensus.snapshotTaken(point);
		completeRequests();
		logger.info("Took a snapshot at index {}", point.index());
	}

	private void abandoned(Target target, Throwable cause, long now) {
		target.writer.close();
		notTaken(cause, now);
	}

	private void notTaken(Throwable cause, long now) {
		logger.warn("A snapshot could not be taken; the one before and the log stay", cause);
		this.current = null;
		this.notBefore = now + RETRY_DELAY;
		this.requests.forEach((request) -> request.future.completeExceptionally(cause));
		this.requests.clear();
	}

	private record Request(long applied, CompletableFuture<Long> future) {
	}

	/** Used by the thread that writes the snapshot, then by the owner. */
	private final class Target implements SnapshotTarget {

		private final SnapshotFileWriter writer;

		private @Nullable OutputStream content;

		private volatile @Nullable SnapshotPoint point;

		Target(SnapshotFileWriter writer) {
			this.writer = writer;
		}

		@Override
		public OutputStream open(long index, long term) throws IOException {
			var brought = SnapshotTaking.this.configurations.floorEntry(index);
			if (brought == null) {
				throw new IOException(
						"the snapshot at index \"" + index + "\" was overtaken by a later one from the leader");
			}
			SnapshotPoint point = new SnapshotPoint(index, term, brought.getValue(), brought.getKey(),
					SnapshotTaking.this.delivery.timestampMillis());
			this.point = point;
			this.content = new BufferedOutputStream(this.writer.content(point), 1 << 16);
			return this.content;
		}

		@Override
		public void complete() throws IOException {
			OutputStream content = this.content;
			if (content == null) {
				throw new IllegalStateException("a snapshot was completed before it was opened");
			}
			content.close();
			SnapshotTaking.this.owner.accept((consensus, now) -> completed(this, consensus, now));
		}

		@Override
		public void abandon(Throwable cause) {
			SnapshotTaking.this.owner.accept((consensus, now) -> abandoned(this, cause, now));
		}

	}

}
