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

package io.raftboot.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.OutcomeHandler;
import io.raftboot.RaftException;
import io.raftboot.Role;
import io.raftboot.Session;
import io.raftboot.consensus.Consensus.MembershipChange;
import io.raftboot.consensus.Consensus.NewMember;
import io.raftboot.linearizability.CheckResult;
import io.raftboot.linearizability.History;
import io.raftboot.linearizability.KeyValueInput;
import io.raftboot.linearizability.KeyValueModel;
import io.raftboot.linearizability.KeyValueOutput;
import io.raftboot.linearizability.LinearizabilityChecker;
import io.raftboot.node.Replica;
import io.raftboot.node.TogetherChange;
import io.raftboot.storage.Disk;
import io.raftboot.storage.DiskFile;

/**
 * A simulated cluster for a test that decides by itself what goes wrong. Nodes are
 * numbered from 1; all times are simulated milliseconds.
 */
public final class LabCluster {

	private static final long PATIENCE = 20_000;

	private static final long FIRST_WRITER = 1000;

	private final Scheduler scheduler = new Scheduler();

	private final Cluster cluster;

	private final int size;

	private final History<KeyValueInput, KeyValueOutput> history = new History<>(this.scheduler::now);

	private final List<Client> clients = new ArrayList<>();

	private final Set<Long> rejected = new HashSet<>();

	private long writers = FIRST_WRITER;

	private LabCluster(Plan plan, long seed) {
		this.size = plan.nodes();
		this.cluster = new Cluster(this.scheduler, new SplittableRandom(seed), new Statistics(), plan);
		this.cluster.nodes().forEach(SimulatedNode::start);
	}

	/**
	 * Run a test over several seeds.
	 * @param seeds how many
	 * @param nodes how many nodes there are
	 * @param test the test
	 */
	public static void each(int seeds, int nodes, Consumer<LabCluster> test) {
		each(seeds, nodes, 1_000_000, test);
	}

	/**
	 * Run a test over several seeds.
	 * @param seeds how many
	 * @param nodes how many nodes there are
	 * @param snapshotLogEntries entries after which a snapshot is taken
	 * @param test the test
	 */
	public static void each(int seeds, int nodes, long snapshotLogEntries, Consumer<LabCluster> test) {
		each(seeds, Plan.calm(nodes, 0, snapshotLogEntries), test);
	}

	/**
	 * Run a test over several seeds, with a group that goes quiet when it is idle.
	 * @param seeds how many
	 * @param nodes how many nodes there are
	 * @param test the test
	 */
	public static void eachQuiescing(int seeds, int nodes, Consumer<LabCluster> test) {
		each(seeds, Plan.calm(nodes, 0, 1_000_000).quiescing(), test);
	}

	private static void each(int seeds, Plan plan, Consumer<LabCluster> test) {
		int runs = Integer.getInteger("lab.runs", 1);
		for (long seed = 1; seed <= (long) seeds * runs; seed++) {
			try {
				test.accept(new LabCluster(plan, seed));
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError("Seed " + seed + ": " + ex.getMessage(), ex);
			}
		}
	}

	public int size() {
		return this.size;
	}

	public void runFor(long millis) {
		long end = this.scheduler.now() + millis * 1000;
		while (this.scheduler.step(end)) {
			// Every check is made where something happens.
		}
	}

	public void await(String what, BooleanSupplier condition) {
		for (long waited = 0; !condition.getAsBoolean(); waited += 20) {
			if (waited > PATIENCE) {
				throw new AssertionError("Not reached in " + PATIENCE + " ms: " + what + "; " + describe());
			}
			runFor(20);
		}
	}

	/**
	 * Wait for a leader among the nodes that are up and connected to a majority.
	 * @return its number
	 */
	public int awaitLeader() {
		await("a leader", () -> leader() != 0);
		return leader();
	}

	/**
	 * Return who leads, by the latest term.
	 * @return the number, 0 when nobody does
	 */
	public int leader() {
		SimulatedNode leader = this.cluster.leader();
		return (leader != null) ? leader.number() : 0;
	}

	public boolean leads(int node) {
		NodeStatus status = node(node).status();
		return status != null && status.role() == Role.LEADER;
	}

	public long term(int node) {
		NodeStatus status = node(node).status();
		return (status != null) ? status.term() : 0;
	}

	public long firstLogIndex(int node) {
		NodeStatus status = node(node).status();
		return (status != null) ? status.firstLogIndex() : 0;
	}

	public long lastLogIndex(int node) {
		NodeStatus status = node(node).status();
		return (status != null) ? status.lastLogIndex() : 0;
	}

	public long messages() {
		return this.cluster.network().sent();
	}

	public int anyNumber() {
		return 1 + this.cluster.random().nextInt(this.size);
	}

	public boolean chance(int percent) {
		return this.cluster.random().nextInt(100) < percent;
	}

	public void disconnect(int node) {
		this.cluster.network().isolate(node, this.size);
	}

	/** Let all nodes reach each other. */
	public void heal() {
		this.cluster.network().heal();
	}

	public void crash(int node) {
		if (node(node).isUp()) {
			node(node).crash();
		}
	}

	public boolean isUp(int node) {
		return node(node).isUp();
	}

	public void start(int node) {
		if (!node(node).isUp()) {
			node(node).start();
		}
	}

	/**
	 * Start a node that is no member yet.
	 * @param role what it is to be added as
	 * @return its number
	 */
	public int startAnother(MemberRole role) {
		SimulatedNode node = this.cluster.addNode(role);
		node.start();
		return node.number();
	}

	/**
	 * Set up a node that is never started.
	 * @param role what it is to be added as
	 * @return its number
	 */
	public int deadNode(MemberRole role) {
		return this.cluster.addNode(role).number();
	}

	/**
	 * Ask for a member to be added.
	 * @param asked the node that is asked
	 * @param node the node to add, in the role that it was set up for
	 * @return the members, or why not
	 */
	public CompletableFuture<List<Member>> add(int asked, int node) {
		return change(asked, (replica) -> replica.addMember(node(node).address(), node(node).role()));
	}

	/**
	 * Ask for a member to be removed.
	 * @param asked the node that is asked
	 * @param node the member to remove
	 * @return the members, or why not
	 */
	public CompletableFuture<List<Member>> remove(int asked, int node) {
		return change(asked, (replica) -> replica.removeMember(node(node).address()));
	}

	private CompletableFuture<List<Member>> change(int asked,
			Function<Replica, CompletableFuture<List<Member>>> change) {
		CompletableFuture<List<Member>> outcome = new CompletableFuture<>();
		node(asked).input((replica) -> change.apply(replica).whenComplete((members, failure) -> {
			if (failure != null) {
				outcome.completeExceptionally(failure);
			}
			else {
				outcome.complete(members);
			}
		}));
		await("an answer to a membership change", outcome::isDone);
		return outcome;
	}

	/**
	 * Return how many members a node knows.
	 * @param node the node
	 * @return the number of members
	 */
	public int members(int node) {
		NodeStatus status = node(node).status();
		return (status != null) ? status.members().size() : 0;
	}

	public long commitIndex(int node) {
		NodeStatus status = node(node).status();
		return (status != null) ? status.commitIndex() : 0;
	}

	/**
	 * Return whether a text is anywhere on a node's disk.
	 * @param node the node
	 * @param text the text
	 * @return whether it is in any file
	 */
	public boolean keeps(int node, String text) {
		try {
			Disk disk = node(node).disk();
			for (String name : disk.list()) {
				try (DiskFile file = disk.open(name)) {
					ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
					file.read(0, bytes);
					if (new String(bytes.array(), StandardCharsets.ISO_8859_1).contains(text)) {
						return true;
					}
				}
			}
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public void unreliable(boolean unreliable) {
		int perMille = unreliable ? 100 : 0;
		this.cluster.network().unreliability(perMille, perMille, 2 * perMille);
	}

	/**
	 * Propose a command on a node, once.
	 * @param node the node
	 * @return what {@link #appliedBy} knows it by
	 */
	public long propose(int node) {
		long writer = ++this.writers;
		propose(node, writer);
		return writer;
	}

	private void propose(int node, long writer) {
		propose(node, writer, (code) -> {
		});
	}

	private void propose(int node, long writer, Consumer<ErrorCode> failed) {
		SimulatedNode asked = node(node);
		asked.input((replica) -> replica.propose(asked.machine()
			.command(KeyValueInput.append("log", writer + ";"), new Session("writer-" + writer, 1),
					new OutcomeHandler() {

						@Override
						public void succeeded(byte[] json) {
							// Seen by what is applied.
						}

						@Override
						public void failed(RaftException failure) {
							failed.accept(failure.code());
						}

					})));
	}

	/**
	 * Propose a command on a node, once, and watch what it is told.
	 * @param node the node
	 * @return what {@link #isRejected} and {@link #appliedBy} know it by
	 */
	public long proposeTracked(int node) {
		long writer = ++this.writers;
		propose(node, writer, (code) -> {
			if (code != ErrorCode.RESULT_UNKNOWN) {
				this.rejected.add(writer);
			}
		});
		return writer;
	}

	/**
	 * Return whether the node that was asked knows that a command is not applied.
	 * @param command what {@link #proposeTracked} has returned
	 * @return whether it does
	 */
	public boolean isRejected(long command) {
		return this.rejected.contains(command);
	}

	/**
	 * Return how many nodes have applied a command.
	 * @param command what {@link #propose} has returned
	 * @return the number of nodes
	 */
	public int appliedBy(long command) {
		return (int) this.cluster.nodes()
			.stream()
			.filter((node) -> (";" + node.machine().get("log")).contains(";" + command + ";"))
			.count();
	}

	/**
	 * Get a command applied, trying all nodes again and again as a client would.
	 * @param nodes on how many nodes at least
	 */
	public void agree(int nodes) {
		long writer = ++this.writers;
		for (long waited = 0; appliedBy(writer) < nodes; waited += 500) {
			if (waited > PATIENCE) {
				throw new AssertionError("A command is not applied on " + nodes + " nodes; " + describe());
			}
			if (appliedBy(writer) == 0) {
				for (int node = 1; node <= this.size; node++) {
					propose(node, writer);
				}
			}
			for (int i = 0; i < 10 && appliedBy(writer) < nodes; i++) {
				runFor(50);
			}
		}
	}

	/**
	 * Let clients read and write at all nodes.
	 * @param count how many
	 */
	public void startClients(int count) {
		for (int i = 1; i <= count; i++) {
			Client client = new Client(i, i % 4 != 0, this.cluster, this.history);
			this.clients.add(client);
			client.next();
		}
	}

	public int operations() {
		return this.history.operations().size();
	}

	/**
	 * Heal everything, wait until all is answered and applied everywhere, and hold the
	 * states and the histories against each other.
	 */
	public void finish() {
		finishAmong(IntStream.rangeClosed(1, this.size).toArray());
	}

	/**
	 * The same for the nodes that are members in the end and keep the data.
	 * @param members their numbers
	 */
	public void finishAmong(int... members) {
		heal();
		unreliable(false);
		List<SimulatedNode> nodes = Arrays.stream(members).mapToObj(this::node).toList();
		Arrays.stream(members).forEach(this::start);
		this.clients.forEach(Client::stop);
		await("every operation answered", () -> this.clients.stream().allMatch(Client::isIdle));
		agree(members.length);
		await("all applied", () -> isLevel(nodes));
		Simulation.compare(nodes);
		CheckResult<KeyValueInput, KeyValueOutput> result = new LinearizabilityChecker<>(new KeyValueModel())
			.check(this.history);
		if (!result.isLinearizable()) {
			throw new AssertionError(result.toString());
		}
	}

	/**
	 * Add voters and remove members in one step.
	 * @param leader who leads
	 * @param added nodes that wait
	 * @param removed members
	 */
	public void change(int leader, List<Integer> added, List<Integer> removed) {
		List<NewMember> coming = added.stream()
			.map((node) -> new NewMember(node(node).address(), MemberRole.VOTER))
			.toList();
		SimulatedNode asked = node(leader);
		asked.input((replica) -> {
			List<Long> going = replica.status()
				.members()
				.stream()
				.filter((member) -> removed.contains(this.cluster.node(member.address()).number()))
				.map(Member::nodeId)
				.toList();
			TogetherChange.start(replica, new MembershipChange(coming, going), asked.clock().timestampMillis());
		});
	}

	/**
	 * Return how many joint configurations any log has held.
	 * @return the number
	 */
	public long jointConfigurations() {
		return this.cluster.checks().joint();
	}

	private boolean isLevel(List<SimulatedNode> nodes) {
		long last = this.cluster.checks().lastCommitted();
		return nodes.stream().allMatch((node) -> node.machine().appliedIndex() == last);
	}

	private SimulatedNode node(int number) {
		return this.cluster.nodes().get(number - 1);
	}

	private String describe() {
		return this.cluster.nodes().stream().map(Simulation::describe).toList().toString();
	}

}
