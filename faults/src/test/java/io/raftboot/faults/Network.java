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

package io.raftboot.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the nodes live. Each has a network namespace and an address of its own where that
 * is possible, else all share this machine's loopback address, and what needs namespaces
 * is not there to choose from.
 */
final class Network implements AutoCloseable {

	static final int RAFT_PORT = 4001;

	private static final int HTTP_PORT = 8080;

	private final int size;

	private final boolean isolated;

	private final String name;

	private final String subnet;

	private final List<Integer> ports = new ArrayList<>();

	private Network(int size, boolean isolated) throws IOException {
		long id = ProcessHandle.current().pid() * 31 + System.nanoTime() / 1000;
		this.size = size;
		this.isolated = isolated;
		this.name = "rf" + Long.toString(Math.floorMod(id, 1 << 20), 36);
		this.subnet = "10." + (64 + Math.floorMod(id, 64)) + "." + Math.floorMod(id / 64, 250);
		if (!isolated) {
			findPorts();
		}
	}

	static boolean canIsolate() {
		return Commands.works("sh", "-c", "test $(id -u) = 0 && nsenter --version && iptables --version"
				+ " && ip netns add rfcheck$$ && ip netns del rfcheck$$");
	}

	static Network create(int size) throws IOException {
		Network network = new Network(size, canIsolate());
		if (network.isolated) {
			Runtime.getRuntime().addShutdownHook(new Thread(network::close));
			network.build();
		}
		return network;
	}

	private void findPorts() throws IOException {
		List<ServerSocket> sockets = new ArrayList<>();
		for (int i = 0; i < 2 * this.size; i++) {
			ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
			sockets.add(socket);
			this.ports.add(socket.getLocalPort());
		}
		for (ServerSocket socket : sockets) {
			socket.close();
		}
	}

	private void build() throws IOException {
		Commands.run("ip", "link", "add", this.name, "type", "bridge");
		Commands.run("ip", "addr", "add", gateway() + "/24", "dev", this.name);
		Commands.run("ip", "link", "set", this.name, "up");
		for (int node = 1; node <= this.size; node++) {
			String namespace = namespace(node);
			String veth = this.name + "v" + node;
			Commands.run("ip", "netns", "add", namespace);
			Commands.run("ip", "link", "add", veth, "type", "veth", "peer", "name", "eth0", "netns", namespace);
			Commands.run("ip", "link", "set", veth, "master", this.name, "up");
			Commands.run("ip", "-n", namespace, "addr", "add", host(node) + "/24", "dev", "eth0");
			Commands.run("ip", "-n", namespace, "link", "set", "eth0", "up");
			Commands.run("ip", "-n", namespace, "link", "set", "lo", "up");
		}
	}

	private String namespace(int node) {
		return this.name + "n" + node;
	}

	/** Return this process's own address in the nodes' network. */
	String gateway() {
		return this.isolated ? this.subnet + ".254" : "127.0.0.1";
	}

	String host(int node) {
		return this.isolated ? this.subnet + "." + node : "127.0.0.1";
	}

	int raftPort(int node) {
		return this.isolated ? RAFT_PORT : this.ports.get(2 * node - 2);
	}

	int httpPort(int node) {
		return this.isolated ? HTTP_PORT : this.ports.get(2 * node - 1);
	}

	boolean isIsolated() {
		return this.isolated;
	}

	/** Return what to put before a command so that it runs where a node runs. */
	List<String> enter(int node) {
		return this.isolated ? List.of("nsenter", "--net=/run/netns/" + namespace(node)) : List.of();
	}

	/** Drop everything that comes from one node to another. */
	void drop(int from, int to) throws IOException {
		Commands.run(enter(to), "iptables", "-w", "-A", "INPUT", "-s", host(from), "-j", "DROP");
	}

	/** Drop some of what comes from one node to another. */
	void lose(int from, int to, int percent) throws IOException {
		Commands.run(enter(to), "iptables", "-w", "-A", "INPUT", "-s", host(from), "-m", "statistic", "--mode",
				"random", "--probability", String.valueOf(percent / 100.0), "-j", "DROP");
	}

	/** End what connections there are between two nodes, and let new ones begin. */
	void reset(int node, int other) throws IOException {
		String[] rule = { "INPUT", "-s", host(other), "-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset" };
		for (String action : List.of("-I", "-D")) {
			List<String> command = new ArrayList<>(List.of("iptables", "-w", action));
			command.addAll(List.of(rule));
			Commands.run(enter(node), command.toArray(String[]::new));
			if (action.equals("-I")) {
				Pauses.millis(300);
			}
		}
	}

	/** Lead a node's connections to another to a port of this process. */
	void redirect(int from, int to, int port) throws IOException {
		Commands.run(enter(from), "iptables", "-w", "-t", "nat", "-A", "OUTPUT", "-d", host(to), "-p", "tcp", "--dport",
				String.valueOf(raftPort(to)), "-j", "DNAT", "--to-destination", gateway() + ":" + port);
	}

	/** Forget everything that was asked for at a node. */
	void heal(int node) {
		Commands.tryToRun(enter(node), "iptables", "-w", "-F");
		Commands.tryToRun(enter(node), "iptables", "-w", "-t", "nat", "-F");
	}

	int size() {
		return this.size;
	}

	@Override
	public void close() {
		if (!this.isolated) {
			return;
		}
		for (int node = 1; node <= this.size; node++) {
			Commands.tryToRun(List.of(), "ip", "netns", "del", namespace(node));
			Commands.tryToRun(List.of(), "ip", "link", "del", this.name + "v" + node);
		}
		Commands.tryToRun(List.of(), "ip", "link", "del", this.name);
	}

}
