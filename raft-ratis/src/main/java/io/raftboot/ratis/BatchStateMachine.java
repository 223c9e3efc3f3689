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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Ratis takes for the machine: hands on what is committed, and nothing else. Must
 * never throw when it applies, because Ratis would close the division on every replica.
 */
final class BatchStateMachine extends BaseStateMachine {

	private static final Logger logger = LoggerFactory.getLogger(BatchStateMachine.class);

	private static final Batch NOTHING = new Batch(0, List.of());

	private final Delivery delivery;

	private final Events events;

	private final SnapshotFiles snapshots = new SnapshotFiles();

	private final AtomicReference<@Nullable StagedSnapshot> staged = new AtomicReference<>();

	/** What the thread that appends is about to append. */
	private volatile @Nullable Submission submission;

	/** Only used by Ratis's thread, after it was set. */
	private @Nullable Appenders appenders;

	/** Only used by the thread that appends. */
	private long lastTimestamp;

	BatchStateMachine(Delivery delivery, Events events) {
		this.delivery = delivery;
		this.events = events;
	}

	/** Have followers told of what was applied here. */
	void tell(Appenders followers) {
		this.appenders = followers;
	}

	@Override
	public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage storage) throws IOException {
		super.initialize(server, groupId, storage);
		getLifeCycle().startAndTransition(() -> {
			this.snapshots.init(storage);
			restore(this.snapshots.getLatestSnapshot());
		}, IOException.class);
	}

	/** Called when a snapshot has arrived, before it takes its place. */
	@Override
	public void pause() {
		try {
			this.snapshots.syncReceived();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		getLifeCycle().transition(LifeCycle.State.PAUSING);
		getLifeCycle().transition(LifeCycle.State.PAUSED);
	}

	@Override
	public void reinitialize() throws IOException {
		restore(this.snapshots.loadLatestSnapshot());
		getLifeCycle().transition(LifeCycle.State.STARTING);
		getLifeCycle().transition(LifeCycle.State.RUNNING);
	}

	private void restore(@Nullable SingleFileSnapshotInfo latest) throws IOException {
		if (latest == null) {
			return;
		}
		setLastAppliedTermIndex(latest.getTermIndex());
		StoredSnapshot snapshot = StoredSnapshot.open(latest);
		if (this.delivery.restore(snapshot, snapshot.timestampMillis())) {
			this.events.snapshot(snapshot.index(), snapshot.term());
		}
		else {
			snapshot.close();
		}
	}

	@Override
	public StateMachineStorage getStateMachineStorage() {
		return this.snapshots;
	}

	SnapshotFiles snapshots() {
		return this.snapshots;
	}

	/** Have a snapshot published when Ratis asks for one next. */
	void stage(StagedSnapshot snapshot) {
		StagedSnapshot before = this.staged.getAndSet(snapshot);
		if (before != null) {
			before.published().completeExceptionally(new IOException("a later snapshot took its place"));
		}
	}

	@Override
	public long takeSnapshot() {
		StagedSnapshot ready = this.staged.getAndSet(null);
		if (ready == null) {
			return RaftLog.INVALID_LOG_INDEX;
		}
		try {
			SingleFileSnapshotInfo latest = this.snapshots.publish(ready);
			this.events.snapshot(latest.getIndex(), latest.getTerm());
			ready.published().complete(latest.getIndex());
			return latest.getIndex();
		}
		catch (IOException ex) {
			ready.published().completeExceptionally(ex);
			return RaftLog.INVALID_LOG_INDEX;
		}
	}

	/**
	 * Prepare for a request of this node's own: no other may write.
	 */
	void expect(Submission next) {
		this.submission = next;
	}

	@Override
	public TransactionContext startTransaction(RaftClientRequest request) {
		Submission own = this.submission;
		TransactionContext.Builder context = TransactionContext.newBuilder()
			.setStateMachine(this)
			.setClientRequest(request);
		if (own == null || own.request != request) {
			return context.build().setException(new IOException("only the node itself may write"));
		}
		// Here the leader has applied all that was committed in earlier terms
		this.lastTimestamp = Math.max(this.lastTimestamp,
				Math.max(System.currentTimeMillis(), this.delivery.timestampMillis()));
		Batch.stamp(own.entry, this.lastTimestamp);
		own.context = context.setLogData(UnsafeByteOperations.unsafeWrap(own.entry)).build();
		return own.context;
	}

	@Override
	public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
		LogEntryProto entry = transaction.getLogEntry();
		deliver(entry, parse(entry));
		updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
		if (this.appenders != null) {
			this.appenders.applied(entry.getIndex());
		}
		return CompletableFuture.completedFuture(Message.EMPTY);
	}

	private void deliver(LogEntryProto entry, Batch batch) {
		try {
			this.delivery.committed(entry.getIndex(), entry.getTerm(), batch);
		}
		catch (RuntimeException ex) {
			this.events.failed(ex);
		}
	}

	private static Batch parse(LogEntryProto entry) {
		try {
			return Batch.read(entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer());
		}
		catch (RuntimeException ex) {
			logger.error("The entry at index {} is skipped, as on every node of this version", entry.getIndex(), ex);
			return NOTHING;
		}
	}

	@Override
	public void notifyTermIndexUpdated(long term, long index) {
		super.notifyTermIndexUpdated(term, index);
		this.delivery.committed(index, term, NOTHING);
	}

	@Override
	public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
		this.events.configured(index, configuration);
	}

	@Override
	public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
		this.events.changed();
	}

	@Override
	public void notifyLeaderReady() {
		this.events.changed();
	}

	@Override
	public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
		this.events.failed(cause);
	}

	@Override
	public void notifyServerShutdown(RoleInfoProto role, boolean allServer) {
		if (!allServer) {
			this.events.notMember();
		}
	}

	/**
	 * What happened, told on Ratis's threads.
	 */
	interface Events {

		/** Role, term or leader may be others. */
		void changed();

		/** A configuration was committed. */
		void configured(long index, RaftConfigurationProto configuration);

		/** A snapshot is the latest now. */
		void snapshot(long index, long term);

		/** The log cannot be written. */
		void failed(Throwable cause);

		/** The others say that this node is no member. */
		void notMember();

	}

	/** An entry of this node's own on its way into the log. */
	static final class Submission {

		private final RaftClientRequest request;

		private final byte[] entry;

		private volatile @Nullable TransactionContext context;

		Submission(RaftClientRequest request, byte[] entry) {
			this.request = request;
			this.entry = entry;
		}

		/** Return the entry with its place in the log, {@code null} if it got none. */
		@Nullable LogEntryProto logged() {
			TransactionContext started = this.context;
			return (started != null) ? started.getLogEntry() : null;
		}

	}

}
