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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import io.raftboot.Member;
import io.raftboot.NodeStatus;
import io.raftboot.RaftNode;
import io.raftboot.Role;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * A cluster of an application inside a test. Its nodes are numbered from 1; each is a
 * Spring context of its own with a free port for HTTP and one for Raft on 127.0.0.1, and
 * a directory that lasts as long as the cluster. Methods that wait fail after 60 seconds.
 * For one thread at a time.
 */
public final class RaftTestCluster implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final List<TestNode> nodes;

	private final Path directory;

	RaftTestCluster(List<TestNode> nodes, Path directory) {
		this.nodes = List.copyOf(nodes);
		this.directory = directory;
	}

	/**
	 * Describe a cluster.
	 * @param classes the application's configuration classes
	 * @return a builder
	 */
	public static RaftTestClusterBuilder of(Class<?>... classes) {
		return new RaftTestClusterBuilder(classes);
	}

	/**
	 * Return how many nodes there are, running or not.
	 * @return the number of nodes
	 */
	public int size() {
		return this.nodes.size();
	}

	/**
	 * Return the numbers of the nodes that run.
	 * @return numbers from 1, ascending
	 */
	public List<Integer> running() {
		return IntStream.rangeClosed(1, size()).filter((number) -> find(number).context() != null).boxed().toList();
	}

	/**
	 * Wait until all running nodes know the same leader and it is one of them.
	 * @return the leader's number
	 */
	public int leader() {
		List<Integer> found = new ArrayList<>();
		await("a leader that all running nodes know", () -> {
			found.clear();
			running().stream().filter((number) -> node(number).status().role() == Role.LEADER).forEach(found::add);
			return found.size() == 1 && running().stream().allMatch((number) -> follows(number, found.get(0)));
		});
		return found.get(0);
	}

	/**
	 * Return the numbers of the running nodes that do not lead, once there is a leader.
	 * @return numbers from 1, ascending
	 */
	public List<Integer> followers() {
		int leader = leader();
		return running().stream().filter((number) -> number != leader).toList();
	}

	/**
	 * Return a running node.
	 * @param number its number
	 * @return the node
	 */
	public RaftNode node(int number) {
		return context(number).getBean(RaftNode.class);
	}

	/**
	 * Return the context of a running node.
	 * @param number its number
	 * @return the context
	 */
	public ConfigurableApplicationContext context(int number) {
		ConfigurableApplicationContext context = find(number).context();
		if (context == null) {
			throw new IllegalStateException("Node " + number + " is stopped: start it first");
		}
		return context;
	}

	/**
	 * Return where a running node answers HTTP.
	 * @param number its number
	 * @return {@code http://127.0.0.1:port}
	 */
	public String url(int number) {
		return "http://127.0.0.1:" + context(number).getEnvironment().getProperty("local.server.port");
	}

	/**
	 * Return a node's address for Raft and JSON Lines.
	 * @param number its number
	 * @return {@code 127.0.0.1:port}
	 */
	public String address(int number) {
		return find(number).address();
	}

	/**
	 * Stop a node by closing its context.
	 * @param number its number
	 */
	public void stop(int number) {
		context(number);
		find(number).stop();
	}

	/**
	 * Start a stopped node again with its data.
	 * @param number its number
	 */
	public void start(int number) {
		if (find(number).context() != null) {
			throw new IllegalStateException("Node " + number + " is running already");
		}
		find(number).start();
	}

	/**
	 * Wait until every running node has applied what the leader has committed by now.
	 */
	public void settle() {
		long index = node(leader()).status().commitIndex();
		await("index " + index + " on all running nodes",
				() -> running().stream().allMatch((number) -> node(number).status().lastApplied() >= index));
	}

	/**
	 * Wait for a condition.
	 * @param what names the condition when it does not come true
	 * @param condition asked again and again
	 */
	public void await(String what, BooleanSupplier condition) {
		long start = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - start > PATIENCE.toNanos()) {
				throw new AssertionError("Waited " + PATIENCE.toSeconds() + " s for " + what + "; the nodes say "
						+ running().stream().map((number) -> node(number).status()).toList());
			}
			LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
		}
	}

	@Override
	public void close() {
		this.nodes.forEach(TestNode::stop);
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("\"" + this.directory + "\" cannot be deleted", ex);
		}
	}

	static Path newDirectory() {
		try {
			return Files.createTempDirectory("raft-test-cluster");
		}
		catch (IOException ex) {
			throw new UncheckedIOException("No temporary directory can be made", ex);
		}
	}

	private boolean follows(int number, int leader) {
		NodeStatus status = node(number).status();
		@Nullable Member known = status.leader();
		return known != null && status.term() == node(leader).status().term()
				&& known.address().equals(address(leader));
	}

	private TestNode find(int number) {
		if (number < 1 || number > size()) {
			throw new IllegalArgumentException("number must be 1 to " + size() + " but was \"" + number + "\"");
		}
		return this.nodes.get(number - 1);
	}

}
