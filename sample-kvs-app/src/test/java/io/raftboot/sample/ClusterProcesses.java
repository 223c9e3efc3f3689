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

package io.raftboot.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A cluster of JVMs on this machine, on free ports, with all data in a directory of the
 * test. Closing it ends every process that it started.
 */
final class ClusterProcesses implements AutoCloseable {

	private final List<NodeProcess> nodes = new ArrayList<>();

	private ClusterProcesses() {
	}

	/**
	 * Start a cluster and wait until every node knows a leader.
	 * @param directory for data and logs
	 * @param size number of nodes
	 * @param settings {@code -X…} for the JVM, {@code --key=value} for the application
	 */
	static ClusterProcesses start(Path directory, int size, String... settings) throws IOException {
		ClusterProcesses cluster = prepare(directory, size, true, settings);
		cluster.startAll();
		return cluster;
	}

	/**
	 * Start nodes that are members of nothing yet.
	 */
	static ClusterProcesses startUninitialised(Path directory, int size, String... settings) throws IOException {
		ClusterProcesses cluster = prepare(directory, size, false, settings);
		for (NodeProcess node : cluster.nodes) {
			node.start();
		}
		cluster.nodes.forEach(NodeProcess::awaitAnswer);
		return cluster;
	}

	private static ClusterProcesses prepare(Path directory, int size, boolean members, String... settings)
			throws IOException {
		ClusterProcesses cluster = new ClusterProcesses();
		List<Integer> ports = freePorts(size * 2);
		List<String> addresses = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			addresses.add("127.0.0.1:" + ports.get(i));
		}
		for (int i = 0; i < size; i++) {
			List<String> jvmArguments = new ArrayList<>();
			List<String> arguments = new ArrayList<>();
			arguments.add("--raft.address=" + addresses.get(i));
			arguments.addAll(TestedEngine.arguments());
			arguments.add(members ? "--raft.members=" + String.join(",", addresses) : "--raft.bootstrap=manual");
			for (String setting : settings) {
				(setting.startsWith("--") ? arguments : jvmArguments).add(setting);
			}
			cluster.nodes.add(new NodeProcess(directory.resolve("node" + (i + 1)), ports.get(size + i), ports.get(i),
					jvmArguments, arguments));
		}
		return cluster;
	}

	/**
	 * Start another node, which is no member yet.
	 */
	NodeProcess startAnother(Path directory, String... settings) throws IOException {
		try (ClusterProcesses other = prepare(directory, 1, false, settings)) {
			NodeProcess node = other.nodes.remove(0);
			this.nodes.add(node);
			node.start();
			node.awaitAnswer();
			return node;
		}
	}

	/**
	 * Count a node that has ended no longer.
	 */
	void forget(NodeProcess node) {
		this.nodes.remove(node);
	}

	static List<Integer> freePorts(int count) throws IOException {
		List<ServerSocket> sockets = new ArrayList<>();
		List<Integer> ports = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
			sockets.add(socket);
			ports.add(socket.getLocalPort());
		}
		for (ServerSocket socket : sockets) {
			socket.close();
		}
		return ports;
	}

	void startAll() throws IOException {
		for (NodeProcess node : this.nodes) {
			node.start();
		}
		this.nodes.forEach(NodeProcess::awaitAnswer);
		awaitLeader();
	}

	void killAll() {
		for (NodeProcess node : this.nodes) {
			node.kill();
		}
	}

	/**
	 * Wait until every node that runs takes commands.
	 */
	void awaitLeader() {
		for (NodeProcess node : this.nodes) {
			if (node.isAlive()) {
				await().atMost(NodeProcess.PATIENCE).ignoreExceptions().until(() -> {
					try (LineClient client = node.connect()) {
						return client.apply("Query", "\"List\"").has("result");
					}
				});
			}
		}
	}

	NodeProcess leader() throws IOException {
		for (NodeProcess node : this.nodes) {
			if (node.isAlive()) {
				NodeProcess leader = leaderOf(node);
				if (leader != null) {
					return leader;
				}
			}
		}
		throw new AssertionError("No node knows a leader");
	}

	/**
	 * Wait until one of some nodes leads by its own account.
	 */
	NodeProcess leaderAmong(List<NodeProcess> members) {
		return await().atMost(NodeProcess.PATIENCE).until(() -> {
			for (NodeProcess member : members) {
				if (member.isAlive() && member.state().path("role").asString("").equals("Leader")) {
					return member;
				}
			}
			return null;
		}, Objects::nonNull);
	}

	private NodeProcess leaderOf(NodeProcess node) throws IOException {
		String leader = node.state().path("leader").asString("");
		return this.nodes.stream().filter((other) -> other.address().equals(leader)).findFirst().orElse(null);
	}

	List<NodeProcess> othersThan(NodeProcess node) {
		List<NodeProcess> others = new ArrayList<>(this.nodes);
		assertThat(others.remove(node)).isTrue();
		return others;
	}

	List<NodeProcess> nodes() {
		return List.copyOf(this.nodes);
	}

	NodeProcess node(int number) {
		return this.nodes.get(number - 1);
	}

	@Override
	public void close() {
		killAll();
	}

}
