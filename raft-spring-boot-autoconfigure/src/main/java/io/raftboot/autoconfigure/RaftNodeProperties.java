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

package io.raftboot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.raftboot.MemberRole;
import io.raftboot.Tls.ClientAuth;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Everything that can be set on the node. A key under {@code raft} that is not listed
 * here stops the start, so a misspelt one is found.
 *
 * @param enabled Whether the application runs a node.
 * @param engine Consensus engine. "ratis" needs the module raft-ratis.
 * @param address Address of this node, host:port, for other nodes and for JSON-RPC over
 * TCP. Without it the node is a single-member cluster and opens no port.
 * @param members Addresses of the first members, the same list on each of them. The
 * cluster forms when a majority is up.
 * @param bootstrap Whether the first members form the cluster by themselves, or wait for
 * CreateCluster here or AddServer elsewhere.
 * @param join Addresses of a running cluster to join at the start.
 * @param role What the node is to count for when it joins.
 * @param dataDirectory Directory of log, hard state and snapshots. One process at a time
 * may use it.
 * @param storage Where log, hard state and snapshots are kept. "memory" forgets them when
 * the process ends.
 * @param sync Whether a record is on disk (fsync) before it counts. Without it a power
 * failure can lose acknowledged commands.
 * @param electionTimeout Time T without a leader after which a node stands for election,
 * drawn anew from [T, 2T) each time.
 * @param heartbeatInterval Interval at which an idle leader shows itself. Under half of
 * the election timeout.
 * @param readMode How a leader confirms that it still leads before a query. "safe" asks a
 * majority, "lease" trusts the clocks for an election timeout.
 * @param requestTimeout Time after which a command is answered with 107 and a query with
 * 108.
 * @param maxCommandSize Largest command. Above it the answer is 110.
 * @param log Settings of the log.
 * @param snapshot When a snapshot is taken.
 * @param jsonRpc Settings of JSON-RPC.
 * @param ssl TLS on the Raft port.
 * @param ratis Settings of the engine "ratis".
 */
@ConfigurationProperties(prefix = "raft", ignoreUnknownFields = false)
public record RaftNodeProperties(@DefaultValue("true") boolean enabled, @DefaultValue("native") Engine engine,
		@Nullable String address, @DefaultValue List<String> members, @DefaultValue("auto") Bootstrap bootstrap,
		@DefaultValue List<String> join, @DefaultValue("voter") MemberRole role,
		@DefaultValue("data/raft") Path dataDirectory, @DefaultValue("file") Storage storage,
		@DefaultValue("true") boolean sync, @DefaultValue("500ms") Duration electionTimeout,
		@DefaultValue("100ms") Duration heartbeatInterval, @DefaultValue("safe") ReadMode readMode,
		@DefaultValue("10s") Duration requestTimeout, @DefaultValue("4MB") DataSize maxCommandSize,
		@DefaultValue Log log, @DefaultValue Snapshot snapshot, @DefaultValue JsonRpc jsonRpc, @DefaultValue Ssl ssl,
		@DefaultValue Ratis ratis) {

	/**
	 * A consensus engine.
	 */
	public enum Engine {

		/** The engine of raft-core. */
		NATIVE,

		/** Apache Ratis, from the module raft-ratis. */
		RATIS

	}

	/**
	 * How a cluster comes into being.
	 */
	public enum Bootstrap {

		/** The first members form it by themselves. */
		AUTO,

		/** Somebody calls CreateCluster or AddServer. */
		MANUAL

	}

	/**
	 * Where a node keeps its log.
	 */
	public enum Storage {

		/** In the data directory. */
		FILE,

		/** On the heap, until the process ends. */
		MEMORY

	}

	/**
	 * How a leader confirms a query.
	 */
	public enum ReadMode {

		/** By a round through a majority. */
		SAFE,

		/** By a lease, while clocks run at about the same speed. */
		LEASE

	}

	/**
	 * Settings of the log.
	 *
	 * @param segmentSize Size at which a log file is full and the next one begins.
	 * @param cacheSize Log kept in memory. What does not fit is read from disk, and
	 * commands beyond it are answered with 109 until the disk has caught up.
	 */
	public record Log(@DefaultValue("64MB") DataSize segmentSize, @DefaultValue("64MB") DataSize cacheSize) {

	}

	/**
	 * When a snapshot is taken: as soon as either is passed.
	 *
	 * @param logEntries Entries since the last snapshot after which the next is taken.
	 * @param logSize Size of the log since the last snapshot after which the next is
	 * taken.
	 */
	public record Snapshot(@DefaultValue("100000") long logEntries, @DefaultValue("256MB") DataSize logSize) {

	}

	/**
	 * Settings of JSON-RPC.
	 *
	 * @param path Path of JSON-RPC over HTTP.
	 * @param tcp Whether the Raft port also takes JSON-RPC, as JSON Lines.
	 * @param maxRequestSize Largest request or batch.
	 * @param maxBatchSize Most requests in a batch.
	 */
	public record JsonRpc(@DefaultValue("/rpc") String path, @DefaultValue("true") boolean tcp,
			@DefaultValue("8MB") DataSize maxRequestSize, @DefaultValue("1000") int maxBatchSize) {

	}

	/**
	 * Settings of the engine "ratis".
	 *
	 * @param portOffset What Ratis's own port, for members alone, is above that of the
	 * address. The same on every node.
	 * @param properties Keys of Apache Ratis that are handed to it as they are, such as
	 * "raft.server.log.queue.element-limit".
	 */
	public record Ratis(@DefaultValue("1000") int portOffset, @DefaultValue Map<String, String> properties) {

	}

	/**
	 * TLS on the Raft port.
	 *
	 * @param bundle Name of the SSL bundle for the Raft port, used in both directions.
	 * @param clientAuth Whether who connects must show a certificate: everybody, members
	 * only ("want"), or nobody.
	 * @param verifyHost Whether the certificate of a member must name the host of its
	 * address.
	 */
	public record Ssl(@Nullable String bundle, @DefaultValue("need") ClientAuth clientAuth,
			@DefaultValue("true") boolean verifyHost) {

	}

}
