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
import java.util.stream.Stream;

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
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.server.RaftConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's share of a group: what Ratis does not do, around Ratis. Owned by the event
 * loop; what may wait is done on the control thread, which hands its results back.
 */
final class RatisNode implements EngineLoop.Turns, Inbox, BatchStateMachine.Events, Executor {

	private static final Logger logger = LoggerFactory.getLogger(RatisNode.class);

	/** How long to wait before Ratis is opened again, milliseconds. */
	private static final long REOPEN_DELAY = 1000;

	/**
	 * What the log is read from after a write that failed need not be what is on the
	 * disk: only a new start, by somebody who knows why, may trust it.
	 */
	private static final long NEVER = Long.MAX_VALUE / 2;

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

	private final MemberFile file;

	private final Path storage;

	private final EngineListener listener;

	private final EngineLoop loop;

	private final Executor control;

	private final RatisMeters meters;

	private final Delivery delivery;

	private final EntryAppender appender;

	private final Reads reads;

	private final Terms terms = new Terms();

	private final Proposals proposals;

	private final Changes changes;

	private final Snapshots snapshots;

	private final View view;

	private final Outbox outbox;

	private Condition condition = Condition.UNINITIALISED;

	private Standing standing = Standing.NOWHERE;

	private @Nullable Group group;

	private @Nullable String failure;

	/** The index of the latest configuration that this node is in, -1 for none. */
	private long memberSince = -1;

	private Peers peers = new Peers(List.of(), List.of());

	private List<Member> connected = List.of();

	/** What Ratis begins with in a new directory. */
	private Peers initial = new Peers(List.of(), List.of());

	/** The configuration that {@link #peers} is made of: Ratis never changes one. */
	private @Nullable RaftConfiguration seen;

	/** Whether {@link #peers} are committed and no change is under way. */
	private boolean settled;

	private boolean founder;

	private @Nullable Runnable whenLeading;

	private boolean opening;

	private long openAt;

	private long steppedDownAt;

	private volatile long applied;

	RatisNode(Surroundings surroundings, MemberFile file, EngineListener listener, Function<Inbox, Outbox> network) {
		this.settings = surroundings.settings;
		this.file = file;
		this.storage = surroundings.storage;
		this.listener = listener;
		this.loop = surroundings.loop;
		this.control = surroundings.control;
		this.meters = surroundings.meters;
		this.delivery = new Delivery(this.loop::wake);
		this.outbox = network.apply(this);
		this.appender = new EntryAppender(this.settings, this.loop, this.meters);
		this.reads = new Reads(this.settings);
		this.proposals = new Proposals(this.settings, this.outbox, this.appender, this.reads, this.meters);
		this.changes = new Changes(this, this.outbox, this.settings);
		this.snapshots = new Snapshots(this.settings, this.delivery, listener, this.loop, this.control);
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
			found();
			MemberRecord member = record();
			if (member.removed()) {
				this.condition = Condition.REMOVED;
			}
			else if (member.nodeId() != 0 && (member.formatted() || this.initial.members().size() == 1)) {
				opened(openGroup(member, this.initial));
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

	private void found() throws IOException {
		List<String> founders = this.settings.founders();
		int place = founders.indexOf(this.settings.ownAddress());
		MemberRecord member = record();
		if (founders.size() > Changes.FOUNDERS) {
			throw RatisSettings.bad("members", founders.size() + " addresses", "The members are too many",
					"List at most " + Changes.FOUNDERS + ".");
		}
		if (member.nodeId() == 0 && place >= 0) {
			long cluster = (founders.size() == 1) ? MemberFile.nonZero() : Founding.clusterId(this.settings);
			this.file.change((empty) -> empty.member(cluster, place + 1, 0, 0));
		}
		if (place >= 0 && record().nodeId() == place + 1 && !record().removed()) {
			List<Member> members = new ArrayList<>();
			founders.forEach((address) -> members.add(new Member(members.size() + 1, address, MemberRole.VOTER)));
			beFounder(members);
		}
	}

	private void beFounder(List<Member> members) {
		this.initial = Peers.of(this.settings, members);
		this.peers = this.initial;
		this.founder = true;
		if (!record().formatted()) {
			this.memberSince = 0;
			this.condition = Condition.MEMBER;
		}
	}

	private Group openGroup(MemberRecord member, Peers beginning) throws IOException {
		MemberRecord timed = member.withTimeouts(minTimeout(member), maxTimeout(member));
		Group opened = Group.open(this.settings, timed, this.storage, beginning.all(),
				new BatchStateMachine(this.delivery, this), this.meters.registry());
		if (!member.formatted()) {
			this.file.change(MemberRecord::asFormatted);
		}
		return opened;
	}

	// On the loop

	void start() {
		this.appender.start();
		this.loop.start(this, Math.max(5, Math.min(50, this.settings.electionTimeoutMillis() / 10)));
	}

	/** Stop. What is outstanding gets no answer. */
	void close() {
		this.condition = Condition.UNINITIALISED;
		this.loop.close();
		this.delivery.close();
		this.appender.close();
	}

	/** End what may wait: not on the loop. */
	void end() {
		Group open = this.group;
		if (open != null) {
			open.close();
		}
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
			ErrorCode refusal = refusal();
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
		ErrorCode refusal = refusal();
		if (refusal != null) {
			Answers.rejected(request, refusal);
		}
		else {
			this.reads.add(request);
		}
	}

	private @Nullable ErrorCode refusal() {
		return switch (this.condition) {
			case MEMBER -> null;
			case FAILED -> ErrorCode.NO_LEADER;
			default -> ErrorCode.NOT_CLUSTER_MEMBER;
		};
	}

	@Override
	public void turn(long now) {
		giveOut();
		watch(now);
		this.reads.settle(this.terms, now);
		if (this.condition == Condition.MEMBER) {
			this.proposals.submit(this.standing, now);
			this.changes.tick(now);
			this.snapshots.check(this.applied, now);
		}
		else {
			this.proposals.rejectWaiting(
					(this.condition == Condition.FAILED) ? ErrorCode.NO_LEADER : ErrorCode.NOT_CLUSTER_MEMBER);
		}
		this.outbox.flush();
		this.view.refresh(this, this.group, now);
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
		Group open = this.group;
		this.standing = Standing.of(open);
		this.proposals.leaderIs(this.standing.leader());
		Runnable waiting = this.whenLeading;
		if (waiting != null && this.standing.leads()) {
			this.whenLeading = null;
			waiting.run();
		}
		if (open == null) {
			openWhenReady(now);
		}
		else if (this.condition == Condition.REMOVED) {
			closeGroup(open);
		}
		else if (!open.isAlive()) {
			broken("Ratis has closed its division or its log");
		}
		else {
			watchConfiguration(open);
			watchLeadership(open, now);
		}
		connect();
	}

	private void watchConfiguration(Group open) {
		RaftConfiguration configuration = open.division().getRaftConf();
		if (configuration != this.seen) {
			this.seen = configuration;
			this.peers = Peers.of(configuration);
		}
		long self = record().nodeId();
		// What an invited learner begins with is only what may become true
		boolean known = this.founder || configuration.getLogEntryIndex() >= 0;
		boolean member = known
				&& configuration.getPeer(Peers.id(self), RaftPeerRole.FOLLOWER, RaftPeerRole.LISTENER) != null;
		if (member) {
			this.memberSince = Math.max(this.memberSince, Math.max(0, configuration.getLogEntryIndex()));
			if (this.condition != Condition.MEMBER) {
				logger.info("This node is member {} of the cluster now", self);
			}
			this.condition = Condition.MEMBER;
			this.failure = null;
		}
		boolean learner = this.peers.learners().stream().anyMatch((peer) -> Peers.number(peer.getId()) == self);
		this.settled = configuration.getPreviousPeers(RaftPeerRole.FOLLOWER).isEmpty()
				&& configuration.getLogEntryIndex() <= open.division().getRaftLog().getLastCommittedIndex();
		if (learner && this.settled && this.standing.role() != Role.LEARNER && !this.opening) {
			logger.info("Member {} is a learner now", self);
			closeGroup(open);
			this.openAt = 0;
		}
	}

	/** A leader that is cut off has to be made to step down. */
	private void watchLeadership(Group open, long now) {
		long patience = maxTimeout(record());
		if (this.standing.leads() && now - this.steppedDownAt >= patience
				&& LeaderWatch.isDeserted(open.division(), patience)) {
			this.steppedDownAt = now;
			logger.warn("A majority has not answered this leader for {} ms: it steps down", patience);
			this.control.execute(() -> open.transfer(null, patience));
		}
	}

	private void openWhenReady(long now) {
		MemberRecord member = record();
		if (this.opening || now < this.openAt || this.condition == Condition.REMOVED || member.nodeId() == 0) {
			return;
		}
		if (!member.formatted() && (this.memberSince < 0 || !isWelcome())) {
			return;
		}
		Peers beginning = this.initial;
		openLater(beginning, null);
	}

	/**
	 * A founder with an empty directory may have forgotten a vote. Whoever has met it
	 * with another directory refuses it, so a majority has to have taken it in first.
	 */
	private boolean isWelcome() {
		List<Member> members = this.peers.members();
		long welcoming = members.stream()
			.filter((member) -> member.nodeId() == record().nodeId() || this.outbox.reaches(member.nodeId()))
			.count();
		return 2 * welcoming > members.size();
	}

	private void openLater(Peers beginning, @Nullable Runnable then) {
		this.opening = true;
		MemberRecord member = record();
		this.control.execute(() -> {
			try {
				StorageDirectory.checkRoom(this.settings, this.storage);
				Group opened = openGroup(member, beginning);
				this.loop.execute(() -> {
					this.opening = false;
					opened(opened);
					if (then != null) {
						then.run();
					}
				});
			}
			catch (IOException | RuntimeException ex) {
				this.loop.execute(() -> notOpened(ex));
			}
		});
	}

	private void notOpened(Exception cause) {
		this.opening = false;
		this.openAt = this.loop.now() + REOPEN_DELAY;
		String message = String.valueOf(cause.getMessage());
		if (!message.equals(this.failure)) {
			logger.error("Ratis could not be opened; it is tried again", cause);
		}
		this.failure = message;
		if (this.condition == Condition.MEMBER) {
			this.condition = Condition.FAILED;
		}
	}

	private void opened(Group opened) {
		this.group = opened;
		this.appender.group(opened);
		this.snapshots.group(opened);
	}

	private void closeGroup(Group open) {
		this.group = null;
		this.appender.group(null);
		this.snapshots.group(null);
		this.control.execute(open::close);
	}

	private void broken(String problem) {
		broken(problem, REOPEN_DELAY);
	}

	private void broken(String problem, long delay) {
		Group open = this.group;
		if (open == null || this.condition == Condition.REMOVED) {
			return;
		}
		logger.error("This node takes no part: {}", problem);
		this.meters.failed();
		this.failure = problem;
		if (this.condition == Condition.MEMBER) {
			this.condition = Condition.FAILED;
		}
		this.openAt = this.loop.now() + delay;
		closeGroup(open);
	}

	/** Have connections to the others, and to whom is about to join or has just left. */
	private void connect() {
		List<Member> others = new ArrayList<>();
		if (this.condition == Condition.MEMBER || this.condition == Condition.FAILED) {
			others.addAll(this.peers.members());
			Member joining = this.changes.joining();
			if (joining != null && View.find(others, joining.nodeId()) == null) {
				others.add(joining);
			}
			Member leaving = View.find(this.connected, this.changes.leaving());
			if (leaving != null && View.find(others, leaving.nodeId()) == null) {
				others.add(leaving);
			}
			others.removeIf((member) -> member.nodeId() == record().nodeId());
		}
		if (!others.equals(this.connected)) {
			this.connected = others;
			this.outbox.members(others);
			this.meters.watchLag(others, this.view::status);
		}
	}

	// Calls, on the loop

	CompletableFuture<List<Member>> createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis) {
		if (this.condition != Condition.UNINITIALISED || record().nodeId() != 0) {
			return CompletableFuture.failedFuture(new RaftException((this.condition == Condition.REMOVED)
					? ErrorCode.NOT_CLUSTER_MEMBER : ErrorCode.CLUSTER_ALREADY_CREATED));
		}
		Member self = new Member(1, this.settings.ownAddress(), MemberRole.VOTER);
		CompletableFuture<List<Member>> created = new CompletableFuture<>();
		try {
			this.file.change((empty) -> empty.member(MemberFile.nonZero(), 1, minElectionTimeoutMillis,
					maxElectionTimeoutMillis));
			beFounder(List.of(self));
			// Whoever has created a cluster goes on at once
			openLater(this.initial, () -> this.whenLeading = () -> created.complete(List.of(self)));
		}
		catch (IOException ex) {
			created.completeExceptionally(
					new RaftException(ErrorCode.RESULT_UNKNOWN, "the disk failed: " + ex.getMessage()));
		}
		return created;
	}

	CompletableFuture<List<Member>> call(CallKind kind, String address, MemberRole role) {
		ErrorCode refusal = refusal();
		if (refusal != null) {
			return CompletableFuture.failedFuture(new RaftException(refusal, this.failure));
		}
		if (kind == CallKind.ADD && this.settings.node().address() == null) {
			return CompletableFuture.failedFuture(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER,
					"this node has no address that others could reach: set raft.address"));
		}
		return this.changes.call(kind, address, role);
	}

	CompletableFuture<Long> takeSnapshot() {
		ErrorCode refusal = refusal();
		if (refusal != null) {
			return CompletableFuture.failedFuture(new RaftException(refusal, this.failure));
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

	Peers peers() {
		return this.peers;
	}

	boolean isSettled() {
		return this.settled;
	}

	Peers peersOf(List<Member> members) {
		return Peers.of(this.settings, members);
	}

	MemberRecord record() {
		return this.file.get();
	}

	Condition condition() {
		return this.condition;
	}

	@Nullable String failure() {
		return (this.condition == Condition.FAILED) ? this.failure : null;
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

	long minTimeout(MemberRecord member) {
		return (member.minTimeoutMillis() != 0) ? member.minTimeoutMillis() : this.settings.electionTimeoutMillis();
	}

	long maxTimeout(MemberRecord member) {
		return (member.maxTimeoutMillis() != 0) ? member.maxTimeoutMillis() : 2 * this.settings.electionTimeoutMillis();
	}

	@Nullable Long nodeIdOrNull() {
		boolean member = this.condition != Condition.UNINITIALISED;
		return (member && record().nodeId() != 0) ? record().nodeId() : null;
	}

	NodeStatus status() {
		return this.view.status();
	}

	@Nullable Member mostAdvanced() {
		Member best = null;
		long match = -1;
		for (NodeStatus.Progress progress : this.view.status().progress()) {
			Member member = View.find(this.peers.members(), progress.nodeId());
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
		long timeout = Math.max(maxTimeout(record()), this.settings.node().requestTimeout().toMillis() / 2);
		return onGroup((open) -> open.transfer(Peers.id(to), timeout));
	}

	private CompletableFuture<RaftClientReply> onGroup(Function<Group, CompletableFuture<RaftClientReply>> call) {
		Group open = this.group;
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
			members.addAll(this.peers.members());
			members.add(joining);
		}
		MemberRecord own = record();
		return new Invitation(own.minTimeoutMillis(), own.maxTimeoutMillis(),
				this.settings.ratisAddress(joining.address()), members);
	}

	void tellRemoved(long member) {
		if (member != record().nodeId()) {
			this.outbox.send(member, new PeerMessage.Removed());
		}
	}

	// From the network, on the loop

	@Override
	public long clusterId() {
		return (nodeId() != 0) ? record().clusterId() : 0;
	}

	@Override
	public long directoryId() {
		return record().directoryId();
	}

	@Override
	public long nodeId() {
		// One that was invited and never added may be invited again, as another
		return (this.memberSince >= 0 || record().removed()) ? record().nodeId() : 0;
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
		else if (this.condition == Condition.MEMBER && !isFromRemoved(from)) {
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
		if (invitation != null && this.memberSince < 0 && this.condition == Condition.UNINITIALISED) {
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
		if (this.group != null) {
			sendReady(from);
			return;
		}
		if (this.opening) {
			return;
		}
		try {
			this.file
				.change((member) -> member.withTimeouts(invitation.minTimeoutMillis(), invitation.maxTimeoutMillis()));
			this.initial = Peers.of(this.settings, invitation.members());
			openLater(this.initial, () -> sendReady(from));
		}
		catch (IOException ex) {
			notOpened(ex);
		}
	}

	private void sendReady(long to) {
		this.outbox.send(to, new PeerMessage.EngineMessage(Invitation.ready(record().nodeId())));
	}

	/** Whether a sender was removed, by a configuration that is newer than the sender. */
	private boolean isFromRemoved(long member) {
		Group open = this.group;
		Member joining = this.changes.joining();
		if (open == null || (joining != null && joining.nodeId() == member)) {
			return false;
		}
		RaftConfiguration configuration = open.division().getRaftConf();
		long index = configuration.getLogEntryIndex();
		boolean known = configuration.getPeer(Peers.id(member), RaftPeerRole.FOLLOWER, RaftPeerRole.LISTENER) != null;
		boolean newer = member <= Changes.FOUNDERS || index >= member - Changes.FOUNDERS;
		if (known || !newer || index > open.division().getRaftLog().getLastCommittedIndex()) {
			return false;
		}
		this.outbox.send(member, new PeerMessage.Removed());
		return true;
	}

	@Override
	public void unreachable(long member) {
		this.proposals.lost(member);
	}

	@Override
	public boolean join(long clusterId, long nodeId) {
		MemberRecord member = record();
		if (this.memberSince >= 0 || member.removed()) {
			return member.nodeId() == nodeId && member.clusterId() == clusterId;
		}
		if (member.nodeId() == nodeId && member.clusterId() == clusterId) {
			return true;
		}
		if (this.opening) {
			return false;
		}
		try {
			Group open = this.group;
			if (open != null) {
				closeGroup(open);
			}
			this.control.execute(() -> StorageDirectory.delete(this.storage));
			this.file.change((before) -> before.member(clusterId, nodeId, 0, 0));
			return true;
		}
		catch (IOException ex) {
			notOpened(ex);
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
		Long known = record().peers().get(member);
		if (known != null) {
			return known == directoryId;
		}
		try {
			this.file.change((before) -> before.knowing(member, directoryId));
			return true;
		}
		catch (IOException ex) {
			broken("the disk failed: " + ex.getMessage());
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
		boolean stable = configuration.getOldPeersCount() == 0 && configuration.getOldListenersCount() == 0;
		this.loop.execute(() -> {
			String self = Long.toString(record().nodeId());
			boolean member = Stream
				.concat(configuration.getPeersList().stream(), configuration.getListenersList().stream())
				.anyMatch((peer) -> peer.getId().toStringUtf8().equals(self));
			if (member) {
				this.memberSince = Math.max(this.memberSince, index);
			}
			else if (stable && this.memberSince >= 0 && index > this.memberSince) {
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
			this.loop.execute(() -> broken("the disk is full: " + cause, REOPEN_DELAY));
		}
		else {
			this.loop.execute(() -> broken("the log cannot be written: " + cause, NEVER));
		}
	}

	@Override
	public void notMember() {
		this.loop.execute(() -> {
			if (this.memberSince >= 0) {
				removed();
			}
		});
	}

	private void removed() {
		if (this.condition == Condition.REMOVED || this.memberSince < 0) {
			return;
		}
		try {
			this.file.change(MemberRecord::asRemoved);
		}
		catch (IOException ex) {
			broken("the disk failed: " + ex.getMessage());
			return;
		}
		this.condition = Condition.REMOVED;
		logger.warn(
				"Member {} has been removed from the cluster and answers no calls any more."
						+ " To use this node again, stop it, delete its data directory, start it and add it",
				record().nodeId());
		this.changes.removed(this.settings.ownAddress(),
				this.peers.members().stream().filter((member) -> member.nodeId() != record().nodeId()).toList());
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
