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

package io.raftboot.consensus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.Role;

/**
 * Members that talk over a network in memory, in simulated time, and what must hold of
 * them at every step (Raft paper, figure 3).
 */
class TestCluster {

	final TreeMap<Long, TestMember> members = new TreeMap<>();

	final Random random;

	/** Which messages get through. */
	Predicate<Message> filter = (message) -> true;

	/**
	 * Messages are lost, doubled, late and out of order with these chances, in percent.
	 */
	int lossPercent;

	int duplicatePercent;

	long maxDelay = 1;

	/** One in so many effects ends in a crash; 0 for never. */
	int crashOneIn;

	long now = 1000;

	private final ConsensusSettings settings;

	private final PriorityQueue<Delivery> network = new PriorityQueue<>(
			Comparator.comparingLong(Delivery::time).thenComparingLong(Delivery::order));

	private final Map<Long, Long> leaderOfTerm = new HashMap<>();

	private final Map<Long, Entry> committed = new HashMap<>();

	/** What had been committed anywhere when a read was asked for. */
	private final Map<Long, Long> committedAtRead = new HashMap<>();

	private long highestCommit;

	private long order;

	private long request;

	TestCluster(long seed, ConsensusSettings settings) {
		this.random = new Random(seed);
		this.settings = settings;
	}

	static TestCluster of(int voters) {
		return of(voters, 1, ConsensusSettings.of(100, 10));
	}

	static TestCluster of(int voters, long seed, ConsensusSettings settings) {
		TestCluster cluster = new TestCluster(seed, settings);
		List<Member> founders = new ArrayList<>();
		for (long id = 1; id <= voters; id++) {
			founders.add(new Member(id, "n" + id, MemberRole.VOTER));
		}
		return cluster.found(founders);
	}

	TestCluster found(List<Member> founders) {
		Configuration configuration = new Configuration(founders, List.of(), founders.size(), 0, 0);
		Entry first = new Entry(1, 1, 0, EntryType.CONFIGURATION, ConfigurationCodec.encode(configuration));
		founders.forEach((member) -> add(member.nodeId(), List.of(first)));
		return this;
	}

	TestMember add(long id, List<Entry> first) {
		TestMember member = new TestMember(this, id, this.settings, first);
		this.members.put(id, member);
		return member;
	}

	TestMember member(long id) {
		return this.members.get(id);
	}

	/** Where a member's election timeouts are drawn from. */
	RandomGenerator randomOf(long id) {
		return new Random(this.random.nextLong());
	}

	// Network

	void send(Message message) {
		if (!this.filter.test(message) || this.random.nextInt(100) < this.lossPercent) {
			return;
		}
		deliverLater(message);
		if (this.random.nextInt(100) < this.duplicatePercent) {
			deliverLater(message);
		}
	}

	private void deliverLater(Message message) {
		long delay = 1 + ((this.maxDelay > 1) ? this.random.nextLong(this.maxDelay) : 0);
		this.network.add(new Delivery(this.now + delay, this.order++, message));
	}

	void sendSnapshot(Message.InstallSnapshot message) {
		send(message);
		TestMember leader = member(message.from());
		if (leader.up) {
			leader.consensus.snapshotSent(message.to(), this.filter.test(message));
		}
	}

	boolean crashesNow() {
		return this.crashOneIn > 0 && this.random.nextInt(this.crashOneIn) == 0;
	}

	/** Let one millisecond pass. */
	void step() {
		this.now++;
		for (TestMember member : this.members.values()) {
			if (member.up) {
				member.consensus.tick(this.now);
				member.run();
			}
		}
		while (!this.network.isEmpty() && this.network.peek().time <= this.now) {
			Message message = this.network.poll().message;
			TestMember target = member(message.to());
			if (target != null && target.up && this.filter.test(message)) {
				target.consensus.receive(message);
				target.run();
			}
		}
	}

	void run(long millis) {
		for (long i = 0; i < millis; i++) {
			step();
		}
	}

	void runUntil(BooleanSupplier condition) {
		for (int i = 0; i < 20_000; i++) {
			if (condition.getAsBoolean()) {
				return;
			}
			step();
		}
		throw new AssertionError("not reached: " + this);
	}

	/** Cut members off from the others; they still hear each other. */
	void isolate(Long... ids) {
		Set<Long> cut = new HashSet<>(Arrays.asList(ids));
		this.filter = (message) -> cut.contains(message.from()) == cut.contains(message.to());
	}

	void heal() {
		this.filter = (message) -> true;
	}

	// Calls

	TestMember leader() {
		TestMember leader = null;
		for (TestMember member : this.members.values()) {
			if (member.up && member.consensus.role() == Role.LEADER
					&& (leader == null || member.consensus.term() > leader.consensus.term())) {
				leader = member;
			}
		}
		return leader;
	}

	TestMember awaitLeader() {
		runUntil(() -> {
			TestMember leader = leader();
			return leader != null && leader.consensus.commitIndex() >= firstOfTerm(leader);
		});
		return leader();
	}

	private static long firstOfTerm(TestMember leader) {
		long index = leader.consensus.lastIndex();
		while (index > leader.log.baseIndex() && leader.consensus.pointAt(index).term() == leader.consensus.term()
				&& index > leader.consensus.commitIndex()) {
			index--;
		}
		return (leader.log.lastIndex() == leader.consensus.lastIndex()
				&& leader.log.term(leader.consensus.commitIndex()) == leader.consensus.term())
						? leader.consensus.commitIndex() : Long.MAX_VALUE;
	}

	/**
	 * Propose, if the member leads and takes it.
	 * @param member the member
	 * @param payload the payload
	 * @return the index, 0 when it was refused
	 */
	long propose(TestMember member, int payload) {
		byte[] bytes = { (byte) (payload >> 24), (byte) (payload >> 16), (byte) (payload >> 8), (byte) payload };
		if (member.consensus.refusal(bytes.length + Entry.OVERHEAD) != null) {
			return 0;
		}
		long index = member.consensus.propose(List.of(bytes), this.now);
		member.run();
		return index;
	}

	void commit(TestMember leader, int count) {
		long index = 0;
		for (int i = 0; i < count; i++) {
			index = propose(leader, i);
		}
		long last = index;
		runUntil(() -> this.members.values()
			.stream()
			.allMatch((member) -> !member.up || member.consensus.commitIndex() >= last));
	}

	long read(TestMember member) {
		long number = ++this.request;
		this.committedAtRead.put(number, this.highestCommit);
		member.consensus.read(number);
		member.run();
		return number;
	}

	long change(TestMember member, List<Consensus.NewMember> add, List<Long> remove) {
		long number = ++this.request;
		member.consensus.change(number, new Consensus.MembershipChange(add, remove), this.now);
		member.run();
		return number;
	}

	long transfer(TestMember member, long target) {
		long number = ++this.request;
		member.consensus.transfer(number, target);
		member.run();
		return number;
	}

	// What must hold

	void check(TestMember member, Effects effects) {
		this.highestCommit = Math.max(this.highestCommit, effects.commitIndex());
		effects.reads().forEach((read) -> checkRead(member, read));
		if (member.consensus.role() == Role.LEADER) {
			Long other = this.leaderOfTerm.putIfAbsent(member.consensus.term(), member.id);
			if (other != null && other != member.id) {
				throw new AssertionError(
						"members " + other + " and " + member.id + " lead in term " + member.consensus.term());
			}
		}
		if (effects.commitIndex() > member.log.lastIndex()) {
			throw new AssertionError(member + " commits what it does not have");
		}
	}

	private void checkRead(TestMember member, Effects.ReadResult read) {
		long committed = this.committedAtRead.getOrDefault(read.request(), 0L);
		if (read.index() != 0 && read.index() < committed) {
			throw new AssertionError(
					member + " confirms a read at " + read.index() + " though " + committed + " was committed before");
		}
	}

	void checkApplied(TestMember member, Entry entry) {
		Entry first = this.committed.putIfAbsent(entry.index(), entry);
		boolean witness = entry.payload().length == 0 || (first != null && first.payload().length == 0);
		boolean same = first == null || (first.term() == entry.term() && first.type() == entry.type()
				&& (witness || Arrays.equals(first.payload(), entry.payload())));
		if (!same) {
			throw new AssertionError(member + " applies " + entry + " where another applied " + first);
		}
	}

	/** Wherever two logs have the same index and term, all before it is the same. */
	void checkLogs() {
		List<TestMember> all = new ArrayList<>(this.members.values());
		for (int i = 1; i < all.size(); i++) {
			checkLogs(all.get(i - 1).log, all.get(i).log);
		}
	}

	private static void checkLogs(MemoryLog one, MemoryLog other) {
		boolean matched = false;
		long first = Math.max(one.firstIndex(), other.firstIndex());
		for (long index = Math.min(one.lastIndex(), other.lastIndex()); index >= first; index--) {
			boolean same = one.term(index) == other.term(index);
			if (matched && !same) {
				throw new AssertionError("logs differ at " + index + " before a match");
			}
			matched = matched || same;
		}
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("at " + this.now);
		this.members.values().forEach((member) -> text.append("\n\t").append(member));
		return text.toString();
	}

	private record Delivery(long time, long order, Message message) {
	}

}
