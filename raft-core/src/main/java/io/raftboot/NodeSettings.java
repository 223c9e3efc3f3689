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

package io.raftboot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set on a node, checked. Made by {@link RaftNodeBuilder}; the
 * names are those of the configuration keys.
 *
 * @param address {@code host:port} of this node, {@code null} for a single-member cluster
 * that opens no port
 * @param members addresses of the first members, the same list on each
 * @param manualBootstrap whether to wait for CreateCluster or AddServer
 * @param join addresses of a running cluster to join at the start
 * @param role what the node is to count for when it joins
 * @param group the name of the group of this log
 * @param dataDirectory where log, hard state and snapshots are
 * @param memoryStorage whether to keep them in memory instead
 * @param sync whether a record is on disk before it counts
 * @param electionTimeout T: the timeout is drawn anew from [T, 2T) each time
 * @param heartbeatInterval how often an idle leader shows itself, under half of T
 * @param leaseReads whether a leader with a lease answers queries without a quorum round
 * @param requestTimeout after it a command answers 107, a query 108
 * @param maxCommandSize the largest command, bytes
 * @param logSegmentSize the size at which a log file is full, bytes
 * @param logCacheSize the log kept in memory, bytes
 * @param snapshotLogEntries entries after which a snapshot is taken
 * @param snapshotLogSize bytes of log after which a snapshot is taken
 * @param jsonRpcTcp whether clients may speak JSON Lines on the address
 * @param maxRequestSize the largest JSON-RPC request, bytes
 * @param maxBatchSize the most requests in a JSON-RPC batch
 * @param tls asked at each new connection on the Raft port, by any thread; {@code null}
 * for no encryption
 * @param engine the name of the consensus engine
 * @param engineProperties what is set for that engine alone, by the key after its name
 */
public record NodeSettings(@Nullable String address, List<String> members, boolean manualBootstrap, List<String> join,
		MemberRole role, String group, Path dataDirectory, boolean memoryStorage, boolean sync,
		Duration electionTimeout, Duration heartbeatInterval, boolean leaseReads, Duration requestTimeout,
		int maxCommandSize, int logSegmentSize, long logCacheSize, long snapshotLogEntries, long snapshotLogSize,
		boolean jsonRpcTcp, int maxRequestSize, int maxBatchSize, @Nullable Supplier<Tls> tls, String engine,
		Map<String, String> engineProperties) {

	/** The name of the only group of a process that has one. */
	public static final String DEFAULT_GROUP = "default";

	/** The name of the engine of this project's own. */
	public static final String NATIVE_ENGINE = "native";

	public NodeSettings {
		members = List.copyOf(members);
		join = List.copyOf(join);
		engineProperties = Map.copyOf(engineProperties);
	}

}
