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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.transport.Outbox;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.server.RaftConfiguration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who a node is: what its directory says, and what the configuration in the log makes of
 * it. On the loop, once that runs; {@link #record()} from any thread.
 */
final class Membership {

	private static final Logger logger = LoggerFactory.getLogger(Membership.class);

	private final RatisSettings settings;

	private final MemberFile file;

	private Condition condition = Condition.UNINITIALISED;

	private @Nullable String failure;

	/** The index of the latest configuration that this node is in, -1 for none. */
	private long since = -1;

	private Peers peers = new Peers(List.of(), List.of());

	/** What Ratis begins with in a new directory. */
	private Peers initial = new Peers(List.of(), List.of());

	/** The configuration that {@link #peers} is made of: Ratis never changes one. */
	private @Nullable RaftConfiguration seen;

	/** Whether {@link #peers} are committed and no change is under way. */
	private boolean settled;

	private boolean founder;

	Membership(RatisSettings settings, MemberFile file) {
		this.settings = settings;
		this.file = file;
	}

	/** Become who the directory says, or found the cluster if that is set. */
	void found() throws IOException {
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
		if (record().removed()) {
			this.condition = Condition.REMOVED;
		}
	}

	/** Found a cluster of this node alone. */
	Member create(long minElectionTimeoutMillis, long maxElectionTimeoutMillis) throws IOException {
		Member self = new Member(1, this.settings.ownAddress(), MemberRole.VOTER);
		this.file.change(
				(empty) -> empty.member(MemberFile.nonZero(), 1, minElectionTimeoutMillis, maxElectionTimeoutMillis));
		beFounder(List.of(self));
		return self;
	}

	private void beFounder(List<Member> members) {
		this.initial = Peers.of(this.settings, members);
		this.peers = this.initial;
		this.founder = true;
		if (!record().formatted()) {
			this.since = 0;
			this.condition = Condition.MEMBER;
		}
	}

	/** Become the member that another one wants this node to be. */
	void become(long clusterId, long nodeId) throws IOException {
		this.file.change((before) -> before.member(clusterId, nodeId, 0, 0));
	}

	/** Begin with what the invitation says. */
	void accept(Invitation invitation) throws IOException {
		this.file.change((member) -> member.withTimeouts(invitation.minTimeoutMillis(), invitation.maxTimeoutMillis()));
		this.initial = Peers.of(this.settings, invitation.members());
	}

	/** Note that Ratis has made its directory. */
	void formatted() throws IOException {
		this.file.change(MemberRecord::asFormatted);
	}

	/** Remember, durably, which directory a member has. */
	void know(long member, long directoryId) throws IOException {
		this.file.change((before) -> before.knowing(member, directoryId));
	}

	/** Take over the configuration of the log. */
	void see(RaftConfiguration configuration, long committed) {
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
			this.since = Math.max(this.since, Math.max(0, configuration.getLogEntryIndex()));
			if (this.condition != Condition.MEMBER) {
				logger.info("This node is member {} of the cluster now", self);
			}
			this.condition = Condition.MEMBER;
			this.failure = null;
		}
		this.settled = configuration.getPreviousPeers(RaftPeerRole.FOLLOWER).isEmpty()
				&& configuration.getLogEntryIndex() <= committed;
	}

	/**
	 * Take over a configuration that was committed.
	 * @return whether it is one without this node, which was in an earlier one
	 */
	boolean committed(long index, RaftConfigurationProto configuration) {
		boolean stable = configuration.getOldPeersCount() == 0 && configuration.getOldListenersCount() == 0;
		String self = Long.toString(record().nodeId());
		boolean member = Stream.concat(configuration.getPeersList().stream(), configuration.getListenersList().stream())
			.anyMatch((peer) -> peer.getId().toStringUtf8().equals(self));
		if (member) {
			this.since = Math.max(this.since, index);
		}
		return !member && stable && this.since >= 0 && index > this.since;
	}

	/** Note, durably, that this node is no member any more. */
	void remove() throws IOException {
		this.file.change(MemberRecord::asRemoved);
		this.condition = Condition.REMOVED;
		logger.warn(
				"Member {} has been removed from the cluster and answers no calls any more."
						+ " To use this node again, stop it, delete its data directory, start it and add it",
				record().nodeId());
	}

	/** Note why this node takes no part at the moment. */
	void failed(String problem) {
		this.failure = problem;
		if (this.condition == Condition.MEMBER) {
			this.condition = Condition.FAILED;
		}
	}

	/** The node is being closed. */
	void end() {
		this.condition = Condition.UNINITIALISED;
	}

	Condition condition() {
		return this.condition;
	}

	boolean isMember() {
		return this.condition == Condition.MEMBER;
	}

	boolean isRemoved() {
		return this.condition == Condition.REMOVED;
	}

	@Nullable String failure() {
		return (this.condition == Condition.FAILED) ? this.failure : null;
	}

	/** Return the last failure, whether it is over or not. */
	@Nullable String lastFailure() {
		return this.failure;
	}

	/** Return why calls are refused at the moment, {@code null} if they are not. */
	@Nullable ErrorCode refusal() {
		return switch (this.condition) {
			case MEMBER -> null;
			case FAILED -> ErrorCode.NO_LEADER;
			default -> ErrorCode.NOT_CLUSTER_MEMBER;
		};
	}

	/** Whether this node was, at some time, in a configuration of the log. */
	boolean wasMember() {
		return this.since >= 0;
	}

	/** Whether no other member can say who this node is to be. */
	boolean isFixed() {
		return wasMember() || record().removed();
	}

	boolean isSettled() {
		return this.settled;
	}

	boolean isLearner() {
		return this.settled
				&& this.peers.learners().stream().anyMatch((peer) -> Peers.number(peer.getId()) == record().nodeId());
	}

	/**
	 * Whether Ratis may be opened. A founder with an empty directory may have forgotten a
	 * vote. Whoever has met it with another directory refuses it, so a majority has to
	 * have taken it in first.
	 */
	boolean mayTakePart(Outbox outbox) {
		MemberRecord self = record();
		if (self.nodeId() == 0 || isRemoved()) {
			return false;
		}
		if (self.formatted()) {
			return true;
		}
		List<Member> members = members();
		long welcoming = members.stream()
			.filter((member) -> member.nodeId() == self.nodeId() || outbox.reaches(member.nodeId()))
			.count();
		return wasMember() && 2 * welcoming > members.size();
	}

	/** Whether Ratis may be opened before the others are asked. */
	boolean mayTakePartAtOnce() {
		MemberRecord self = record();
		return !isRemoved() && self.nodeId() != 0 && (self.formatted() || this.initial.members().size() == 1);
	}

	/** Whether a sender was removed, by a configuration that is newer than the sender. */
	static boolean isRemoved(long member, RaftConfiguration configuration, long committed) {
		long index = configuration.getLogEntryIndex();
		boolean known = configuration.getPeer(Peers.id(member), RaftPeerRole.FOLLOWER, RaftPeerRole.LISTENER) != null;
		boolean newer = member <= Changes.FOUNDERS || index >= member - Changes.FOUNDERS;
		return !known && newer && index <= committed;
	}

	MemberRecord record() {
		return this.file.get();
	}

	long nodeId() {
		return record().nodeId();
	}

	/** Return this node's number, {@code null} as long as it is no member. */
	@Nullable Long nodeIdOrNull() {
		boolean member = this.condition != Condition.UNINITIALISED && nodeId() != 0;
		return member ? nodeId() : null;
	}

	Peers peers() {
		return this.peers;
	}

	List<Member> members() {
		return this.peers.members();
	}

	/** Return the members but this node. */
	List<Member> others() {
		return members().stream().filter((member) -> member.nodeId() != nodeId()).toList();
	}

	Peers initial() {
		return this.initial;
	}

	/** Return the shortest election timeout, milliseconds. */
	long minTimeout() {
		long own = record().minTimeoutMillis();
		return (own != 0) ? own : this.settings.electionTimeoutMillis();
	}

	/** Return the longest election timeout, milliseconds. */
	long maxTimeout() {
		long own = record().maxTimeoutMillis();
		return (own != 0) ? own : 2 * this.settings.electionTimeoutMillis();
	}

}
