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

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.RaftException;
import io.raftboot.Role;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.Consensus;
import io.raftboot.consensus.Effects;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.Message;
import io.raftboot.consensus.SnapshotPoint;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.ReadRequest;
import io.raftboot.storage.DiskFullException;
import io.raftboot.storage.Identity;
import io.raftboot.storage.NodeStorage;
import io.raftboot.storage.SnapshotFileWriter;
import io.raftboot.storage.StoredSnapshot;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage;
import io.raftboot.transport.PeerMessage.CallKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's share of a group: consensus and storage, driven in the one order that keeps
 * the promises. Has no thread, no clock and no network of its own: the same inputs at the
 * same times give the same outputs, so a whole cluster runs inside one test.
 * <p>
 * Inputs are gathered by the methods below; {@link #process} then carries out all that
 * has arrived as one batch: one append, one sync, one write to each member. Whoever owns
 * the replica calls it after inputs, and at {@link #nextDeadline()}. Not thread-safe: one
 * thread owns it, and the futures complete on that thread.
 */
public final class Replica implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Replica.class);

	/** How long nothing happens at most, milliseconds. */
	private static final long IDLE_DELAY = 1000;

	private final ReplicaSettings settings;

	private final NodeStorage storage;

	private final EngineListener listener;

	private final Outbox outbox;

	private final ReplicaHost host;

	private final ReplicaMeters meters;

	private final Proposals proposals;

	private final Reads reads;

	private final Calls calls;

	private final Delivery delivery;

	private final SnapshotTaking taking;

	private final SnapshotSending sending;

	private final SnapshotReceiving receiving;

	private final DiskSteps disk;

	private final ReplicaView view;

	private final List<Message> messages = new ArrayList<>();

	private final List<FromPeer> peerMessages = new ArrayList<>();

	private final Set<Long> lost = new LinkedHashSet<>();

	private final List<OwnerTask> tasks = new ArrayList<>();

	private @Nullable Consensus consensus;

	private Condition condition = Condition.UNINITIALISED;

	private @Nullable String failure;

	/** The configuration that {@link #peers} follows from. */
	private Configuration peersOf = Configuration.EMPTY;

	private List<Member> peers = List.of();

	/**
	 * The latest committed one: who is missing there although it had a number is removed.
	 */
	private Configuration committed = Configuration.EMPTY;

	private long leader;

	/** When a leader whose disk is full tries to be rid of the leadership. */
	private long handOverAt;

	private long now;

	/**
	 * Create a replica.
	 * @param settings the settings
	 * @param storage the open storage; closed with the replica
	 * @param listener told what happens, within {@link #start} and {@link #process}
	 * @param outbox the way to the other members
	 * @param host the surroundings
	 */
	public Replica(ReplicaSettings settings, NodeStorage storage, EngineListener listener, Outbox outbox,
			ReplicaHost host) {

		this.settings = settings;
		this.storage = storage;
		this.listener = listener;
		this.outbox = outbox;
		this.host = host;
		this.meters = new ReplicaMeters(host.meters(), settings.group());
		RandomGenerator random = host.random();
		this.proposals = new Proposals(settings, outbox, this.meters, random.nextLong());
		this.reads = new Reads(settings, random.nextLong() >>> 2);
		this.calls = new Calls(settings, outbox, random.nextLong() >>> 2);
		this.delivery = new Delivery(settings, listener);
		this.taking = new SnapshotTaking(settings, storage, this.delivery, listener, this::later);
		this.sending = new SnapshotSending(settings, storage, outbox);
		this.receiving = new SnapshotReceiving(storage, outbox, host, this::later);
		this.disk = new DiskSteps(storage, outbox, this.meters, this::restore);
		this.view = new ReplicaView(settings, listener, this.meters);
		this.meters.watch(this.view::status, this.proposals::pending);
	}

	/**
	 * Start from what is durable: found the cluster in an empty directory if that is set,
	 * hand the latest snapshot to the listener.
	 * @param now the monotonic time, milliseconds
	 * @param timestampMillis the clock, milliseconds since the epoch
	 * @throws IOException if the disk fails
	 */
	public void start(long now, long timestampMillis) throws IOException {

		this.now = now;
		new Bootstrap(this.settings, this.storage, this.host.random()).run();
		Identity identity = this.storage.identity();
		if (identity.removed()) {
			this.condition = Condition.REMOVED;
		}
		else if (identity.nodeId() != 0) {
			this.condition = Condition.MEMBER;
		}
		this.consensus = newConsensus();
		this.proposals.started(this.storage.hardState().term());
		SnapshotPoint snapshot = this.storage.snapshot();
		if (snapshot.index() > 0) {
			continueAfter(snapshot);
		}
		process(now, timestampMillis);
	}

	/**
	 * Carry out everything that has arrived since the last call. Exceptions other than
	 * those of the disk come through: nothing is to be trusted then, see {@link #fail}.
	 * @param now the monotonic time, milliseconds, never falling
	 * @param timestampMillis the clock, milliseconds since the epoch
	 */
	public void process(long now, long timestampMillis) {

		this.now = now;
		try {
			if (this.condition == Condition.MEMBER) {
				turn(timestampMillis);
			}
			else {
				runTasks();
				rejectAll(refusal());
			}
		}
		catch (IOException ex) {
			fail(ex);
		}
		this.outbox.flush();
		mark();
		this.view.refresh(this);
	}

	/** Once everybody has what was waited for. */
	private void mark() {
		if (this.condition == Condition.FAILED) {
			return;
		}
		try {
			this.storage.mark();
		}
		catch (IOException ex) {
			fail(ex);
		}
	}

	/**
	 * Return when {@link #process} is due though nothing arrives.
	 * @return the monotonic time, milliseconds
	 */
	public long nextDeadline() {

		if (this.condition != Condition.MEMBER) {
			return this.now + IDLE_DELAY;
		}
		long next = Math.min(this.consensus().nextDeadline(), this.now + IDLE_DELAY);
		next = Math.min(next, this.reads.nextDeadline());
		next = Math.min(next, this.sending.nextDeadline());
		return Math.min(next, this.disk.nextDeadline());
	}

	/**
	 * Take what another member's consensus says.
	 * @param message the message, to this node's number
	 */
	public void receive(Message message) {

		if (this.condition == Condition.MEMBER && !isFromRemoved(message.from())) {
			this.messages.add(message);
		}
	}

	/**
	 * Take what another member's replica says.
	 * @param from the sender's number
	 * @param message the message
	 */
	public void receive(long from, PeerMessage message) {

		if (this.condition == Condition.MEMBER && (isAnswer(message) || !isFromRemoved(from))) {
			this.peerMessages.add(new FromPeer(from, message));
		}
	}

	/**
	 * Also welcome from a leader that was removed meanwhile, perhaps by that very call.
	 */
	private static boolean isAnswer(PeerMessage message) {
		return message instanceof PeerMessage.CallReply || message instanceof PeerMessage.ForwardReply;
	}

	/**
	 * Note that messages to a member are lost.
	 * @param member its number
	 */
	public void unreachable(long member) {

		if (this.condition == Condition.MEMBER) {
			this.lost.add(member);
		}
	}

	/**
	 * Become a member. To be called on a node that waits, before the first message to its
	 * number: a member of a cluster has said that this address is now its member. Does
	 * nothing when the node is that member already.
	 * @param clusterId the cluster
	 * @param nodeId the number given to this node
	 * @return whether the node is that member now; {@code false} for one that is another,
	 * was removed or cannot save it
	 */
	public boolean join(long clusterId, long nodeId) {

		Identity identity = this.storage.identity();
		if (this.condition == Condition.MEMBER) {
			return identity.nodeId() == nodeId && identity.clusterId() == clusterId;
		}
		if (this.condition != Condition.UNINITIALISED || this.consensus == null) {
			return false;
		}
		try {
			this.storage.save(new Identity(identity.directoryId(), clusterId, nodeId, false));
		}
		catch (DiskFullException ex) {
			logger.warn("This node cannot become member {} yet: {}", nodeId, ex.getMessage());
			return false;
		}
		catch (IOException ex) {
			fail(ex);
			return false;
		}
		logger.info("This node is member {} of the cluster now", nodeId);
		this.condition = Condition.MEMBER;
		this.consensus = newConsensus();
		return true;
	}

	/**
	 * Append a payload to the log, on whichever node leads.
	 * @param proposal the payload, and who takes the answer
	 */
	public void propose(Proposal proposal) {

		if (this.disk.isFull()) {
			this.meters.rejected(ErrorCode.BUSY);
			Answers.rejected(proposal, ErrorCode.BUSY);
			return;
		}
		this.proposals.add(proposal);
	}

	/**
	 * Confirm an index for a linearizable read.
	 * @param request takes the answer
	 */
	public void read(ReadRequest request) {

		this.reads.add(request);
	}

	/**
	 * Note that the listener has dealt with all entries up to an index.
	 * @param index the last index dealt with
	 */
	public void applied(long index) {

		this.delivery.applied(index);
	}

	/**
	 * Make this node the only member of a new cluster.
	 * @param minElectionTimeoutMillis lower bound of the election timeout of all members
	 * @param maxElectionTimeoutMillis upper bound
	 * @return the members
	 */
	public CompletableFuture<List<Member>> createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis) {

		if (this.condition != Condition.UNINITIALISED || this.consensus == null) {
			return CompletableFuture.failedFuture(new RaftException((this.condition == Condition.MEMBER)
					? ErrorCode.CLUSTER_ALREADY_CREATED : ErrorCode.NOT_CLUSTER_MEMBER, this.failure));
		}
		try {
			Member self = new Bootstrap(this.settings, this.storage, this.host.random())
				.createCluster(minElectionTimeoutMillis, maxElectionTimeoutMillis);
			this.condition = Condition.MEMBER;
			this.consensus = newConsensus();
			return CompletableFuture.completedFuture(List.of(self));
		}
		catch (IOException ex) {
			fail(ex);
			return CompletableFuture
				.failedFuture(new RaftException(ErrorCode.RESULT_UNKNOWN, "the disk failed: " + ex.getMessage()));
		}
	}

	/**
	 * Add a member, on whichever node leads.
	 * @param address where the new node is reached
	 * @param role what it is to count for
	 * @return the members, when the change is committed and the member counts
	 */
	public CompletableFuture<List<Member>> addMember(String address, MemberRole role) {

		if (this.settings.address() == null) {
			return CompletableFuture.failedFuture(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER,
					"this node has no address that others could reach: set raft.address"));
		}
		return this.calls.add(CallKind.ADD, address, role);
	}

	/**
	 * Remove a member, on whichever node leads.
	 * @param address its address
	 * @return the members, when the change is committed
	 */
	public CompletableFuture<List<Member>> removeMember(String address) {

		return this.calls.add(CallKind.REMOVE, address, MemberRole.VOTER);
	}

	/**
	 * Hand leadership over.
	 * @param address the member that is to lead, {@code null} for the most advanced voter
	 * @return the address of the new leader, once it leads
	 */
	public CompletableFuture<String> transferLeadership(@Nullable String address) {

		return this.calls.add(CallKind.TRANSFER, (address != null) ? address : "", MemberRole.VOTER)
			.thenApply((leader) -> leader.isEmpty() ? "" : leader.get(0).address());
	}

	/**
	 * Take a snapshot here, and ask every other member for one.
	 * @return the index of this node's snapshot, when it is complete
	 */
	public CompletableFuture<Long> takeSnapshot() {

		if (this.condition != Condition.MEMBER) {
			return CompletableFuture.failedFuture(new RaftException(
					(this.condition == Condition.FAILED) ? ErrorCode.NO_LEADER : ErrorCode.NOT_CLUSTER_MEMBER,
					this.failure));
		}
		for (Member member : this.peers) {
			this.outbox.send(member.nodeId(), new PeerMessage.TakeSnapshot());
		}
		return this.taking.request(this.delivery.applied());
	}

	/**
	 * Take no part any more, because nothing here can be trusted. The listener is told.
	 * @param cause why
	 */
	public void fail(Throwable cause) {

		if (this.condition == Condition.FAILED) {
			return;
		}
		logger.error("This node takes no part any more", cause);
		String message = cause.getMessage();
		this.failure = (message != null) ? message : cause.toString();
		this.condition = Condition.FAILED;
		this.meters.failed(cause);
		forgetInputs();
		rejectAll(ErrorCode.NO_LEADER);
		this.sending.close();
		this.view.refresh(this);
		this.listener.failed(cause);
	}

	/**
	 * Return what is known, as of the last {@link #process}. Any thread.
	 * @return the status; {@code lastApplied} is the last index dealt with
	 */
	public NodeStatus status() {

		return this.view.status();
	}

	/**
	 * Return who the node is.
	 * @return the identity
	 */
	public Identity identity() {

		return this.storage.identity();
	}

	/**
	 * Close the storage. Nothing that waits is answered.
	 */
	@Override
	public void close() {

		this.sending.close();
		this.receiving.close();
		this.meters.close();
		this.storage.close();
	}

	private Consensus newConsensus() {
		Consensus started = new Consensus(this.settings.consensus(), this.storage.identity().nodeId(),
				this.storage.hardState(), this.storage.log(), this.storage.snapshot(), this.storage.configurations(),
				this.host.random(), this.now);
		Configuration configuration = started.configuration();
		if (this.condition == Condition.MEMBER && configuration.members().size() == 1
				&& configuration.members().get(0).nodeId() == this.storage.identity().nodeId()) {
			// Nobody else can lead: no need to wait
			started.campaign();
		}
		return started;
	}

	private void turn(long timestampMillis) throws IOException {
		Consensus core = this.consensus();
		this.disk.retry(core, this.now);
		core.tick(this.now);
		runTasks();
		takeMessages(core);
		watchLeader(core);
		this.proposals.submit(core, this.now, timestampMillis);
		if (isBehindForLackOfRoom(core)) {
			this.reads.rejectAll(ErrorCode.NO_LEADER);
		}
		this.reads.submit(core, this.now);
		handOverWhenFull(core);
		this.calls.submit(core, this.now, timestampMillis);
		this.sending.tick(core, this.now);
		carryOutEffects(core);
		deliver(core);
		if (this.condition == Condition.MEMBER) {
			this.taking.check(this.delivery.applied(), core, this.now);
		}
	}

	/**
	 * What is committed and cannot be given out, or a term that nobody may hear of: a
	 * read would wait for room.
	 */
	private boolean isBehindForLackOfRoom(Consensus core) {
		return this.disk.isFull() && (this.disk.holdsHardState() || core.commitIndex() > this.delivery.delivered());
	}

	/**
	 * Without room a leader refuses commands and cannot give out what the others commit:
	 * one of them had better lead. When none takes it over, it is tried again.
	 */
	private void handOverWhenFull(Consensus core) {
		if (this.disk.isFull() && core.role() == Role.LEADER && this.now >= this.handOverAt
				&& this.peers.stream().anyMatch((member) -> member.role() == MemberRole.VOTER)) {
			this.handOverAt = this.now + 2 * this.settings.consensus().electionTimeout();
			logger.warn("Leadership is handed over, because this node's disk is full");
			this.calls.add(CallKind.TRANSFER, "", MemberRole.VOTER);
		}
	}

	private void takeMessages(Consensus core) {
		this.lost.forEach((member) -> {
			core.unreachable(member);
			this.proposals.lost(member, this.now + 2 * this.settings.consensus().electionTimeout());
		});
		this.lost.clear();
		for (Message message : this.messages) {
			// Without its bytes a snapshot is for a witness, which keeps none
			if (!(message instanceof Message.InstallSnapshot) || mayBeWitness(core)) {
				core.receive(message);
			}
		}
		this.messages.clear();
		if (!this.peerMessages.isEmpty()) {
			List<FromPeer> received = List.copyOf(this.peerMessages);
			this.peerMessages.clear();
			received.forEach((message) -> take(message.from, message.message, core));
		}
	}

	private void take(long from, PeerMessage message, Consensus core) {
		if (message instanceof PeerMessage.Forward forward) {
			this.proposals.add(from, forward);
		}
		else if (message instanceof PeerMessage.ForwardReply reply) {
			this.proposals.answered(reply);
		}
		else if (message instanceof PeerMessage.Call call) {
			this.calls.add(from, call);
		}
		else if (message instanceof PeerMessage.CallReply reply) {
			this.calls.answered(reply);
		}
		else if (message instanceof PeerMessage.SnapshotPiece piece) {
			this.receiving.receive(from, piece, core);
		}
		else if (message instanceof PeerMessage.SnapshotReply reply) {
			this.sending.answered(from, reply, core, this.now);
		}
		else if (message instanceof PeerMessage.TakeSnapshot) {
			this.taking.request(this.delivery.applied());
		}
		else if (message instanceof PeerMessage.Removed) {
			removed();
		}
	}

	private boolean mayBeWitness(Consensus core) {
		for (Member member : core.configuration().members()) {
			if (member.nodeId() == self()) {
				return member.role() == MemberRole.WITNESS;
			}
		}
		return true;
	}

	private void runTasks() throws IOException {
		while (!this.tasks.isEmpty()) {
			this.tasks.remove(0).run(consensus(), this.now);
		}
	}

	private void later(OwnerTask task) {
		this.host.owner().execute(() -> this.tasks.add(task));
	}

	private void carryOutEffects(Consensus core) throws IOException {
		while (core.hasEffects()) {
			Effects effects = this.disk.holdsHardState() ? core.drain().withMessagesAfterSync() : core.drain();
			updatePeers(core);
			effects.messages().forEach(this.outbox::send);
			if (effects.hardState() != null || !effects.entries().isEmpty()) {
				// The others work while this disk does
				this.outbox.flush();
			}
			this.disk.write(effects, core, this.now);
			watchLeader(core);
			this.reads.decided(effects.reads());
			this.calls.decided(effects.changes(), core);
			for (Message.InstallSnapshot install : effects.snapshotsToSend()) {
				this.sending.start(install, core, this.now);
			}
		}
		if (!this.disk.isFull()) {
			// Else it may be wanted by what waits for room
			this.receiving.dropComplete();
		}
	}

	/** Note who leads before anything is answered by it. */
	private void watchLeader(Consensus core) {
		if (core.leader() != this.leader) {
			this.leader = core.leader();
			this.proposals.leaderChanged(this.leader, this.now + 2 * this.settings.consensus().electionTimeout());
		}
	}

	private void updatePeers(Consensus core) {
		Configuration configuration = core.configuration();
		if (Objects.equals(configuration, this.peersOf)) {
			return;
		}
		Map<Long, Member> others = new LinkedHashMap<>();
		configuration.members().forEach((member) -> others.put(member.nodeId(), member));
		configuration.outgoing().forEach((member) -> others.putIfAbsent(member.nodeId(), member));
		others.remove(self());
		this.peersOf = configuration;
		this.peers = List.copyOf(others.values());
		this.outbox.members(this.peers);
		this.meters.watchLag(this.peers, this.view::status);
	}

	private void deliver(Consensus core) {
		this.meters.committed(core.commitIndex());
		if (!this.disk.isFull()) {
			// What waits for room may replace what the log still has at that index
			giveOut(core);
		}
		if (isRemoved(self())) {
			removed();
		}
	}

	private void giveOut(Consensus core) {
		boolean witness = core.role() == Role.WITNESS;
		for (Entry entry : this.delivery.deliver(this.storage.log(), core.commitIndex(), witness)) {
			Configuration configuration = this.storage.configurations().get(entry.index());
			if (configuration != null) {
				this.taking.committed(entry.index(), configuration);
				this.committed = configuration;
			}
		}
	}

	private boolean isRemoved(long member) {
		return member <= this.committed.highestId() && !contains(this.committed.members(), member)
				&& !contains(this.committed.outgoing(), member);
	}

	/** Asked for every message, so without a stream. */
	private static boolean contains(List<Member> members, long number) {
		for (Member member : members) {
			if (member.nodeId() == number) {
				return true;
			}
		}
		return false;
	}

	private boolean isFromRemoved(long member) {
		if (!isRemoved(member)) {
			return false;
		}
		this.outbox.send(member, new PeerMessage.Removed());
		return true;
	}

	private void removed() {
		if (this.condition != Condition.MEMBER) {
			return;
		}
		Identity identity = this.storage.identity();
		try {
			this.storage.save(new Identity(identity.directoryId(), identity.clusterId(), identity.nodeId(), true));
		}
		catch (DiskFullException ex) {
			// Nothing was promised: after a restart the others say it again
			logger.warn("The removal of this node cannot be saved: {}", ex.getMessage());
		}
		catch (IOException ex) {
			fail(ex);
			return;
		}
		this.condition = Condition.REMOVED;
		this.calls.removed(String.valueOf(this.settings.address()),
				this.committed.members().stream().filter((member) -> member.nodeId() != self()).toList());
		logger.warn("Member {} has been removed from the cluster and answers no calls any more."
				+ " To use this node again, stop it, delete its data directory, start it and add it", self());
		forgetInputs();
		this.sending.close();
		this.outbox.flush();
		this.outbox.members(List.of());
	}

	private void restore(SnapshotPoint point) throws IOException {
		SnapshotFileWriter complete = this.receiving.complete();
		if (complete == null && !mayBeWitness(consensus())) {
			throw new IllegalStateException(
					"the snapshot at index \"" + point.index() + "\" is to be restored but its file is not there");
		}
		DiskSteps.install(this.storage, point, complete);
		this.receiving.dropComplete();
		continueAfter(this.storage.snapshot());
	}

	private void continueAfter(SnapshotPoint snapshot) throws IOException {
		this.taking.restored(snapshot);
		this.delivery.restored(snapshot.index(), snapshot.timestampMillis());
		this.committed = snapshot.configuration();
		StoredSnapshot file = this.storage.openSnapshot();
		try (InputStream content = file.content()) {
			if (content.read() < 0) {
				// The mark of a witness, which has no state
				file.close();
				return;
			}
		}
		this.listener.restore(new RestoredSnapshot(file));
	}

	private void rejectAll(ErrorCode code) {
		this.proposals.rejectWaiting(code);
		this.reads.rejectAll(code);
		this.calls.failAll(code, (this.failure != null) ? this.failure : "");
	}

	/** Return what calls are answered with while this node is no member. */
	private ErrorCode refusal() {
		return (this.condition == Condition.FAILED) ? ErrorCode.NO_LEADER : ErrorCode.NOT_CLUSTER_MEMBER;
	}

	private void forgetInputs() {
		this.messages.clear();
		this.peerMessages.clear();
		this.lost.clear();
	}

	/** Return consensus, which is there from the start on. */
	Consensus consensus() {
		Consensus started = this.consensus;
		if (started == null) {
			throw new IllegalStateException("the replica was not started");
		}
		return started;
	}

	NodeStorage storage() {
		return this.storage;
	}

	Condition condition() {
		return this.condition;
	}

	@Nullable String failure() {
		return this.failure;
	}

	boolean isHeldBack() {
		return this.delivery.isHeldBack(consensus().commitIndex());
	}

	long lastApplied() {
		return this.delivery.applied();
	}

	long now() {
		return this.now;
	}

	private long self() {
		return this.storage.identity().nodeId();
	}

	private record FromPeer(long from, PeerMessage message) {
	}

}
