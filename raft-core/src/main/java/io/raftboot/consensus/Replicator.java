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
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Sends the log to the other members, as much at once as each may be sent.
 */
final class Replicator {

	private static final byte[] NOTHING = {};

	private final RaftState state;

	/** The entries sent last: most members are sent the same. */
	private @Nullable List<Entry> slice;

	private long sliceLimit;

	Replicator(RaftState state) {
		this.state = state;
	}

	/**
	 * Send every member what it lacks.
	 * @param members their progress
	 * @param round the latest round of the leader
	 */
	void flush(Collection<Progress> members, long round) {
		for (Progress member : members) {
			long last = member.isWitness() ? lastForWitness(members) : this.state.log.lastIndex();
			flush(member, last, round);
		}
		this.slice = null;
	}

	/**
	 * A witness cannot lead, and a leader that has less than the witness is not elected.
	 * So a witness gets only what a voter could take over with: another one as long as
	 * one is alive, else this leader, once it is durable here.
	 */
	private long lastForWitness(Collection<Progress> members) {
		long furthest = -1;
		for (Progress member : members) {
			boolean mayTakeOver = !member.isWitness() && this.state.configurations.quorums().contains(member.id());
			if (mayTakeOver && member.isLive(this.state.now, this.state.clock.patience(),
					this.state.settings.heartbeatInterval())) {
				furthest = Math.max(furthest, member.match());
			}
		}
		return (furthest < 0) ? this.state.log.durableIndex() : furthest;
	}

	private void flush(Progress member, long last, long round) {
		if (member.state() == Progress.State.PROBE && !member.isPaused()) {
			append(member, last, round);
		}
		if (member.state() != Progress.State.REPLICATE) {
			return;
		}
		boolean sent = true;
		while (sent && member.next() <= last && member.hasRoom(this.state.settings)) {
			sent = append(member, last, round);
		}
		if (member.state() == Progress.State.REPLICATE) {
			followUp(member, round);
		}
	}

	/** Send a message without entries where one is due and none with entries went out. */
	private void followUp(Progress member, long round) {
		if (member.next() > this.state.log.baseIndex()) {
			long commitIndex = Math.min(this.state.commitIndex(), member.next() - 1);
			if (member.isAsking()) {
				send(member, List.of(), 0, round);
			}
			else if (member.sentCommit() < commitIndex) {
				this.state.outbox.send(new Message.CommitNotice(this.state.self, member.id(), this.state.term(),
						commitIndex, this.state.log.term(commitIndex)));
				member.sentCommit(commitIndex);
			}
		}
		else if (member.isAsking()) {
			sendSnapshot(member);
		}
	}

	private boolean append(Progress member, long last, long round) {
		if (member.next() <= this.state.log.baseIndex()) {
			sendSnapshot(member);
			return false;
		}
		if (member.next() > last) {
			send(member, List.of(), 0, round);
			return true;
		}
		List<Entry> entries = member.isWitness() ? withoutCommands(slice(member.next(), last))
				: slice(member.next(), last);
		long bytes = 0;
		for (Entry entry : entries) {
			bytes += entry.size();
		}
		send(member, entries, bytes, round);
		return true;
	}

	private List<Entry> slice(long from, long to) {
		List<Entry> entries = this.slice;
		if (entries == null || entries.get(0).index() != from || this.sliceLimit != to) {
			entries = this.state.log.entries(from, to, this.state.settings.maxMessageBytes());
			this.slice = entries;
			this.sliceLimit = to;
		}
		return entries;
	}

	private List<Entry> withoutCommands(List<Entry> entries) {
		List<Entry> bare = new ArrayList<>(entries.size());
		for (Entry entry : entries) {
			bare.add((entry.type() == EntryType.COMMAND)
					? new Entry(entry.index(), entry.term(), entry.timestampMillis(), EntryType.COMMAND, NOTHING)
					: entry);
		}
		return bare;
	}

	private void send(Progress member, List<Entry> entries, long bytes, long round) {
		RaftLog log = this.state.log;
		long previous = member.next() - 1;
		this.state.outbox.send(new Message.AppendRequest(this.state.self, member.id(), this.state.term(), previous,
				log.term(previous), this.state.commitIndex(), round, entries));
		member.sent(previous + entries.size(), bytes, this.state.commitIndex(), round);
	}

	/** Only to a member that is there: the bytes are many. */
	private void sendSnapshot(Progress member) {
		if (!member.hasBeenHeard() || !member.isLive(this.state.now, this.state.clock.patience(), 0)) {
			return;
		}
		SnapshotPoint snapshot = this.state.log.snapshot();
		member.awaitSnapshot(snapshot.index());
		Message.InstallSnapshot message = new Message.InstallSnapshot(this.state.self, member.id(), this.state.term(),
				snapshot);
		if (member.isWitness()) {
			this.state.outbox.send(message);
		}
		else {
			this.state.outbox.sendSnapshot(message);
		}
	}

}
