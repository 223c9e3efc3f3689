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
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

import io.raftboot.Member;
import io.raftboot.MemberRole;

/**
 * Member 1, alone with the messages that a test makes up.
 */
final class LoneMember {

	static final ConsensusSettings SETTINGS = new ConsensusSettings(100, 10, false, 10, 1000, 4, 2000, 5000, 100,
			false);

	final MemoryLog log = new MemoryLog();

	final Consensus consensus;

	/** What was sent since the last {@link #sent()}. */
	private final List<Message> messages = new ArrayList<>();

	private final ConsensusSettings settings;

	private long now = 1000;

	LoneMember(ConsensusSettings settings, MemberRole... roles) {
		List<Member> members = new ArrayList<>();
		for (MemberRole role : roles) {
			members.add(new Member(members.size() + 1, "n" + (members.size() + 1), role));
		}
		this.settings = settings;
		Configuration configuration = new Configuration(members, List.of(), members.size(), 0, 0);
		TreeMap<Long, Configuration> configurations = new TreeMap<>();
		configurations.put(1L, configuration);
		this.log.append(List.of(new Entry(1, 1, 0, EntryType.CONFIGURATION, ConfigurationCodec.encode(configuration))));
		this.consensus = new Consensus(settings, 1, new HardState(1, 0), this.log, SnapshotPoint.NONE, configurations,
				new Random(1), this.now);
	}

	/** One of three voters. */
	static LoneMember ofThree() {
		return new LoneMember(SETTINGS, MemberRole.VOTER, MemberRole.VOTER, MemberRole.VOTER);
	}

	/**
	 * The leader of three voters in term 2; its first entry, at index 2, is committed.
	 */
	static LoneMember leading() {
		return leading(SETTINGS);
	}

	static LoneMember leading(ConsensusSettings settings) {
		LoneMember member = new LoneMember(settings, MemberRole.VOTER, MemberRole.VOTER, MemberRole.VOTER);
		member.elect();
		member.receive(new Message.AppendReply(2, 1, 2, true, 2, 0, 0, 0));
		member.receive(new Message.AppendReply(3, 1, 2, true, 2, 0, 0, 0));
		member.sent();
		return member;
	}

	/** Let it become leader of term 2 with the vote of member 2. */
	void elect() {
		pass(2 * this.settings.electionTimeout());
		receive(new Message.VoteReply(2, 1, 2, true, true));
		receive(new Message.VoteReply(2, 1, 2, true, false));
	}

	void pass(long millis) {
		this.now += millis;
		this.consensus.tick(this.now);
		run();
	}

	void receive(Message message) {
		this.consensus.receive(message);
		run();
	}

	long propose(int count, int size) {
		List<byte[]> payloads = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			payloads.add(new byte[size]);
		}
		long index = this.consensus.propose(payloads, this.now);
		run();
		return index;
	}

	/** Carry out all effects. */
	void run() {
		while (this.consensus.hasEffects()) {
			carryOut(this.consensus.drain());
		}
	}

	void carryOut(Effects effects) {
		this.messages.addAll(effects.messages());
		SnapshotPoint restore = effects.restore();
		if (restore != null) {
			this.log.restart(restore);
		}
		if (!effects.entries().isEmpty()) {
			this.log.append(effects.entries());
			Entry last = effects.entries().get(effects.entries().size() - 1);
			this.consensus.persisted(last.index(), last.term());
		}
		this.messages.addAll(effects.messagesAfterSync());
	}

	/** Return, once, what was sent. */
	List<Message> sent() {
		List<Message> sent = List.copyOf(this.messages);
		this.messages.clear();
		return sent;
	}

	<M extends Message> List<M> sent(Class<M> type) {
		return sent().stream().filter(type::isInstance).map(type::cast).toList();
	}

	static List<Entry> entries(long first, long... terms) {
		List<Entry> entries = new ArrayList<>();
		for (long term : terms) {
			entries.add(new Entry(first + entries.size(), term, 0, EntryType.COMMAND, new byte[10]));
		}
		return entries;
	}

	/** An append of member 2 as leader. */
	static Message.AppendRequest append(long term, long previousIndex, long previousTerm, long commitIndex,
			List<Entry> entries) {
		return new Message.AppendRequest(2, 1, term, previousIndex, previousTerm, commitIndex, 7, entries);
	}

}
