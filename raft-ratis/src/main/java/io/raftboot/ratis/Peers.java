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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as Ratis has it. A member's number is the name of its peer, its address
 * the one for clients; Ratis's own address follows from that.
 *
 * @param voters who votes, in Ratis's words followers
 * @param learners who does not, in Ratis's words listeners
 */
record Peers(List<RaftPeer> voters, List<RaftPeer> learners) {

	Peers {
		voters = List.copyOf(voters);
		learners = List.copyOf(learners);
	}

	/** Return the configuration in force, also when it is not committed. */
	static Peers of(RaftConfiguration configuration) {
		return new Peers(sorted(configuration.getCurrentPeers(RaftPeerRole.FOLLOWER)),
				sorted(configuration.getCurrentPeers(RaftPeerRole.LISTENER)));
	}

	static Peers of(RatisSettings settings, List<Member> members) {
		List<RaftPeer> voters = new ArrayList<>();
		List<RaftPeer> learners = new ArrayList<>();
		for (Member member : members) {
			((member.role() == MemberRole.LEARNER) ? learners : voters).add(peer(settings, member));
		}
		return new Peers(voters, learners);
	}

	private static List<RaftPeer> sorted(Collection<RaftPeer> peers) {
		List<RaftPeer> sorted = new ArrayList<>(peers);
		sorted.sort(Comparator.comparingLong((peer) -> number(peer.getId())));
		return sorted;
	}

	private static RaftPeer peer(RatisSettings settings, Member member) {
		return RaftPeer.newBuilder()
			.setId(id(member.nodeId()))
			.setAddress(settings.ratisAddress(member.address()))
			.setClientAddress(member.address())
			.setStartupRole((member.role() == MemberRole.LEARNER) ? RaftPeerRole.LISTENER : RaftPeerRole.FOLLOWER)
			.build();
	}

	static RaftPeerId id(long number) {
		return RaftPeerId.valueOf(Long.toString(number));
	}

	static long number(@Nullable RaftPeerId id) {
		return (id != null) ? Long.parseLong(id.toString()) : 0;
	}

	List<RaftPeer> all() {
		List<RaftPeer> all = new ArrayList<>(this.voters);
		all.addAll(this.learners);
		return all;
	}

	/** Return the members in the order of their numbers, which is that of joining. */
	List<Member> members() {
		List<Member> members = new ArrayList<>();
		this.voters.forEach((peer) -> members.add(member(peer, MemberRole.VOTER)));
		this.learners.forEach((peer) -> members.add(member(peer, MemberRole.LEARNER)));
		members.sort(Comparator.comparingLong(Member::nodeId));
		return members;
	}

	static Member member(RaftPeer peer, MemberRole role) {
		return new Member(number(peer.getId()), peer.getClientAddress(), role);
	}

	boolean contains(long number) {
		return all().stream().anyMatch((peer) -> number(peer.getId()) == number);
	}

	/**
	 * Check what Ratis takes without a word and then cannot go on with: a peer in both
	 * lists, one address for two members, or another address for a member.
	 * @param current the configuration before
	 * @throws IllegalArgumentException if the change must not be submitted
	 */
	void checkAgainst(Peers current) {
		Map<RaftPeerId, RaftPeer> before = new HashMap<>();
		current.all().forEach((peer) -> before.put(peer.getId(), peer));
		Map<RaftPeerId, RaftPeer> seen = new HashMap<>();
		Map<String, RaftPeer> addresses = new HashMap<>();
		for (RaftPeer peer : all()) {
			if (seen.put(peer.getId(), peer) != null) {
				throw new IllegalArgumentException("member \"" + peer.getId() + "\" is there twice");
			}
			RaftPeer other = addresses.put(peer.getAddress(), peer);
			if (other != null) {
				throw new IllegalArgumentException("the members \"" + other.getId() + "\" and \"" + peer.getId()
						+ "\" have the same address \"" + peer.getAddress() + "\"");
			}
			RaftPeer same = before.get(peer.getId());
			if (same != null && !same.getAddress().equals(peer.getAddress())) {
				throw new IllegalArgumentException("the address of member \"" + peer.getId() + "\" is \""
						+ same.getAddress() + "\" and cannot become \"" + peer.getAddress() + "\"");
			}
		}
		if (this.voters.isEmpty()) {
			throw new IllegalArgumentException("no voter would be left");
		}
	}

}
