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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.RaftException;
import io.raftboot.RaftStartException;
import io.raftboot.Role;
import io.raftboot.consensus.Message;
import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.ReadRequest;
import io.raftboot.transport.Inbox;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage;
import io.raftboot.transport.PeerMessage.CallKind;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.RaftClientReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's share of a group: what Ratis does not do, around Ratis. Owned by the event
 * loop; what may wait is done on the control thread, which hands its results back.
 */
final class RatisNode implements EngineLoop.Turns, Inbox, BatchStateMachine.Events, Executor {

	private static final Logger logger = LoggerFactory.getLogger(RatisNode.class);

	/** Wants a barrier and not its index. */
	private static final ReadRequest NOBODY = new ReadRequest() {

		@Override
		public void confirmed(long index) {
			// it is in the log
		}

		@Override
		public void rejected(ErrorCode code) {
			// whoever wanted it waits in vain, and knows how long
		}

	};

	private final RatisSettings settings;

	private final EngineListener listener;

	private final EngineLoop loop;

	private final Executor control;

	private final RatisMeters meters;

	private final Delivery delivery;

	private final Membership membership;

	private final EntryAppender appender;

	private final Reads reads;

	private final Terms terms = new Terms();

	private final Proposals proposals;

	private final Changes changes;

	private final Snapshots snapshots;

	private final View view;

	private final GroupKeeper keeper;

	private final Outbox outbox;

	private Standing standing = Standing.NOWHERE;

	private List<Member> connected = List.of();

	private @Nullable Runnable whenLeading;

	private long steppedDownAt;

	private volatile long applied;

	RatisNode(Surroundings surroundings, MemberFile file, EngineListener listener, Function<Inbox, Outbox> network) {
		this.settings = surroundings.settings;
		this.listener = listener;
		this.loop = surroundings.loop;
		this.control = surroundings.control;
		this.meters = surroundings.meters;
		this.delivery = new Delivery(this.loop::wake);
		this.membership = new Membership(this.settings, file);
		this.outbox = network.apply(this);
		this.appender = new EntryAppender(this.settings, this.loop, this.meters);
		this.reads = new Reads(this.settings);
		this.proposals = new Proposals(this.settings, this.outbox, this.appender, this.reads, this.meters);
		this.changes = new Changes(this, this.outbox, this.settings);
		this.snapshots = new Snapshots(this.settings, this.delivery, listener, this.loop, this.control);
		this.keeper = new GroupKeeper(surroundings, this.membership, () -> new BatchStateMachine(this.delivery, this),
				(group) -> {
					this.appender.group(group);
					this.snapshots.group(group);
				});
		this.view = new View(this.settings, listener, this.meters);
		this.meters.watch(this.view::status, this.proposals::pending);
	}

	// Before the loop

	/**
	 * Become who the directory says, or found the cluster if that is set. Opens Ratis
	 * unless the others have to be asked first.
	 * @throws RaftStartException if the directory or the port cannot be used
	 */
	void open() {
		try {
			this.membership.found();
			if (this.membership.mayTakePartAtOnce()) {
				this.keeper.open();
			}
		}
		catch (IOException | IllegalStateException ex) {
			throw new RaftStartException("data-directory", this.settings.node().dataDirectory().toString(),
					"The storage cannot be opened: " + ex.getMessage(),
					"Repair what the message names, or restore the directory; as the last resort remove this member,"
							+ " delete the directory and add the member again.",
					ex);
		}
	}

	// On the loop

	void start() {
		this.appender.start();
		this.loop.start(this, Math.max(5, Math.min(50, this.settings.electionTimeoutMillis() / 10)));
	}

	/** Stop. What is outstanding gets no answer. */
	void close() {
		this.membership.end();
		this.loop.close();
		this.delivery.close();
		this.appender.close();
	}

	/** End what may wait: not on the loop. */
	void end() {
		this.keeper.end();
		this.meters.close();
	}

	Thread appending() {
		return this.appender.thread();
	}

	@Override
	public void execute(Runnable task) {
		this.loop.execute(task);
	}

	@Override
	public void take(Object input) {
		if (input instanceof Proposal proposal) {
			ErrorCode refusal = this.membership.refusal();
			if (refusal != null) {
				this.meters.rejected(refusal);
				Answers.rejected(proposal, refusal);
			}
			else {
				this.proposals.add(proposal);
			}
		}
		else if (input instanceof ReadRequest request) {
			read(request);
		}
	}

	void read(ReadRequest request) {
		ErrorCode refusal = this.membership.refusal();
		if (refusal != null) {
			Answers.rejected(request, refusal);
		}
		else {
			this.reads.add(request);
		}
	}

	@Override
	public void turn(long now) {
		giveOut();
		watch(now);
		this.reads.settle(this.terms, now);
		ErrorCode refusal = this.membership.refusal();
		if (refusal == null) {
			this.proposals.submit(this.standing, now);
			this.changes.tick(now);
			this.snapshots.check(this.applied, now);
		}
		else {
			this.proposals.rejectWaiting(refusal);
		}
		this.outbox.flush();
		this.view.refresh(this, this.keeper.group(), now);
	}

	/** Give out what Ratis has committed: as much as there is in one list. */
	private void giveOut() {
		List<CommittedEntry> together = new ArrayList<>();
		for (Object event : this.delivery.take()) {
			if (event instanceof StoredSnapshot snapshot) {
				giveOut(together);
				together = new ArrayList<>();
				this.terms.restored(snapshot.index(), snapshot.term());
				this.listener.restore(snapshot);
			}
			else if (event instanceof List<?> entries) {
				for (Object entry : entries) {
					together.add((CommittedEntry) entry);
				}
			}
		}
		giveOut(together);
	}

	private void giveOut(List<CommittedEntry> entries) {
		if (!entries.isEmpty()) {
			entries.forEach((entry) -> this.terms.given(entry.index(), entry.term()));
			this.snapshots.given(entries);
			this.listener.committed(entries);
		}
	}

	private void watch(long now) {
		Group open = this.keeper.group();
		this.standing = Standing.of(open);
		this.proposals.leaderIs(this.standing.leader());
		Runnable waiting = this.whenLeading;
		if (waiting != null && this.standing.leads()) {
			this.whenLeading = null;
			waiting.run();
		}
		if (open == null) {
			this.keeper.openWhenReady(this.outbox, now);
		}
		else if (this.membership.isRemoved()) {
			this.keeper.close();
		}
		else if (!open.isAlive()) {
			this.keeper.broken("Ratis has closed its division or its log", GroupKeeper.REOPEN_DELAY);
		}
		else {
			this.membership.see(open.division().getRaftConf(), open.division().getRaftLog().getLastCommittedIndex());
			watchRole();
			watchLeadership(open, now);
		}
		connect();
	}

	/** Ratis takes a new role over when it is opened. */
	private void watchRole() {
		if (this.membership.isLearner() && this.standing.role() != Role.LEARNER && !this.keeper.isOpening()) {
			logger.info("Member {} is a learner now", this.membership.nodeId());
			this.keeper.reopen();
		}
	}

	/** A leader that is cut off has to be made to step down. */
	private void watchLeadership(Group open, long now) {
		long patience = this.membership.maxTimeout();
		if (this.standing.leads() && now - this.steppedDownAt >= patience
				&& LeaderWatch.isDeserted(open.division(), patience)) {
			this.steppedDownAt = now;
			logger.warn("A majority has not answered this leader for {} ms: it steps down", patience);
			this.control.execute(() -> open.transfer(null, patience));
		}
	}

	/** Have connections to the others, and to whom is about to join or has just left. */
	private void connect() {
		List<Member> others = new ArrayList<>();
		Condition condition = this.membership.condition();
		if (condition == Condition.MEMBER || condition == Condition.FAILED) {
			others.addAll(this.membership.members());
			Member joining = this.changes.joining();
			if (joining != null && View.find(others, joining.nodeId()) == null) {
				others.add(joining);
			}
			Member leaving = View.find(this.connected, this.changes.leaving());
			if (leaving != null && View.find(others, leaving.nodeId()) == null) {
				others.add(leaving);
			}
			others.removeIf((member) -> member.nodeId() == this.membership.nodeId());
		}
		if (!others.equals(this.connected)) {
			this.connected = others;
			this.outbox.members(others);
			this.meters.watchLag(others, this.view::status);
		}
	}

	// Calls, on the loop

	CompletableFuture<List<Member>> createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis) {
		if (this.membership.condition() != Condition.UNINITIALISED || this.membership.nodeId() != 0) {
			return CompletableFuture.failedFuture(new RaftException(
					this.membership.isRemoved() ? ErrorCode.NOT_CLUSTER_MEMBER : ErrorCode.CLUSTER_ALREADY_CREATED));
		}
		CompletableFuture<List<Member>> created = new CompletableFuture<>();
		try {
			Member self = this.membership.create(minElectionTimeoutMillis, maxElectionTimeoutMillis);
			// Whoever has created a cluster goes on at once
			this.keeper.openLater(() -> this.whenLeading = () -> created.complete(List.of(self)));
		}
		catch (IOException ex) {
			created.completeExceptionally(
					new RaftException(ErrorCode.RESULT_UNKNOWN, "the disk failed: " + ex.getMessage()));
		}
		return created;
	}

	CompletableFuture<List<Member>> call(CallKind kind, String address, MemberRole role) {
		ErrorCode refusal = this.membership.refusal();
		if (refusal != null) {
			return CompletableFuture.failedFuture(new RaftException(refusal, this.membership.lastFailure()));
		}
		if (kind == CallKind.ADD && this.settings.node().address() == null) {
			return CompletableFuture.failedFuture(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER,
					"this node has no address that others could reach: set raft.address"));
		}
		return this.changes.call(kind, address, role);
	}

	CompletableFuture<Long> takeSnapshot() {
		ErrorCode refusal = this.membership.refusal();
		if (refusal != null) {
			return CompletableFuture.failedFuture(new RaftException(refusal, this.membership.lastFailure()));
		}
		this.connected.forEach((member) -> this.outbox.send(member.nodeId(), new PeerMessage.TakeSnapshot()));
		return snapshotHere();
	}

	private CompletableFuture<Long> snapshotHere() {
		if (this.applied < 1) {
			// Ratis takes no snapshot of its first entry alone: a barrier comes after it
			read(NOBODY);
		}
		return this.snapshots.request(this.applied);
	}

	void applied(long index) {
		this.applied = index;
		this.delivery.applied(index);
	}

	// For the parts of the node

	long now() {
		return this.loop.now();
	}

	Standing standing() {
		return this.standing;
	}

	Membership membership() {
		return this.membership;
	}

	Peers peersOf(List<Member> members) {
		return Peers.of(this.settings, members);
	}

	long applied() {
		return this.applied;
	}

	long snapshotIndex() {
		return this.snapshots.latestIndex();
	}

	long snapshotTerm() {
		return this.snapshots.latestTerm();
	}

	NodeStatus status() {
		return this.view.status();
	}

	@Nullable Member mostAdvanced() {
		Member best = null;
		long match = -1;
		for (NodeStatus.Progress progress : this.view.status().progress()) {
			Member member = View.find(this.membership.members(), progress.nodeId());
			if (member != null && member.role() == MemberRole.VOTER && progress.matchIndex() > match) {
				best = member;
				match = progress.matchIndex();
			}
		}
		return best;
	}

	CompletableFuture<RaftClientReply> configure(Peers current, Peers target) {
		return onGroup((open) -> open.configure(current, target));
	}

	CompletableFuture<RaftClientReply> transfer(long to) {
		long timeout = Math.max(this.membership.maxTimeout(), this.settings.node().requestTimeout().toMillis() / 2);
		return onGroup((open) -> open.transfer(Peers.id(to), timeout));
	}

	private CompletableFuture<RaftClientReply> onGroup(Function<Group, CompletableFuture<RaftClientReply>> call) {
		Group open = this.keeper.group();
		if (open == null) {
			return CompletableFuture.failedFuture(new RaftException(ErrorCode.NO_LEADER));
		}
		CompletableFuture<RaftClientReply> result = new CompletableFuture<>();
		this.control.execute(() -> call.apply(open).whenComplete((reply, problem) -> {
			if (problem != null) {
				result.completeExceptionally(problem);
			}
			else {
				result.complete(reply);
			}
		}));
		return result;
	}

	Invitation invitation(Member joining) {
		List<Member> members = new ArrayList<>();
		if (joining.role() == MemberRole.LEARNER) {
			members.addAll(this.membership.members());
			members.add(joining);
		}
		MemberRecord own = this.membership.record();
		return new Invitation(own.minTimeoutMillis(), own.maxTimeoutMillis(),
				this.settings.ratisAddress(joining.address()), members);
	}

	void tellRemoved(long member) {
		if (member != this.membership.nodeId()) {
			this.outbox.send(member, new PeerMessage.Removed());
		}
	}

	// From the network, on the loop

	@Override
	public long clusterId() {
		return (nodeId() != 0) ? this.membership.record().clusterId() : 0;
	}

	@Override
	public long directoryId() {
		return this.membership.record().directoryId();
	}

	@Override
	public long nodeId() {
		// One that was invited and never added may be invited again, as another
		return this.membership.isFixed() ? this.membership.nodeId() : 0;
	}

	@Override
	public void received(Message message) {
		logger.debug("A member speaks another engine's language: {}", message);
	}

	@Override
	public void received(long from, PeerMessage message) {
		if (message instanceof PeerMessage.EngineMessage other) {
			engineMessage(from, other.content());
		}
		else if (this.membership.isMember() && !isFromRemoved(from)) {
			received(message, from);
		}
		this.loop.wake();
	}

	private void received(PeerMessage message, long from) {
		if (message instanceof PeerMessage.Forward forward) {
			this.proposals.add(from, forward, this.standing);
		}
		else if (message instanceof PeerMessage.ForwardReply reply) {
			this.proposals.answered(reply);
		}
		else if (message instanceof PeerMessage.Call call) {
			this.changes.received(from, call);
		}
		else if (message instanceof PeerMessage.CallReply reply) {
			this.changes.answered(reply);
		}
		else if (message instanceof PeerMessage.TakeSnapshot) {
			snapshotHere().exceptionally((problem) -> null);
		}
		else if (message instanceof PeerMessage.Removed) {
			removed();
		}
	}

	private void engineMessage(long from, byte[] content) {
		long ready = Invitation.ready(content);
		if (ready != 0) {
			if (ready == from) {
				this.changes.ready(from);
			}
			return;
		}
		Invitation invitation = Invitation.read(content);
		if (invitation != null && !this.membership.wasMember()
				&& this.membership.condition() == Condition.UNINITIALISED) {
			accept(from, invitation);
		}
	}

	private void accept(long from, Invitation invitation) {
		String expected = this.settings.ratisAddress(this.settings.ownAddress());
		if (!invitation.address().equals(expected)) {
			logger.error("The cluster expects Ratis on {} but this node has it on {}: set the same"
					+ " raft.ratis.port-offset on every node", invitation.address(), expected);
			return;
		}
		if (this.keeper.group() != null) {
			sendReady(from);
			return;
		}
		if (this.keeper.isOpening()) {
			return;
		}
		try {
			this.membership.accept(invitation);
			this.keeper.openLater(() -> sendReady(from));
		}
		catch (IOException ex) {
			this.keeper.notOpened(ex);
		}
	}

	private void sendReady(long to) {
		this.outbox.send(to, new PeerMessage.EngineMessage(Invitation.ready(this.membership.nodeId())));
	}

	/** Whether a sender was removed: it is told so. */
	private boolean isFromRemoved(long member) {
		Group open = this.keeper.group();
		Member joining = this.changes.joining();
		if (open == null || (joining != null && joining.nodeId() == member)) {
			return false;
		}
		boolean removed = Membership.isRemoved(member, open.division().getRaftConf(),
				open.division().getRaftLog().getLastCommittedIndex());
		if (removed) {
			this.outbox.send(member, new PeerMessage.Removed());
		}
		return removed;
	}

	@Override
	public void unreachable(long member) {
		this.proposals.lost(member);
	}

	@Override
	public boolean join(long clusterId, long nodeId) {
		MemberRecord member = this.membership.record();
		boolean same = member.nodeId() == nodeId && member.clusterId() == clusterId;
		if (same || this.membership.isFixed() || this.keeper.isOpening()) {
			return same;
		}
		try {
			this.keeper.clear();
			this.membership.become(clusterId, nodeId);
			return true;
		}
		catch (IOException ex) {
			this.keeper.notOpened(ex);
			return false;
		}
	}

	@Override
	public CompletableFuture<?> addMember(String address, MemberRole role) {
		this.loop.wake();
		if (role == MemberRole.WITNESS) {
			return CompletableFuture
				.failedFuture(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER, "the engine ratis has no witnesses"));
		}
		return call(CallKind.ADD, address, role);
	}

	@Override
	public boolean knows(long member, long directoryId) {
		Long known = this.membership.record().peers().get(member);
		if (known != null) {
			return known == directoryId;
		}
		try {
			this.membership.know(member, directoryId);
			return true;
		}
		catch (IOException ex) {
			this.keeper.broken("the disk failed: " + ex.getMessage(), GroupKeeper.REOPEN_DELAY);
			return false;
		}
	}

	// From Ratis, on its threads

	@Override
	public void changed() {
		this.loop.wake();
	}

	@Override
	public void configured(long index, RaftConfigurationProto configuration) {
		this.loop.execute(() -> {
			if (this.membership.committed(index, configuration)) {
				removed();
			}
		});
	}

	@Override
	public void snapshot(long index, long term) {
		this.loop.execute(() -> this.snapshots.latest(index, term));
	}

	@Override
	public void failed(Throwable cause) {
		if (StorageDirectory.isFull(cause)) {
			this.loop.execute(() -> this.keeper.broken("the disk is full: " + cause, GroupKeeper.REOPEN_DELAY));
		}
		else {
			this.loop.execute(() -> this.keeper.broken("the log cannot be written: " + cause, GroupKeeper.NEVER));
		}
	}

	@Override
	public void notMember() {
		this.loop.execute(() -> {
			if (this.membership.wasMember()) {
				removed();
			}
		});
	}

	private void removed() {
		if (this.membership.isRemoved() || !this.membership.wasMember()) {
			return;
		}
		try {
			this.membership.remove();
			this.changes.removed(this.settings.ownAddress(), this.membership.others());
		}
		catch (IOException ex) {
			this.keeper.broken("the disk failed: " + ex.getMessage(), GroupKeeper.REOPEN_DELAY);
		}
	}

	/**
	 * What a node stands in.
	 *
	 * @param settings the settings
	 * @param storage Ratis's directory
	 * @param loop owns the node
	 * @param control for what may wait, one after the other
	 * @param meters where figures go
	 */
	record Surroundings(RatisSettings settings, Path storage, EngineLoop loop, Executor control, RatisMeters meters) {
	}

}
