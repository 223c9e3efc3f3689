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

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.raftboot.MemberRole;
import io.raftboot.NodeSettings;
import io.raftboot.RaftStartException;
import io.raftboot.transport.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of a node on Ratis, checked.
 *
 * @param node the settings of the node
 * @param portOffset what Ratis's own port is above that of the address
 * @param properties what is handed to Ratis as it is, by Ratis's keys
 */
record RatisSettings(NodeSettings node, int portOffset, Map<String, String> properties) {

	private static final Logger logger = LoggerFactory.getLogger(RatisSettings.class);

	static final String ENGINE = "ratis";

	/** The address of a single member that opens no port. */
	static final String NO_ADDRESS = "local";

	private static final String PORT_OFFSET = "port-offset";

	private static final String PROPERTIES = "properties.";

	/** What stands above the engine may add this much to a command. */
	private static final int ENVELOPE = 512;

	/** The most bytes of payloads that are put together; a larger one goes alone. */
	static final int BUNDLE_BYTES = 1 << 20;

	/** What is set here follows from the node's own settings, or is a guard. */
	private static final Set<String> OWN = Set.of("raft.rpc.type", "raft.datastream.type", "raft.server.storage.dir",
			"raft.grpc.server.host", "raft.grpc.server.port", "raft.grpc.admin.host", "raft.grpc.admin.port",
			"raft.grpc.client.host", "raft.grpc.client.port", "raft.server.log.unsafe-flush.enabled",
			"raft.server.log.async-flush.enabled", "raft.server.log.use.memory", "raft.server.read.option",
			"raft.server.rpc.timeout.min", "raft.server.rpc.timeout.max", "raft.server.snapshot.auto.trigger.enabled",
			"raft.server.log.appender.install.snapshot.enabled");

	RatisSettings {
		properties = Map.copyOf(properties);
	}

	/**
	 * Check the settings of a node.
	 * @throws RaftStartException if a value is bad, or asks for what Ratis does not have
	 */
	static RatisSettings of(NodeSettings node) {
		int offset = 1000;
		Map<String, String> properties = new TreeMap<>();
		for (Map.Entry<String, String> property : new TreeMap<>(node.engineProperties()).entrySet()) {
			if (property.getKey().equals(PORT_OFFSET)) {
				offset = offset(property.getValue());
			}
			else if (property.getKey().startsWith(PROPERTIES)) {
				String key = property.getKey().substring(PROPERTIES.length());
				check(key, property.getValue());
				properties.put(key, property.getValue());
			}
			else {
				throw bad("ratis." + property.getKey(), property.getValue(), "The engine has no such setting",
						"Use raft.ratis.port-offset and raft.ratis.properties.*.");
			}
		}
		RatisSettings settings = new RatisSettings(node, offset, properties);
		settings.check();
		return settings;
	}

	private static int offset(String value) {
		try {
			int offset = Integer.parseInt(value);
			if (offset != 0 && Math.abs(offset) <= 65535) {
				return offset;
			}
		}
		catch (NumberFormatException ex) {
			// falls through: no number
		}
		throw bad("ratis." + PORT_OFFSET, value, "It is not the distance between two ports",
				"Set it to a number other than 0, such as 1000.");
	}

	private static void check(String key, String value) {
		if (!key.startsWith("raft.")) {
			throw bad("ratis." + PROPERTIES + key, value, "Ratis has no such key", "Use one that begins with raft.");
		}
		if (OWN.contains(key)) {
			throw bad("ratis." + PROPERTIES + key, value,
					"The key follows from the settings of the node, or has to be as it is for the node to be safe",
					"Remove it.");
		}
	}

	private void check() {
		if (this.node.role() == MemberRole.WITNESS) {
			throw bad("role", "witness", "The engine ratis has no witnesses",
					"Join as voter or learner, or set raft.engine=native on every member.");
		}
		if (this.node.leaseReads()) {
			logger.warn("raft.read-mode=lease has no effect with raft.engine=ratis: queries are always confirmed by"
					+ " an entry in the log");
		}
		if (!this.node.sync()) {
			logger.warn("raft.sync=false has no effect with raft.engine=ratis: its log is always synced");
		}
		String address = this.node.address();
		if (address != null) {
			ratisAddress(address);
		}
		this.node.members().forEach(this::ratisAddress);
	}

	/** Return the addresses of the founders in the order of their numbers, if any. */
	List<String> founders() {
		if (this.node.manualBootstrap() || !this.node.join().isEmpty()) {
			return List.of();
		}
		return this.node.members().isEmpty() ? List.of(ownAddress()) : this.node.members();
	}

	String ownAddress() {
		String address = this.node.address();
		return (address != null) ? address : NO_ADDRESS;
	}

	/**
	 * Return where Ratis itself reaches a node.
	 * @param address the node's address
	 * @return host and port, of which the port is another
	 */
	String ratisAddress(String address) {
		if (address.equals(NO_ADDRESS)) {
			return NO_ADDRESS;
		}
		InetSocketAddress parsed = Transport.parse(address);
		int port = parsed.getPort() + this.portOffset;
		if (port < 1 || port > 65535) {
			throw bad("ratis." + PORT_OFFSET, Integer.toString(this.portOffset),
					"Ratis's own port would be " + port + " for " + address,
					"Set an offset with which the port is 1 to 65535.");
		}
		return address.substring(0, address.lastIndexOf(':') + 1) + port;
	}

	int maxPayloadSize() {
		return this.node.maxCommandSize() + ENVELOPE;
	}

	/** The most bytes in an entry; Ratis deposes a leader that appends a larger one. */
	int maxEntrySize() {
		return Math.max(4 << 20, maxPayloadSize() + BUNDLE_BYTES);
	}

	long electionTimeoutMillis() {
		return this.node.electionTimeout().toMillis();
	}

	static RaftStartException bad(String key, String value, String problem, String remedy) {
		return new RaftStartException(key, value, problem, remedy, null);
	}

}
