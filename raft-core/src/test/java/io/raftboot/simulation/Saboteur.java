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

package io.raftboot.simulation;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.raftboot.Role;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.LogReader;
import io.raftboot.consensus.Message;
import io.raftboot.node.Replica;
import io.raftboot.storage.Disk;
import io.raftboot.storage.NodeStorage;

/**
 * Plays the planted {@link Bug}: changes what a node reads, writes and says.
 */
final class Saboteur {

	private final Cluster cluster;

	private final Bug bug;

	/** The term that a voter was asked in last, by voter and candidate. */
	private final Map<Long, Long> asked = new HashMap<>();

	/** What the members have, by the leader's term and the member. */
	private final Map<Long, Map<Long, Long>> matches = new HashMap<>();

	Saboteur(Cluster cluster, Bug bug) {
		this.cluster = cluster;
		this.bug = bug;
	}

	boolean plays(Bug other) {
		return this.bug == other;
	}

	Disk disk(SimulatedNode node) {
		return plays(Bug.SYNC_SKIPPED) ? new ForgetfulDisk(node.disk()) : node.disk();
	}

	void opened(NodeStorage storage) throws IOException {
		HardState hardState = storage.hardState();
		LogReader log = storage.log();
		if (plays(Bug.VOTE_NOT_PERSISTED) && hardState.term() > Math.max(1, log.term(log.lastIndex()))) {
			storage.save(new HardState(hardState.term() - 1, 0));
		}
	}

	/**
	 * Change a message on its way into a replica.
	 * @param receiver the node
	 * @param replica its replica
	 * @param message the message
	 * @return what arrives
	 */
	Message arrives(SimulatedNode receiver, Replica replica, Message message) {
		return switch (this.bug) {
			case VOTE_FOR_SHORTER_LOG -> grant(message);
			case OLDER_TERM_COMMITTED -> announce(receiver, replica, message);
			case HEARTBEAT_ADVANCES_MATCH -> advance(receiver, replica, message);
			case ACKNOWLEDGED_ONE_TOO_MANY -> exaggerate(receiver, message);
			case ACKNOWLEDGED_BEFORE_SYNC -> acknowledge(receiver, replica, message);
			default -> message;
		};
	}

	private Message grant(Message message) {
		if (message instanceof Message.VoteRequest request) {
			this.asked.put(request.to() * 1000 + request.from(), request.term());
		}
		else if (message instanceof Message.VoteReply reply && !reply.granted()) {
			long term = this.asked.getOrDefault(reply.from() * 1000 + reply.to(), 0L);
			if (term >= reply.term()) {
				return new Message.VoteReply(reply.from(), reply.to(), term, true, reply.preVote());
			}
		}
		return message;
	}

	private static Message advance(SimulatedNode receiver, Replica replica, Message message) {
		NodeStorage storage = receiver.storage();
		if (message instanceof Message.HeartbeatReply reply && storage != null
				&& reply.term() == replica.status().term()) {
			return new Message.AppendReply(reply.from(), reply.to(), reply.term(), true, storage.log().lastIndex(), 0,
					0, reply.round());
		}
		return message;
	}

	private static Message exaggerate(SimulatedNode receiver, Message message) {
		NodeStorage storage = receiver.storage();
		if (message instanceof Message.AppendReply reply && reply.success() && storage != null
				&& reply.index() < storage.log().lastIndex()) {
			return new Message.AppendReply(reply.from(), reply.to(), reply.term(), true, reply.index() + 1, 0, 0,
					reply.round());
		}
		return message;
	}

	/** Tell the followers what a majority has, whatever term it is of. */
	private Message announce(SimulatedNode receiver, Replica replica, Message message) {
		NodeStorage storage = receiver.storage();
		if (message instanceof Message.AppendReply reply && reply.success() && storage != null
				&& reply.term() == replica.status().term() && replica.status().role() == Role.LEADER) {
			Map<Long, Long> matches = this.matches.computeIfAbsent(reply.term(), (term) -> new TreeMap<>());
			matches.merge(reply.from(), reply.index(), Math::max);
			List<Long> sorted = matches.values().stream().sorted(Comparator.reverseOrder()).toList();
			int others = this.cluster.nodes().size() / 2;
			LogReader log = storage.log();
			long index = (sorted.size() < others) ? 0 : Math.min(sorted.get(others - 1), log.lastIndex());
			if (index > replica.status().commitIndex() && log.term(index) < reply.term()) {
				this.cluster.nodes().forEach((node) -> announce(receiver, node, reply, index, log.term(index)));
			}
		}
		return message;
	}

	private void announce(SimulatedNode leader, SimulatedNode node, Message.AppendReply reply, long index,
			long ofTerm) {
		Message notice = new Message.CommitNotice(reply.to(), node.number(), reply.term(), index, ofTerm);
		if (node != leader) {
			this.cluster.network()
				.send(leader.number(), node.number(), () -> node.input((replica) -> replica.receive(notice)));
		}
	}

	/** Acknowledge at once, before the replica has even seen the entries. */
	private Message acknowledge(SimulatedNode receiver, Replica replica, Message message) {
		NodeStorage storage = receiver.storage();
		if (message instanceof Message.AppendRequest request && storage != null && !request.entries().isEmpty()) {
			LogReader log = storage.log();
			long previous = request.previousIndex();
			if (request.term() == replica.status().term() && previous >= log.baseIndex() && previous <= log.lastIndex()
					&& log.term(previous) == request.previousTerm()) {
				Message reply = new Message.AppendReply(request.to(), request.from(), request.term(), true,
						previous + request.entries().size(), 0, 0, request.round());
				SimulatedNode leader = this.cluster.nodes().get((int) request.from() - 1);
				this.cluster.network()
					.send(receiver.number(), leader.number(), () -> leader.input((other) -> other.receive(reply)));
			}
		}
		return message;
	}

}
