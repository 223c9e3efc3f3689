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

import java.util.List;

import io.raftboot.NodeSettings;
import io.raftboot.consensus.ConsensusSettings;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a replica.
 *
 * @param group the name of the group
 * @param address the node's address, {@code null} when it opens no port
 * @param founders the addresses of the first members in the order of their numbers, for a
 * node with an empty directory; empty for one that waits to be added
 * @param consensus the settings of the rules
 * @param maxPayloadSize the largest payload, bytes
 * @param maxPendingProposals the most proposals that wait for the leader's answer
 * @param maxPendingBytes the most bytes of them
 * @param maxUnappliedEntries the most entries given out and not applied
 * @param maxUnappliedBytes the most bytes of them
 * @param snapshotLogEntries entries after which a snapshot is taken
 * @param snapshotLogSize bytes of log after which a snapshot is taken
 * @param keptLogEntries entries before a snapshot that stay in the log, for followers
 * that lag a little; at most half of {@code snapshotLogSize} of them
 * @param callTimeoutMillis after it nobody waits for an answer any more
 */
public record ReplicaSettings(String group, @Nullable String address, List<String> founders,
		ConsensusSettings consensus, int maxPayloadSize, int maxPendingProposals, long maxPendingBytes,
		int maxUnappliedEntries, long maxUnappliedBytes, long snapshotLogEntries, long snapshotLogSize,
		long keptLogEntries, long callTimeoutMillis) {

	/** The address of a single member that opens no port. */
	static final String NO_ADDRESS = "local";

	/** What stands above the engine may add this much to a command. */
	private static final int ENVELOPE = 512;

	public ReplicaSettings {
		founders = List.copyOf(founders);
	}

	/**
	 * Return the settings that follow from those of a node.
	 * @param node the settings of the node
	 * @return the settings of its replica
	 */
	public static ReplicaSettings of(NodeSettings node) {
		ConsensusSettings defaults = ConsensusSettings.of(node.electionTimeout().toMillis(),
				node.heartbeatInterval().toMillis());
		ConsensusSettings consensus = new ConsensusSettings(defaults.electionTimeout(), defaults.heartbeatInterval(),
				node.leaseReads(), defaults.maxClockDrift(), defaults.maxMessageBytes(), defaults.maxInFlightMessages(),
				defaults.maxInFlightBytes(), defaults.maxUncommittedBytes(), defaults.priority(), defaults.quiesce());
		return new ReplicaSettings(node.group(), node.address(), founders(node), consensus,
				node.maxCommandSize() + ENVELOPE, 100_000, 64L << 20, 20_000, 32L << 20, node.snapshotLogEntries(),
				node.snapshotLogSize(), Math.min(10_000, node.snapshotLogEntries() / 2),
				node.requestTimeout().toMillis());
	}

	private static List<String> founders(NodeSettings node) {
		if (node.manualBootstrap() || !node.join().isEmpty()) {
			return List.of();
		}
		if (!node.members().isEmpty()) {
			return node.members();
		}
		String address = node.address();
		return List.of((address != null) ? address : NO_ADDRESS);
	}

}
