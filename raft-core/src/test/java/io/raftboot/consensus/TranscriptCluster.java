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
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A cluster that moves only when told to, and tells what happens.
 */
final class TranscriptCluster extends TestCluster {

	private static final int STEP = 10;

	private static final int MANY = 1000;

	private final List<Message> underWay = new ArrayList<>();

	private final List<Message> kept = new ArrayList<>();

	private final Map<Long, String> standing = new HashMap<>();

	private List<String> lines = new ArrayList<>();

	private boolean telling = true;

	/**
	 * Create a cluster.
	 * @param options any of {@code lease}, {@code quiesce}, and {@code small} for
	 * messages of one entry
	 */
	TranscriptCluster(List<String> options) {
		super(1, new ConsensusSettings(100, STEP, options.contains("lease"), 10, options.contains("small") ? 1 : 1000,
				8, 10_000, 100_000, 100, options.contains("quiesce")));
	}

	/** Every timeout is 100 ms, and 20 more for each number after 1. */
	@Override
	RandomGenerator randomOf(long id) {
		return () -> (id - 1) * 40;
	}

	@Override
	void send(Message message) {
		this.underWay.add(message);
	}

	/** Take what is now as told. */
	void remember() {
		this.members.values().forEach((member) -> this.standing.put(member.id, standing(member)));
	}

	/**
	 * Copy what is under way on a route, to be delivered once more and late.
	 * @param route from and to
	 */
	void keep(String route) {
		this.underWay.stream()
			.filter((message) -> route.equals(message.from() + "-" + message.to()))
			.forEach(this.kept::add);
	}

	void deliverKept() {
		this.underWay.addAll(this.kept);
		this.kept.clear();
		deliver("");
	}

	List<String> takeLines() {
		List<String> taken = this.lines;
		this.lines = new ArrayList<>();
		return taken;
	}

	private void tell(String line) {
		this.lines.add("  " + line);
	}

	void pass(long millis) {
		this.now += millis;
		this.members.values().forEach((member) -> {
			if (member.up) {
				member.consensus.tick(this.now);
				member.run();
				tellStanding(member);
			}
		});
	}

	void runFor(long millis) {
		this.telling = false;
		for (long time = 0; time < millis; time += STEP) {
			pass(STEP);
			deliver("");
		}
		this.telling = true;
	}

	void deliver(String route) {
		for (int i = 0; i < MANY; i++) {
			Message next = take(route);
			if (next == null) {
				return;
			}
			TestMember target = member(next.to());
			boolean lost = target == null || !target.up || !this.filter.test(next);
			tellMessage(next, lost ? " (lost)" : "");
			if (!lost) {
				target.consensus.receive(next);
				target.run();
			}
		}
		throw new AssertionError("there is no end of messages");
	}

	void drop(String route) {
		Message next = take(route);
		while (next != null) {
			tellMessage(next, " (lost)");
			next = take(route);
		}
	}

	private Message take(String route) {
		for (Iterator<Message> messages = this.underWay.iterator(); messages.hasNext();) {
			Message message = messages.next();
			if (route.isEmpty() || route.equals(message.from() + "-" + message.to())) {
				messages.remove();
				return message;
			}
		}
		return null;
	}

	private void tellMessage(Message message, String suffix) {
		if (this.telling) {
			tell(MessageText.of(message) + suffix);
		}
	}

	void proposeOrTell(TestMember member, int count) {
		for (int i = 0; i < count; i++) {
			Refusal refusal = member.consensus.refusal(Entry.OVERHEAD + 4);
			if (refusal != null) {
				tell(member.id + " refuses: " + refusal);
				return;
			}
			member.consensus.propose(List.of(new byte[4]), this.now);
		}
	}

	@Override
	void check(TestMember member, Effects effects) {
		super.check(member, effects);
		if (!effects.entries().isEmpty()) {
			tell(member.id + " appends " + MessageText.of(effects.entries()));
		}
		if (effects.restore() != null) {
			tell(member.id + " restores snapshot " + MessageText.of(effects.restore()));
		}
		tellStanding(member);
		effects.reads()
			.forEach(
					(read) -> tell(member.id + " read: " + ((read.index() != 0) ? "index " + read.index() : "failed")));
		effects.changes()
			.forEach((change) -> tell(
					member.id + " change: " + ((change.refusal() != null) ? change.refusal() : "done")));
	}

	/**
	 * Tell of role, term, vote, leader, commit index and configuration if they are
	 * others.
	 */
	private void tellStanding(TestMember member) {
		String now = standing(member);
		if (!now.equals(this.standing.put(member.id, now))) {
			tell(now);
		}
	}

	private static String standing(TestMember member) {
		Consensus consensus = member.consensus;
		return member.id + " is " + consensus.role().wireName() + ", term " + consensus.term() + ", vote "
				+ consensus.votedFor() + ", leader " + consensus.leader() + ", commit " + consensus.commitIndex()
				+ ", members " + MessageText.of(consensus.configuration());
	}

	void tellStatus() {
		this.members.values().forEach((member) -> {
			tell(standing(member) + (member.up ? "" : " (down)"));
			member.consensus.progress()
				.forEach((other) -> tell(
						"  " + other.nodeId() + " matches " + other.matchIndex() + ", " + other.state()));
		});
	}

	void tellLogs() {
		this.members.values().forEach((member) -> {
			List<Entry> entries = (member.log.lastIndex() > member.log.baseIndex())
					? member.log.entries(member.log.firstIndex(), member.log.lastIndex(), Long.MAX_VALUE) : List.of();
			tell(member.id + " has snapshot " + MessageText.of(member.snapshot) + ", log " + MessageText.of(entries));
		});
	}

}
