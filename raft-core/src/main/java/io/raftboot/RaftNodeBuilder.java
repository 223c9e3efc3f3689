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

import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.raftboot.jsonrpc.Dispatcher;
import io.raftboot.jsonrpc.JsonLinesHandler;
import io.raftboot.machine.JacksonCodec;
import io.raftboot.machine.MachineNode;
import io.raftboot.node.Engines;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Builds a {@link RaftNode} around a machine. Every setter is named after its
 * configuration key, the one in its description, and starts with that key's default.
 * Values are checked together by {@link #settings()} and {@link #build()}.
 */
public final class RaftNodeBuilder {

	private static final int KIB = 1 << 10;

	private static final int MIB = 1 << 20;

	private final Machine<?> machine;

	private @Nullable String address;

	private List<String> members = List.of();

	private boolean manualBootstrap;

	private List<String> join = List.of();

	private MemberRole role = MemberRole.VOTER;

	private String group = NodeSettings.DEFAULT_GROUP;

	private Path dataDirectory = Path.of("data", "raft");

	private boolean memoryStorage;

	private boolean sync = true;

	private Duration electionTimeout = Duration.ofMillis(500);

	private Duration heartbeatInterval = Duration.ofMillis(100);

	private boolean leaseReads;

	private Duration requestTimeout = Duration.ofSeconds(10);

	private int maxCommandSize = 4 * MIB;

	private int logSegmentSize = 64 * MIB;

	private long logCacheSize = 64L * MIB;

	private long snapshotLogEntries = 100_000;

	private long snapshotLogSize = 256L * MIB;

	private boolean jsonRpcTcp = true;

	private int maxRequestSize = 8 * MIB;

	private int maxBatchSize = 1000;

	private @Nullable Supplier<Tls> tls;

	private String engine = NodeSettings.NATIVE_ENGINE;

	private final Map<String, String> engineProperties = new TreeMap<>();

	private @Nullable MeterRegistry meterRegistry;

	private @Nullable InputCodec codec;

	private @Nullable JsonMapper jsonMapper;

	private @Nullable Type inputType;

	private RaftNodeBuilder(Machine<?> machine) {
		this.machine = machine;
	}

	/**
	 * Start with the defaults.
	 * @param machine the machine to run; nobody else may call it
	 * @return a builder
	 */
	public static RaftNodeBuilder create(Machine<?> machine) {
		return new RaftNodeBuilder(machine);
	}

	/**
	 * Set {@code raft.address}: where peers and clients reach this node. Without it the
	 * node is a single-member cluster and opens no port.
	 * @param address {@code host:port}, or {@code null}
	 * @return this builder
	 */
	public RaftNodeBuilder address(@Nullable String address) {
		this.address = address;
		return this;
	}

	/**
	 * Set {@code raft.members}: the first members of the cluster, this node among them,
	 * the same list on each.
	 * @param members addresses, {@code host:port}
	 * @return this builder
	 */
	public RaftNodeBuilder members(List<String> members) {
		this.members = List.copyOf(members);
		return this;
	}

	/**
	 * Set {@code raft.bootstrap}: whether a node without data waits for CreateCluster, or
	 * for AddServer elsewhere. Then {@code raft.members} is not used.
	 * @param manualBootstrap {@code true} for {@code manual}, {@code false} for
	 * {@code auto}
	 * @return this builder
	 */
	public RaftNodeBuilder manualBootstrap(boolean manualBootstrap) {
		this.manualBootstrap = manualBootstrap;
		return this;
	}

	/**
	 * Set {@code raft.join}: members of a running cluster that are asked to add this
	 * node.
	 * @param join addresses, {@code host:port}
	 * @return this builder
	 */
	public RaftNodeBuilder join(List<String> join) {
		this.join = List.copyOf(join);
		return this;
	}

	/**
	 * Set {@code raft.role}: what the node is to count for when it joins.
	 * @param role the role
	 * @return this builder
	 */
	public RaftNodeBuilder role(MemberRole role) {
		this.role = role;
		return this;
	}

	/**
	 * Set the name of the group of this log, which is in files, frames and meters.
	 * @param group 1 to 64 characters: letters, digits, dot, hyphen, underscore
	 * @return this builder
	 */
	public RaftNodeBuilder group(String group) {
		this.group = group;
		return this;
	}

	/**
	 * Set {@code raft.data-directory}: where log, hard state and snapshots are.
	 * @param dataDirectory the directory, made if it is not there
	 * @return this builder
	 */
	public RaftNodeBuilder dataDirectory(Path dataDirectory) {
		this.dataDirectory = dataDirectory;
		return this;
	}

	/**
	 * Set {@code raft.storage}: whether everything is kept in memory and is gone when the
	 * node stops.
	 * @param memoryStorage {@code true} for {@code memory}, {@code false} for
	 * {@code file}
	 * @return this builder
	 */
	public RaftNodeBuilder memoryStorage(boolean memoryStorage) {
		this.memoryStorage = memoryStorage;
		return this;
	}

	/**
	 * Set {@code raft.sync}: whether a record is on the disk before it counts.
	 * @param sync whether to sync
	 * @return this builder
	 */
	public RaftNodeBuilder sync(boolean sync) {
		this.sync = sync;
		return this;
	}

	/**
	 * Set {@code raft.election-timeout} T, which is drawn anew from [T, 2T) each time.
	 * @param electionTimeout 10 ms to 10 min
	 * @return this builder
	 */
	public RaftNodeBuilder electionTimeout(Duration electionTimeout) {
		this.electionTimeout = electionTimeout;
		return this;
	}

	/**
	 * Set {@code raft.heartbeat-interval}: how often an idle leader shows itself.
	 * @param heartbeatInterval at least 1 ms, at most half of the election timeout
	 * @return this builder
	 */
	public RaftNodeBuilder heartbeatInterval(Duration heartbeatInterval) {
		this.heartbeatInterval = heartbeatInterval;
		return this;
	}

	/**
	 * Set {@code raft.read-mode}: whether a leader answers queries under its lease
	 * instead of a quorum round (Raft dissertation, section 6.4.1). Then queries are
	 * linearizable only while clocks run at about the same speed.
	 * @param leaseReads {@code true} for {@code lease}, {@code false} for {@code safe}
	 * @return this builder
	 */
	public RaftNodeBuilder leaseReads(boolean leaseReads) {
		this.leaseReads = leaseReads;
		return this;
	}

	/**
	 * Set {@code raft.request-timeout}: after it a command answers 107, a query 108.
	 * @param requestTimeout 10 ms to 1 h
	 * @return this builder
	 */
	public RaftNodeBuilder requestTimeout(Duration requestTimeout) {
		this.requestTimeout = requestTimeout;
		return this;
	}

	/**
	 * Set {@code raft.max-command-size}: larger commands answer 110.
	 * @param maxCommandSize bytes, 1 KiB to 64 MiB
	 * @return this builder
	 */
	public RaftNodeBuilder maxCommandSize(int maxCommandSize) {
		this.maxCommandSize = maxCommandSize;
		return this;
	}

	/**
	 * Set {@code raft.log.segment-size}: the size at which a log file is full.
	 * @param logSegmentSize bytes, 64 KiB to 1 GiB
	 * @return this builder
	 */
	public RaftNodeBuilder logSegmentSize(int logSegmentSize) {
		this.logSegmentSize = logSegmentSize;
		return this;
	}

	/**
	 * Set {@code raft.log.cache-size}: the log that is kept in memory.
	 * @param logCacheSize bytes, at least {@code raft.max-command-size}
	 * @return this builder
	 */
	public RaftNodeBuilder logCacheSize(long logCacheSize) {
		this.logCacheSize = logCacheSize;
		return this;
	}

	/**
	 * Set {@code raft.snapshot.log-entries}: entries after which a snapshot is taken.
	 * @param snapshotLogEntries at least 1
	 * @return this builder
	 */
	public RaftNodeBuilder snapshotLogEntries(long snapshotLogEntries) {
		this.snapshotLogEntries = snapshotLogEntries;
		return this;
	}

	/**
	 * Set {@code raft.snapshot.log-size}: the size of the log at which a snapshot is
	 * taken.
	 * @param snapshotLogSize bytes, at least 1 KiB
	 * @return this builder
	 */
	public RaftNodeBuilder snapshotLogSize(long snapshotLogSize) {
		this.snapshotLogSize = snapshotLogSize;
		return this;
	}

	/**
	 * Set {@code raft.json-rpc.tcp}: whether clients may speak JSON Lines on the address.
	 * @param jsonRpcTcp whether they may
	 * @return this builder
	 */
	public RaftNodeBuilder jsonRpcTcp(boolean jsonRpcTcp) {
		this.jsonRpcTcp = jsonRpcTcp;
		return this;
	}

	/**
	 * Set {@code raft.json-rpc.max-request-size}: the largest JSON-RPC request.
	 * @param maxRequestSize bytes, 1 KiB to 1 GiB
	 * @return this builder
	 */
	public RaftNodeBuilder maxRequestSize(int maxRequestSize) {
		this.maxRequestSize = maxRequestSize;
		return this;
	}

	/**
	 * Set {@code raft.json-rpc.max-batch-size}: the most requests in a JSON-RPC batch.
	 * @param maxBatchSize 1 to 1,000,000
	 * @return this builder
	 */
	public RaftNodeBuilder maxBatchSize(int maxBatchSize) {
		this.maxBatchSize = maxBatchSize;
		return this;
	}

	/**
	 * Set {@code raft.ssl}: TLS on the Raft port, in both directions, for peers and
	 * clients alike. All members have it or none.
	 * @param tls asked at each new connection, by any thread, so that another value
	 * replaces keys and trusted certificates while the node runs; without it nothing is
	 * encrypted
	 * @return this builder
	 */
	public RaftNodeBuilder tls(Supplier<Tls> tls) {
		this.tls = tls;
		return this;
	}

	/**
	 * Set {@code raft.engine}: which engine keeps the log. All members of a cluster have
	 * the same.
	 * @param engine {@code native}, or the name of an engine whose module is on the
	 * classpath
	 * @return this builder
	 */
	public RaftNodeBuilder engine(String engine) {
		this.engine = engine;
		return this;
	}

	/**
	 * Set {@code raft.<engine>.<key>}: something that one engine alone knows.
	 * @param key the key after the engine's name, as the engine's documentation has it
	 * @param value the value
	 * @return this builder
	 */
	public RaftNodeBuilder engineProperty(String key, String value) {
		this.engineProperties.put(key, value);
		return this;
	}

	/**
	 * Set where the node's meters are registered.
	 * @param meterRegistry the registry; without one the figures go nowhere
	 * @return this builder
	 */
	public RaftNodeBuilder meterRegistry(MeterRegistry meterRegistry) {
		this.meterRegistry = meterRegistry;
		return this;
	}

	/**
	 * Set how inputs and outputs are read and written, the same on every node.
	 * @param codec the codec; without one inputs and outputs are JSON
	 * @return this builder
	 */
	public RaftNodeBuilder codec(InputCodec codec) {
		this.codec = codec;
		return this;
	}

	/**
	 * Set the mapper that the JSON codec starts from: what it knows of the types of
	 * inputs and outputs. Not used with a codec of one's own.
	 * @param jsonMapper the mapper, configured alike on every node
	 * @return this builder
	 */
	public RaftNodeBuilder jsonMapper(JsonMapper jsonMapper) {
		this.jsonMapper = jsonMapper;
		return this;
	}

	/**
	 * Set the type of the machine's inputs, where its class does not tell: a lambda, or
	 * behind a proxy of its interfaces.
	 * @param inputType the type
	 * @return this builder
	 */
	public RaftNodeBuilder inputType(Type inputType) {
		this.inputType = inputType;
		return this;
	}

	/**
	 * Check everything that was set.
	 * @return the settings
	 * @throws RaftStartException if a value is bad, with the key, the value and the
	 * remedy
	 */
	public NodeSettings settings() {
		SettingsCheck.size("max-command-size", this.maxCommandSize, KIB, 64L * MIB);
		SettingsCheck.size("log.segment-size", this.logSegmentSize, 64L * KIB, 1024L * MIB);
		SettingsCheck.size("log.cache-size", this.logCacheSize, this.maxCommandSize, Long.MAX_VALUE);
		SettingsCheck.size("snapshot.log-size", this.snapshotLogSize, KIB, Long.MAX_VALUE);
		SettingsCheck.size("json-rpc.max-request-size", this.maxRequestSize, KIB, 1024L * MIB);
		SettingsCheck.number("json-rpc.max-batch-size", this.maxBatchSize, 1, 1_000_000);
		SettingsCheck.number("snapshot.log-entries", this.snapshotLogEntries, 1, Long.MAX_VALUE);
		SettingsCheck.duration("request-timeout", this.requestTimeout, Duration.ofMillis(10), Duration.ofHours(1));
		SettingsCheck.timing(this.electionTimeout, this.heartbeatInterval);
		SettingsCheck.group(this.group);
		NodeSettings settings = new NodeSettings(this.address, this.members, this.manualBootstrap, this.join, this.role,
				this.group, this.dataDirectory, this.memoryStorage, this.sync, this.electionTimeout,
				this.heartbeatInterval, this.leaseReads, this.requestTimeout, this.maxCommandSize, this.logSegmentSize,
				this.logCacheSize, this.snapshotLogEntries, this.snapshotLogSize, this.jsonRpcTcp, this.maxRequestSize,
				this.maxBatchSize, this.tls, this.engine, this.engineProperties);
		SettingsCheck.cluster(settings);
		return settings;
	}

	/**
	 * Check everything that was set and build the node.
	 * @return a node, to be started
	 * @throws RaftStartException if a value is bad, with the key, the value and the
	 * remedy
	 * @throws IllegalArgumentException if the machine's class does not tell the type of
	 * its inputs and {@link #inputType} was not set
	 */
	public RaftNode build() {
		NodeSettings settings = settings();
		SettingsCheck.machine(settings, this.machine);
		MeterRegistry meters = (this.meterRegistry != null) ? this.meterRegistry : new CompositeMeterRegistry();
		MachineNode node = new MachineNode(settings, this.machine, this.inputType, inputCodec(), meters);
		Dispatcher dispatcher = new Dispatcher(node, settings.maxRequestSize(), settings.maxBatchSize());
		node.attach(Engines.create(settings, settings.jsonRpcTcp() ? () -> new JsonLinesHandler(dispatcher) : null,
				meters));
		return node;
	}

	private InputCodec inputCodec() {
		if (this.codec != null) {
			return this.codec;
		}
		return (this.jsonMapper != null) ? new JacksonCodec(this.jsonMapper) : new JacksonCodec();
	}

}
