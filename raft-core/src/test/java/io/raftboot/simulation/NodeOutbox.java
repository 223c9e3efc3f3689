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

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.raftboot.Member;
import io.raftboot.consensus.Message;
import io.raftboot.node.Replica;
import io.raftboot.storage.NodeStorage;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage;

/**
 * One node's way to the others over the simulated network. What the transport's handshake
 * makes sure of is checked on arrival: the receiver is the member that is meant.
 */
final class NodeOutbox implements Outbox {

	private final SimulatedNode node;

	private final Cluster cluster;

	private final Map<Long, String> addresses = new HashMap<>();

	NodeOutbox(SimulatedNode node, Cluster cluster) {
		this.node = node;
		this.cluster = cluster;
	}

	@Override
	public void members(List<Member> others) {
		others.forEach((member) -> this.addresses.put(member.nodeId(), member.address()));
	}

	/** Note where a member has called from: an answer can go the same way. */
	private void hear(long member, String address) {
		this.addresses.putIfAbsent(member, address);
	}

	@Override
	public void send(Message message) {
		this.cluster.checks().says(this.node.number(), message);
		NodeStorage storage = this.node.storage();
		if (message instanceof Message.AppendReply reply && storage != null) {
			this.node.watch().acknowledges(reply, storage.log());
		}
		send(message.to(), message, (receiver) -> {
			SimulatedNode node = this.cluster.node(Objects.requireNonNull(this.addresses.get(message.to())));
			receiver.receive(this.cluster.saboteur().arrives(node, receiver, message));
		});
	}

	@Override
	public void send(long member, PeerMessage message) {
		Replica sender = this.node.replica();
		long from = (sender != null) ? sender.identity().nodeId() : 0;
		PeerMessage sent = copy(message);
		send(member, sent, (receiver) -> receiver.receive(from, sent));
	}

	/** Whoever sends a piece writes the next into the same bytes. */
	private static PeerMessage copy(PeerMessage message) {
		if (message instanceof PeerMessage.SnapshotPiece piece) {
			return new PeerMessage.SnapshotPiece(piece.install(), piece.fileSize(), piece.position(),
					piece.bytes().clone());
		}
		return message;
	}

	private void send(long member, Object message, Consumer<Replica> delivery) {
		String address = this.addresses.get(member);
		Replica sender = this.node.replica();
		if (address == null || sender == null) {
			return;
		}
		long clusterId = sender.identity().clusterId();
		long from = sender.identity().nodeId();
		SimulatedNode receiver = this.cluster.node(address);
		this.cluster.trace(() -> this.node.address() + " > " + address + " " + message);
		this.cluster.network().send(this.node.number(), receiver.number(), () -> receiver.input((replica) -> {
			if (replica.identity().nodeId() == member || replica.join(clusterId, member)) {
				if (message instanceof Message.AppendRequest request) {
					receiver.watch().hears(request.term());
				}
				else if (message instanceof PeerMessage.SnapshotPiece piece) {
					receiver.watch().hears(piece.install().term());
				}
				receiver.outbox().hear(from, this.node.address());
				delivery.accept(replica);
			}
		}));
	}

	@Override
	public void flush() {
		// Each message travels by itself, which is harder on the receiver than a batch.
	}

}
