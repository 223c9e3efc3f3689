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

import io.raftboot.Member;
import io.raftboot.NodeStatus;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.Role;
import io.raftboot.engine.EngineListener;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.jspecify.annotations.Nullable;

/**
 * What others see of a node: a status that is made anew after each turn, and changes of
 * role, term and leader.
 */
final class View {

	/** How old what is known of the other members may be, milliseconds. */
	private static final long PROGRESS_AGE = 50;

	private final RatisSettings settings;

	private final EngineListener listener;

	private final RatisMeters meters;

	private volatile NodeStatus status;

	private List<NodeStatus.Progress> progress = List.of();

	private long progressAt = -PROGRESS_AGE;

	private long describedAt = -1;

	private Standing shown = Standing.NOWHERE;

	private @Nullable Member shownLeader;

	private boolean shownBefore;

	View(RatisSettings settings, EngineListener listener, RatisMeters meters) {
		this.settings = settings;
		this.listener = listener;
		this.meters = meters;
		this.status = beforeStart(settings);
	}

	static NodeStatus beforeStart(RatisSettings settings) {
		long timeout = settings.electionTimeoutMillis();
		return new NodeStatus(settings.node().address(), null, Role.FOLLOWER, 0, null, null, 0, 0, 1, 0, 0, 0, timeout,
				2 * timeout, List.of(), List.of(), Condition.UNINITIALISED, null);
	}

	NodeStatus status() {
		return this.status;
	}

	/** Tell what has changed. */
	void refresh(RatisNode node, @Nullable Group group, long now) {
		Membership membership = node.membership();
		Standing standing = membership.isMember() ? node.standing()
				: new Standing(Role.FOLLOWER, node.standing().term(), 0);
		List<Member> members = membership.members();
		Member leader = find(members, standing.leader());
		boolean changed = !this.shownBefore || !standing.equals(this.shown) || !same(leader, this.shownLeader);
		if (changed || now - this.progressAt >= PROGRESS_AGE) {
			this.progress = (standing.leads() && group != null) ? progress(group.division()) : List.of();
			this.progressAt = now;
		}
		if (changed || now != this.describedAt) {
			this.describedAt = now;
			this.status = describe(node, group, standing, leader, members);
		}
		if (changed) {
			count(standing, leader);
			this.shown = standing;
			this.shownLeader = leader;
			this.shownBefore = true;
			this.listener.roleChanged(standing.role(), standing.term(), leader);
		}
	}

	private void count(Standing standing, @Nullable Member leader) {
		if (standing.role() == Role.CANDIDATE && this.shown.role() != Role.CANDIDATE) {
			this.meters.elected();
		}
		if (leader != null && !same(leader, this.shownLeader)) {
			this.meters.leaderChanged();
		}
	}

	private NodeStatus describe(RatisNode node, @Nullable Group group, Standing standing, @Nullable Member leader,
			List<Member> members) {
		NodeStatus before = this.status;
		Membership membership = node.membership();
		long commit = before.commitIndex();
		long first = before.firstLogIndex();
		long last = before.lastLogIndex();
		Long votedFor = null;
		if (group != null && group.isAlive()) {
			RaftServer.Division division = group.division();
			commit = Math.max(0, division.getRaftLog().getLastCommittedIndex());
			first = Math.max(0, division.getRaftLog().getStartIndex());
			TermIndex end = division.getRaftLog().getLastEntryTermIndex();
			last = (end != null) ? end.getIndex() : Math.max(0, node.snapshotIndex());
			votedFor = votedFor(division);
		}
		return new NodeStatus(this.settings.node().address(), membership.nodeIdOrNull(), standing.role(),
				standing.term(), leader, votedFor, commit, node.applied(), first, last, node.snapshotTerm(),
				node.snapshotIndex(), membership.minTimeout(), membership.maxTimeout(), members, this.progress,
				membership.condition(), membership.failure());
	}

	private static @Nullable Long votedFor(RaftServer.Division division) {
		try {
			RaftPeerId voted = division.getRaftStorage().getMetadataFile().getMetadata().getVotedFor();
			boolean none = voted == null || voted.toString().isEmpty();
			return none ? null : Peers.number(voted);
		}
		catch (IOException | NumberFormatException ex) {
			return null;
		}
	}

	/** Ratis lists the followers and what they have in the same order. */
	private static List<NodeStatus.Progress> progress(RaftServer.Division division) {
		long[] indices = division.getInfo().getFollowerMatchIndices();
		List<ServerRpcProto> followers = division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList();
		if (indices == null || indices.length != followers.size()) {
			return List.of();
		}
		List<NodeStatus.Progress> progress = new ArrayList<>();
		for (int i = 0; i < indices.length; i++) {
			ServerRpcProto follower = followers.get(i);
			long number = Long.parseLong(follower.getId().getId().toStringUtf8());
			boolean answers = follower.getLastRpcElapsedTimeMs() <= division.properties().maxRpcTimeoutMs();
			progress.add(new NodeStatus.Progress(number, Math.max(0, indices[i]), follower.getLastRpcElapsedTimeMs(),
					answers ? "replicate" : "probe"));
		}
		return progress;
	}

	static @Nullable Member find(List<Member> members, long number) {
		for (Member member : members) {
			if (member.nodeId() == number) {
				return member;
			}
		}
		return null;
	}

	private static boolean same(@Nullable Member one, @Nullable Member other) {
		return (one != null) ? one.equals(other) : other == null;
	}

}
