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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.RaftStartException;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.HardState;
import io.raftboot.storage.Identity;
import io.raftboot.storage.NodeStorage;

/**
 * How a node becomes a member. Every founder writes the same first entry by itself, so
 * that their logs agree before they have spoken. The identity is on disk before anything
 * that depends on it, and a start that was cut short is done again: nothing can have been
 * said before the first entry was there.
 */
final class Bootstrap {

	private final ReplicaSettings settings;

	private final NodeStorage storage;

	private final RandomGenerator random;

	Bootstrap(ReplicaSettings settings, NodeStorage storage, RandomGenerator random) {
		this.settings = settings;
		this.storage = storage;
		this.random = random;
	}

	/** Give the directory its identity, and found the cluster if that is set. */
	void run() throws IOException {
		Identity identity = this.storage.identity();
		if (identity.directoryId() == 0) {
			identity = new Identity(nonZero(), 0, 0, false);
			this.storage.save(identity);
		}
		if (identity.removed() || !isUntouched()) {
			return;
		}
		int number = number();
		if (identity.nodeId() == 0 && number > 0) {
			found(number);
		}
		else if (identity.nodeId() != 0 && identity.nodeId() == number) {
			writeFirstEntry(configuration());
		}
		else if (identity.nodeId() == 1) {
			// CreateCluster was cut short and never answered: no cluster has this member
			this.storage.save(new Identity(identity.directoryId(), 0, 0, false));
		}
	}

	/** Return whether the node has taken part in nothing yet. */
	private boolean isUntouched() {
		HardState hardState = this.storage.hardState();
		return this.storage.log().lastIndex() == 0 && hardState.term() <= 1 && hardState.votedFor() == 0;
	}

	/** Return this node's number among the founders, 0 for one that waits. */
	private int number() {
		List<String> founders = this.settings.founders();
		if (founders.isEmpty()) {
			return 0;
		}
		if (new HashSet<>(founders).size() < founders.size()) {
			throw new RaftStartException("members", founders.toString(), "The members are not all different",
					"List each address once.", null);
		}
		int place = founders.indexOf(ownAddress());
		if (place < 0) {
			throw new RaftStartException("members", founders.toString(),
					"The members do not contain this node's own address \"" + ownAddress() + "\"",
					"Add it to raft.members, on every node, or correct raft.address.", null);
		}
		return place + 1;
	}

	private String ownAddress() {
		String address = this.settings.address();
		return (address != null) ? address : ReplicaSettings.NO_ADDRESS;
	}

	private void found(int number) throws IOException {
		long clusterId = (this.settings.founders().size() == 1) ? nonZero() : clusterId();
		this.storage.save(new Identity(this.storage.identity().directoryId(), clusterId, number, false));
		writeFirstEntry(configuration());
	}

	private Configuration configuration() {
		List<Member> members = new ArrayList<>();
		for (String address : this.settings.founders()) {
			members.add(new Member(members.size() + 1, address, MemberRole.VOTER));
		}
		return new Configuration(members, List.of(), members.size(), 0, 0);
	}

	/**
	 * Make this node the only member of a new cluster.
	 * @return the member
	 */
	Member createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis) throws IOException {
		Member self = new Member(1, ownAddress(), MemberRole.VOTER);
		this.storage.save(new Identity(this.storage.identity().directoryId(), nonZero(), 1, false));
		writeFirstEntry(
				new Configuration(List.of(self), List.of(), 1, minElectionTimeoutMillis, maxElectionTimeoutMillis));
		return self;
	}

	private void writeFirstEntry(Configuration configuration) throws IOException {
		this.storage.save(new HardState(1, 0));
		this.storage
			.append(List.of(new Entry(1, 1, 0, EntryType.CONFIGURATION, ConfigurationCodec.encode(configuration))));
		this.storage.sync();
	}

	/** The same on every founder, without a word between them. */
	private long clusterId() {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(this.settings.group().getBytes(StandardCharsets.UTF_8));
			for (String address : this.settings.founders()) {
				digest.update((byte) 0);
				digest.update(address.getBytes(StandardCharsets.UTF_8));
			}
			long id = ByteBuffer.wrap(digest.digest()).getLong();
			return (id != 0) ? id : 1;
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("every Java platform has SHA-256", ex);
		}
	}

	private long nonZero() {
		long number = this.random.nextLong();
		return (number != 0) ? number : 1;
	}

}
