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

import java.util.List;

/**
 * What a member does with the messages of a leader (Raft paper, section 5.3).
 */
final class Following {

	private final RaftState state;

	Following(RaftState state) {
		this.state = state;
	}

	void receive(Message.AppendRequest request) {
		if (request.term() < this.state.term()) {
			refuse(request);
			return;
		}
		this.state.follow(request.term(), request.from());
		this.state.hearLeader();
		if (!matches(request)) {
			refuse(request);
			return;
		}
		long last = request.previousIndex() + request.entries().size();
		store(request.entries());
		this.state.commit(Math.min(request.commitIndex(), last));
		long known = Math.max(last, this.state.commitIndex());
		this.state.outbox.acknowledge(acknowledgement(request.from(), known, request.round()));
	}

	/**
	 * Commit what the leader has, by the index and term of its last entry, if it is here.
	 */
	void receive(Message.CommitNotice notice) {
		if (notice.term() < this.state.term()) {
			return;
		}
		this.state.follow(notice.term(), notice.from());
		this.state.hearLeader();
		if (this.state.log.matches(notice.commitIndex(), notice.commitTerm())) {
			this.state.commit(notice.commitIndex());
		}
	}

	/**
	 * Return whether what comes before the entries is what the leader has there. It need
	 * not be looked up as far as it is committed: all leaders have that.
	 */
	private boolean matches(Message.AppendRequest request) {
		RaftLog log = this.state.log;
		long index = request.previousIndex();
		if (index < log.baseIndex()) {
			return true;
		}
		if (log.matches(index, request.previousTerm())) {
			return true;
		}
		if (index <= this.state.commitIndex()) {
			throw conflict(index, log.term(index), request.previousTerm());
		}
		return false;
	}

	/**
	 * Append what is missing. Only an entry of another term makes the log shorter: an old
	 * message with fewer entries than are there must not (Raft paper, figure 2).
	 */
	private void store(List<Entry> entries) {
		RaftLog log = this.state.log;
		int known = 0;
		while (known < entries.size() && isKnown(entries.get(known))) {
			known++;
		}
		if (known == entries.size()) {
			return;
		}
		List<Entry> missing = entries.subList(known, entries.size());
		long first = missing.get(0).index();
		if (first <= log.lastIndex()) {
			log.truncateFrom(first);
			if (this.state.configurations.truncateFrom(first)) {
				this.state.configurationChanged();
			}
		}
		log.append(missing);
		missing.forEach(this::takeConfiguration);
	}

	private boolean isKnown(Entry entry) {
		RaftLog log = this.state.log;
		if (entry.index() > log.lastIndex()) {
			return false;
		}
		if (entry.index() <= log.baseIndex()) {
			return true;
		}
		long term = log.term(entry.index());
		if (term == entry.term()) {
			return true;
		}
		if (entry.index() <= this.state.commitIndex()) {
			throw conflict(entry.index(), term, entry.term());
		}
		return false;
	}

	private InvariantViolation conflict(long index, long term, long leaderTerm) {
		return new InvariantViolation("The committed entry at " + index + " has term " + term + " here but term "
				+ leaderTerm + " on leader " + this.state.leader()
				+ ": was an acknowledged entry lost on a majority, or does a log belong to another cluster?");
	}

	private void takeConfiguration(Entry entry) {
		if (entry.type() == EntryType.CONFIGURATION) {
			this.state.configurations.add(entry.index(), ConfigurationCodec.decode(entry.payload()));
			this.state.configurationChanged();
		}
	}

	/**
	 * Says the term to a leader of an older one, and to the others where the logs may
	 * meet.
	 */
	private void refuse(Message.AppendRequest request) {
		RaftLog log = this.state.log;
		long hint = Math.max(this.state.commitIndex(),
				log.lastNotAbove(Math.min(request.previousIndex(), log.lastIndex()), request.previousTerm()));
		this.state.outbox.sendAfterSync(new Message.AppendReply(this.state.self, request.from(), this.state.term(),
				false, request.previousIndex(), hint, log.term(hint), current(request.term(), request.round())));
	}

	/**
	 * Return the round to answer with. One of an older term confirms nothing: its leader
	 * may lead again by now and have a round of the same number.
	 */
	private long current(long term, long round) {
		return (term == this.state.term()) ? round : 0;
	}

	private Message.AppendReply acknowledgement(long leader, long index, long round) {
		return new Message.AppendReply(this.state.self, leader, this.state.term(), true, index, 0, 0, round);
	}

	void receive(Message.Heartbeat heartbeat) {
		boolean quiesce = false;
		if (heartbeat.term() >= this.state.term()) {
			this.state.follow(heartbeat.term(), heartbeat.from());
			this.state.hearLeader();
			this.state.commit(heartbeat.commitIndex());
			quiesce = heartbeat.quiesce() && this.state.settings.quiesce()
					&& this.state.commitIndex() == this.state.log.lastIndex() && !this.state.forwardedReads.isWaiting();
			if (quiesce) {
				this.state.becomeQuiet();
			}
		}
		this.state.outbox.send(new Message.HeartbeatReply(this.state.self, heartbeat.from(), this.state.term(),
				current(heartbeat.term(), heartbeat.round()), quiesce));
	}

	/**
	 * Take a snapshot whose bytes are here. What it holds is committed, so it is welcome
	 * even when its sender leads no more.
	 */
	void receive(Message.InstallSnapshot message) {
		boolean current = message.term() >= this.state.term();
		if (current) {
			this.state.follow(message.term(), message.from());
			this.state.hearLeader();
		}
		SnapshotPoint snapshot = message.snapshot();
		if (snapshot.index() > this.state.commitIndex()) {
			install(snapshot);
		}
		this.state.outbox.sendAfterSync(new Message.AppendReply(this.state.self, message.from(), this.state.term(),
				current, this.state.commitIndex(), this.state.commitIndex(), 0, 0));
	}

	private void install(SnapshotPoint snapshot) {
		if (this.state.log.restore(snapshot)) {
			this.state.configurations.compact(snapshot);
		}
		else {
			this.state.configurations.restore(snapshot);
		}
		this.state.configurationChanged();
		this.state.commit(snapshot.index());
		this.state.outbox.restore(snapshot);
	}

}
