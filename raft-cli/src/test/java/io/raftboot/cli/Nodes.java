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

package io.raftboot.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.raftboot.ApplyContext;
import io.raftboot.Machine;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.client.RaftClient;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whole nodes on free ports, with their data on disk.
 */
final class Nodes implements AutoCloseable {

	private final List<RaftNode> open = new ArrayList<>();

	private final Path parent;

	Nodes(Path parent) {
		this.parent = parent;
	}

	Path directory(String address) {
		return this.parent.resolve(address.replace(':', '-'));
	}

	RaftNode start(String address, List<String> members) {
		RaftNode node = RaftNodeBuilder.create(new KeyValues())
			.address(address)
			.members(members)
			.manualBootstrap(members.isEmpty())
			.dataDirectory(directory(address))
			.electionTimeout(Duration.ofMillis(300))
			.heartbeatInterval(Duration.ofMillis(50))
			.build();
		this.open.add(node);
		node.start();
		return node;
	}

	/** Returns when a query was answered, which takes a leader. */
	static void awaitLeader(String address) {
		try (RaftClient client = RaftClient.builder(List.of(address)).build()) {
			client.query(Map.of("Get", "nothing"), JsonNode.class).join();
		}
	}

	static List<String> addresses(int count) {
		List<ServerSocket> sockets = new ArrayList<>();
		List<String> addresses = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				sockets.add(socket);
				addresses.add("127.0.0.1:" + socket.getLocalPort());
			}
			for (ServerSocket socket : sockets) {
				socket.close();
			}
			return addresses;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.open.forEach(RaftNode::close);
	}

	static final class KeyValues implements Machine<JsonNode> {

		private final Map<String, JsonNode> entries = new TreeMap<>();

		@Override
		public boolean isReadOnly(JsonNode input) {
			return input.has("Get");
		}

		@Override
		public @Nullable Object apply(ApplyContext context, JsonNode input) {
			if (input.has("Get")) {
				return this.entries.get(input.get("Get").asString());
			}
			return this.entries.put(input.get("Put").get(0).asString(), input.get("Put").get(1));
		}

	}

}
