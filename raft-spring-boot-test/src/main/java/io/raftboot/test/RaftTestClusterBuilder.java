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

package io.raftboot.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes a {@link RaftTestCluster}.
 */
public final class RaftTestClusterBuilder {

	private static final int MAX_NODES = 9;

	private final Class<?>[] classes;

	private final List<String> properties = new ArrayList<>();

	private int count = 3;

	RaftTestClusterBuilder(Class<?>... classes) {
		if (classes.length == 0) {
			throw new IllegalArgumentException("classes must name the application but are empty");
		}
		this.classes = classes.clone();
	}

	/**
	 * Set how many nodes the cluster has.
	 * @param count 1 to 9; as it comes, 3
	 * @return this builder
	 */
	public RaftTestClusterBuilder nodes(int count) {
		if (count < 1 || count > MAX_NODES) {
			throw new IllegalArgumentException("nodes must be 1 to " + MAX_NODES + " but was \"" + count + "\"");
		}
		this.count = count;
		return this;
	}

	/**
	 * Add properties of every node.
	 * @param properties {@code key=value}
	 * @return this builder
	 */
	public RaftTestClusterBuilder properties(String... properties) {
		this.properties.addAll(List.of(properties));
		return this;
	}

	/**
	 * Start all nodes and wait for a leader.
	 * @return the cluster, to be closed
	 */
	public RaftTestCluster start() {
		Path directory = RaftTestCluster.newDirectory();
		List<String> addresses = freeAddresses(this.count);
		List<TestNode> nodes = new ArrayList<>();
		for (int i = 0; i < this.count; i++) {
			nodes
				.add(new TestNode(this.classes, addresses.get(i), List.of("raft.members=" + String.join(",", addresses),
						"raft.data-directory=" + directory.resolve("" + (i + 1))), this.properties));
		}
		RaftTestCluster cluster = new RaftTestCluster(nodes, directory);
		try {
			nodes.forEach(TestNode::start);
			cluster.leader();
			return cluster;
		}
		catch (RuntimeException | Error ex) {
			cluster.close();
			throw ex;
		}
	}

	/**
	 * All are open at the same time, so that they differ.
	 */
	private static List<String> freeAddresses(int count) {
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
			}
			List<String> addresses = sockets.stream().map((socket) -> "127.0.0.1:" + socket.getLocalPort()).toList();
			for (ServerSocket socket : sockets) {
				socket.close();
			}
			return addresses;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No free ports can be found", ex);
		}
	}

}
