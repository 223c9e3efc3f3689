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
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.core.instrument.MeterRegistry;
import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.InputCodec;
import io.raftboot.JsonSlice;
import io.raftboot.Machine;
import io.raftboot.MachineFields;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeListener;
import io.raftboot.NodeSettings;
import io.raftboot.NodeStatus;
import io.raftboot.OnDiskMachine;
import io.raftboot.OutcomeHandler;
import io.raftboot.RaftException;
import io.raftboot.RaftNode;
import io.raftboot.Role;
import io.raftboot.Session;
import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.Engine;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.SnapshotSource;
import io.raftboot.engine.SnapshotTarget;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node: the user's machine on an engine. Checks what comes in on the caller's thread,
 * hands commands to the engine and queries to wherever they may run, and leaves the rest
 * to the {@link MachineThread}.
 */
public final class MachineNode implements RaftNode, EngineListener {

	private static final Logger log = LoggerFactory.getLogger(MachineNode.class);

	/** How long what is in flight may take to get its outcome when the node is closed. */
	private static final Duration PATIENCE = Duration.ofMillis(500);

	private final NodeSettings settings;

	private final InputCodec codec;

	private final Type inputType;

	private final long proposer = new SecureRandom().nextLong() >>> 1;

	private final MachineMeters meters;

	private final Calls calls;

	private final HostedMachine machine;

	private final MachineThread thread;

	private final Snapshots snapshots;

	private final Listeners listeners;

	private final Completions completions;

	private final AtomicBoolean closed = new AtomicBoolean();

	private @Nullable Engine engine;

	/** The user's code never runs on it. */
	private volatile @Nullable Thread engineThread;

	private volatile @Nullable String failure;

	/**
	 * Create a node that reads and writes JSON.
	 * @param settings the settings
	 * @param machine the machine, whose class tells the type of its inputs
	 * @param meters where to count
	 */
	public MachineNode(NodeSettings settings, Machine<?> machine, MeterRegistry meters) {
		this(settings, machine, null, new JacksonCodec(), meters);
	}

	/**
	 * Create a node.
	 * @param settings the settings
	 * @param machine the machine
	 * @param inputType the type of the machine's inputs, {@code null} if its class tells
	 * @param codec reads and writes inputs and outputs
	 * @param meters where to count
	 */
	@SuppressWarnings("unchecked")
	public MachineNode(NodeSettings settings, Machine<?> machine, @Nullable Type inputType, InputCodec codec,
			MeterRegistry meters) {
		this.settings = settings;
		this.codec = codec;
		this.inputType = (inputType != null) ? inputType : InputTypes.of(machine.getClass());
		String group = settings.group();
		this.completions = new Completions("raft-" + group + "-completions");
		this.meters = new MachineMeters(meters, group);
		this.calls = new Calls(group, settings.requestTimeout(), this.meters);
		this.machine = new HostedMachine((Machine<Object>) machine, codec, this.inputType, this.proposer, this.calls);
		this.thread = new MachineThread(group, this.machine, this.calls, this.meters, (task) -> engine().execute(task),
				(index) -> engine().applied(index), this::machineFailed);
		this.snapshots = new Snapshots(group, this.thread, this.machine, this.meters);
		this.listeners = new Listeners(this.thread);
		this.meters.gauge("raft.applied.index", "The last index applied to the machine", this.thread,
				MachineThread::lastApplied);
		this.meters.gauge("raft.machine.queue", "Batches and queries that wait for the machine thread", this.thread,
				MachineThread::queued);
		this.meters.gauge("raft.calls.waiting", "Callers that wait for an outcome", this.calls, Calls::waiting);
		this.meters.gauge("raft.sessions", "Clients whose outcomes are kept", this.machine, HostedMachine::sessions);
	}

	/**
	 * Put the node on its engine, once, before {@link #start()}.
	 * @param engine the engine
	 */
	public void attach(Engine engine) {
		this.engine = engine;
	}

	private Engine engine() {
		return Objects.requireNonNull(this.engine, "attach(engine) comes first");
	}

	@Override
	public void start() {
		Engine started = engine();
		this.calls.start();
		try {
			if (this.machine.machine() instanceof OnDiskMachine<?> storing) {
				this.machine.open(new MachineStorage(this.settings, storing, started::clusterId));
			}
			this.thread.start();
			started.start(this);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
		OldData.warn(this.settings, started.status());
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.calls.awaitNone(PATIENCE);
		if (this.engine != null && this.failure == null) {
			Departure.handOver(this.engine);
		}
		this.calls.close();
		if (this.engine != null) {
			if (this.engine.status().self() == null) {
				// it may have been a witness
				this.machine.hollow();
			}
			this.engine.close();
		}
		this.thread.stop();
		Ending.await(this.thread.thread(), this.calls.thread(), this.snapshots.close());
		this.calls.answerAll();
		this.completions.close();
		this.meters.close();
	}

	@Override
	public <O> CompletableFuture<O> apply(ApplyKind kind, Object input, @Nullable Session session,
			Class<O> outputType) {
		FutureOutcome<O> outcome = new FutureOutcome<>(this.codec, outputType, this.completions);
		byte[] json;
		try {
			json = this.codec.writeInput(input);
		}
		catch (IllegalArgumentException ex) {
			return CompletableFuture
				.failedFuture(new RaftException(ErrorCode.INVALID_MACHINE_INPUT, InputErrors.reason(ex)));
		}
		apply(kind, new JsonSlice(json, 0, json.length), session, outcome);
		return outcome.future();
	}

	@Override
	public void apply(ApplyKind kind, JsonSlice json, @Nullable Session session, OutcomeHandler handler) {
		try {
			accept(kind, json, session, handler);
		}
		catch (RaftException ex) {
			this.meters.outcome(kind, ex.code());
			handler.failed(ex);
		}
	}

	private void accept(ApplyKind kind, JsonSlice json, @Nullable Session session, OutcomeHandler handler) {
		checkCondition(kind);
		if (json.length() > this.settings.maxCommandSize()) {
			throw new RaftException(ErrorCode.TOO_LARGE, "the input has " + json.length()
					+ " bytes, raft.max-command-size allows " + this.settings.maxCommandSize());
		}
		Object input = read(json);
		if (kind == ApplyKind.COMMAND) {
			propose(json, input, session, handler);
		}
		else {
			checkReadOnly(kind, input);
			query(new QueryCall(this.calls, this.thread, kind, input, json.length(), handler));
		}
	}

	/**
	 * A node outside of a cluster, or a witness, has no state that it could answer from;
	 * nor has one that may have been a witness and does not know yet that it was removed.
	 */
	private void checkCondition(ApplyKind kind) {
		NodeStatus status = engine().status();
		if (status.condition() == NodeStatus.Condition.REMOVED) {
			throw new RaftException(ErrorCode.NOT_CLUSTER_MEMBER);
		}
		String problem = this.failure;
		if (problem != null || status.condition() == NodeStatus.Condition.FAILED || this.closed.get()) {
			String reason = (problem != null) ? problem : status.failure();
			throw new RaftException(ErrorCode.NO_LEADER, "this node has "
					+ (this.closed.get() ? "been closed" : "failed, see its log: " + reason) + "; ask another");
		}
		if (status.condition() != NodeStatus.Condition.MEMBER
				|| (kind == ApplyKind.LOCAL_QUERY && status.self() == null)) {
			throw new RaftException(ErrorCode.NOT_CLUSTER_MEMBER);
		}
		if (status.role() == Role.WITNESS) {
			throw new RaftException(ErrorCode.NO_LEADER, "this node is a witness and has no machine; ask another");
		}
	}

	private Object read(JsonSlice json) {
		try {
			return this.codec.readInput(json, this.inputType);
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw new RaftException(ErrorCode.INVALID_MACHINE_INPUT, InputErrors.reason(ex));
		}
	}

	private void checkReadOnly(ApplyKind kind, Object input) {
		boolean readOnly;
		try {
			readOnly = this.machine.machine().isReadOnly(input);
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw new RaftException(ErrorCode.MACHINE_FAILED, InputErrors.reason(ex));
		}
		if (!readOnly) {
			throw new RaftException(ErrorCode.INVALID_MACHINE_INPUT, "\"" + input.getClass().getSimpleName()
					+ "\" does not only read, so it cannot be a " + kind.wireName() + "; send it as a Command");
		}
	}

	private void propose(JsonSlice json, Object input, @Nullable Session session, OutcomeHandler handler) {
		byte[] kept = this.codec.toLog(json, input);
		Envelope.Writer envelope = (kept != null) ? new Envelope.Writer(this.proposer, session, kept, 0, kept.length)
				: new Envelope.Writer(this.proposer, session, json.array(), json.offset(), json.length());
		CommandCall call = new CommandCall(this.calls, input, envelope, handler);
		register(call);
		engine().propose(call);
	}

	private void query(QueryCall call) {
		if (call.kind() == ApplyKind.QUERY) {
			register(call);
			engine().read(call);
		}
		else if (Thread.currentThread() == this.engineThread) {
			if (!this.thread.answerQuickly(call)) {
				register(call);
				this.thread.submitWithOthers(call);
			}
		}
		else {
			call.answer(queryHere(call));
		}
	}

	private Outcome queryHere(QueryCall call) {
		this.machine.lock().readLock().lock();
		try {
			return this.machine.query(call.kind(), call.input());
		}
		finally {
			this.machine.lock().readLock().unlock();
		}
	}

	private void register(Call call) {
		ErrorCode refused = this.calls.register(call);
		if (refused != null) {
			throw new RaftException(refused);
		}
	}

	@Override
	public CompletableFuture<List<Member>> createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis) {
		return within(engine().createCluster(minElectionTimeoutMillis, maxElectionTimeoutMillis));
	}

	@Override
	public CompletableFuture<List<Member>> addMember(String address, MemberRole role) {
		return within(engine().addMember(address, role));
	}

	@Override
	public CompletableFuture<List<Member>> removeMember(String address) {
		return within(engine().removeMember(address));
	}

	@Override
	public CompletableFuture<List<Member>> leave() {
		NodeStatus status = engine().status();
		CompletableFuture<List<Member>> left = new CompletableFuture<>();
		if (status.condition() == NodeStatus.Condition.REMOVED) {
			closeAside(() -> left.complete(status.members()));
			return left;
		}
		Member self = status.self();
		if (self == null) {
			left.completeExceptionally(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER));
			return left;
		}
		removeMember(self.address()).whenComplete((members, failure) -> {
			if (failure != null) {
				left.completeExceptionally(failure);
			}
			else {
				closeAside(() -> left.complete(members));
			}
		});
		return left;
	}

	private <T> CompletableFuture<T> within(CompletableFuture<T> future) {
		return Ending.within(this.settings, future, this.completions);
	}

	/** Closing waits, so it has a thread of its own. */
	private void closeAside(Runnable then) {
		Thread closing = new Thread(() -> {
			close();
			then.run();
		}, "raft-" + this.settings.group() + "-leaving");
		closing.setDaemon(true);
		closing.start();
	}

	@Override
	public CompletableFuture<Long> takeSnapshot() {
		return within(engine().takeSnapshot());
	}

	@Override
	public CompletableFuture<Long> exportSnapshot(Path file) {
		try {
			checkCondition(ApplyKind.LOCAL_QUERY);
		}
		catch (RaftException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return within(this.snapshots.export(file));
	}

	@Override
	public CompletableFuture<String> transferLeadership(@Nullable String address) {
		return within(engine().transferLeadership(address));
	}

	@Override
	public NodeStatus status() {
		NodeStatus status = engine().status();
		String problem = this.failure;
		return new NodeStatus(status.address(), status.nodeId(), status.role(), status.term(), status.leader(),
				status.votedFor(), status.commitIndex(), this.thread.lastApplied(), status.firstLogIndex(),
				status.lastLogIndex(), status.snapshotTerm(), status.snapshotIndex(), status.minElectionTimeoutMillis(),
				status.maxElectionTimeoutMillis(), status.members(), status.progress(),
				(problem != null) ? NodeStatus.Condition.FAILED : status.condition(),
				(problem != null) ? problem : status.failure());
	}

	@Override
	public CompletableFuture<byte @Nullable []> machineState(int maxBytes) {
		return within(this.thread.compute(() -> stateOf(maxBytes), this.completions));
	}

	private byte @Nullable [] stateOf(int maxBytes) {
		if (this.machine.machine() instanceof OnDiskMachine) {
			// its fields are the way to its state
			return null;
		}
		LimitedBytes bytes = new LimitedBytes(maxBytes);
		try {
			MachineFields.write(this.machine.machine(), bytes);
			return bytes.toByteArray();
		}
		catch (IOException | RuntimeException ex) {
			log.debug("The machine's state is not given as JSON: {}", ex.getMessage());
			return null;
		}
	}

	@Override
	public void addListener(NodeListener listener) {
		this.listeners.add(listener);
	}

	@Override
	public void committed(List<CommittedEntry> entries) {
		onEngineThread();
		this.thread.committed(entries);
	}

	@Override
	public void restore(SnapshotSource snapshot) {
		onEngineThread();
		this.snapshots.restore(snapshot);
	}

	@Override
	public void takeSnapshot(SnapshotTarget target) {
		onEngineThread();
		this.snapshots.take(target);
	}

	@Override
	public void roleChanged(Role role, long term, @Nullable Member leader) {
		onEngineThread();
		this.machine.role(role);
		this.listeners.changed(role, term, leader);
	}

	@Override
	public void failed(Throwable cause) {
		onEngineThread();
		fail(cause);
	}

	private void onEngineThread() {
		Thread current = Thread.currentThread();
		if (this.engineThread != current) {
			this.engineThread = current;
		}
	}

	/**
	 * The machine is in no known state: leave the cluster to the others.
	 */
	private void machineFailed(Throwable cause) {
		fail(cause);
		Thread closing = new Thread(() -> engine().close(), "raft-" + this.settings.group() + "-failed");
		closing.setDaemon(true);
		closing.start();
	}

	private void fail(Throwable cause) {
		this.failure = InputErrors.reason(cause);
		this.calls.answerAll();
	}

}
