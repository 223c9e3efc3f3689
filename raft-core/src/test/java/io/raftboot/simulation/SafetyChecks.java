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

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.LogReader;
import io.raftboot.consensus.Message;
import io.raftboot.engine.CommittedEntry;
import org.jspecify.annotations.Nullable;

/**
 * The five safety properties (Raft paper, figure 3), held against everything that any
 * node ever showed.
 */
final class SafetyChecks {

	private final Map<Long, Long> leaderOfTerm = new HashMap<>();

	/** Whom a node voted for in a term. */
	private final Map<Vote, Long> votes = new HashMap<>();

	/** The latest term that a node has promised something in, in its batches so far. */
	private final long[] terms = new long[Network.MOST_NODES];

	private final long[] termsOfBatch = new long[Network.MOST_NODES];

	/** Every entry that any log ever held. */
	private final Map<Position, Held> entries = new HashMap<>();

	private final TreeMap<Long, Committed> committed = new TreeMap<>();

	/**
	 * Election safety: at most one leader in a term. Leader completeness: it has every
	 * entry that is committed.
	 * @param term the term
	 * @param node the leader
	 * @param log its log
	 */
	void leads(long term, long node, LogReader log) {
		Long other = this.leaderOfTerm.putIfAbsent(term, node);
		if (other != null && other != node) {
			throw violation("election safety: nodes " + other + " and " + node + " both lead in term " + term);
		}
		if (other == null) {
			complete(term, node, log);
		}
	}

	private void complete(long term, long node, LogReader log) {
		if (log.lastIndex() < lastCommitted()) {
			throw violation("leader completeness: leader " + node + " of term " + term + " ends at " + log.lastIndex()
					+ ", but " + lastCommitted() + " is committed");
		}
		for (Map.Entry<Long, Committed> entry : this.committed.tailMap(log.firstIndex()).entrySet()) {
			if (log.term(entry.getKey()) != entry.getValue().term) {
				throw violation("leader completeness: leader " + node + " of term " + term + " has index "
						+ entry.getKey() + " of term " + log.term(entry.getKey()) + ", but that of term "
						+ entry.getValue().term + " is committed");
			}
		}
	}

	/**
	 * Log matching: an entry of the same index and term is the same everywhere, and so is
	 * the term of the one before it; by induction everything before it is.
	 * @param node where it is
	 * @param entry the entry
	 * @param previousTerm the term of the one before
	 */
	void has(long node, Entry entry, long previousTerm) {
		if (entry.type() == EntryType.COMMAND && entry.payload().length == 0) {
			// A witness keeps no commands
			return;
		}
		Held now = new Held(previousTerm, entry.timestampMillis(), entry.type(), Arrays.hashCode(entry.payload()));
		Held before = this.entries.putIfAbsent(new Position(entry.index(), entry.term()), now);
		if (before != null && !before.equals(now)) {
			throw violation("log matching: node " + node + " has " + entry + " as " + now + ", which was " + before);
		}
	}

	/**
	 * One vote in a term, and promises only in terms that never fall: both only hold if
	 * they are durable before a word of them is said. Within one batch the order may be
	 * another.
	 * @param node who speaks
	 * @param message what it says
	 */
	void says(int node, Message message) {
		if (message instanceof Message.VoteRequest request && !request.preVote()) {
			votes(node, request.term(), request.from());
			promises(node, message);
		}
		else if (message instanceof Message.VoteReply reply && reply.granted() && !reply.preVote()) {
			votes(node, reply.term(), reply.to());
			promises(node, message);
		}
		else if (message instanceof Message.AppendReply) {
			promises(node, message);
		}
	}

	private void promises(int node, Message message) {
		if (this.terms[node] > message.term()) {
			throw violation("the term of node " + node + " falls from " + this.terms[node] + " to " + message.term()
					+ " with " + message);
		}
		this.termsOfBatch[node] = Math.max(this.termsOfBatch[node], message.term());
	}

	/**
	 * Note that what a node says from now on comes after what it has said.
	 * @param node the node
	 */
	void batchEnds(int node) {
		this.terms[node] = this.termsOfBatch[node];
	}

	private void votes(long node, long term, long candidate) {
		Long before = this.votes.putIfAbsent(new Vote(node, term), candidate);
		if (before != null && before != candidate) {
			throw violation("node " + node + " votes for " + before + " and for " + candidate + " in term " + term);
		}
	}

	/**
	 * State machine safety: the same entry at the same index everywhere.
	 * @param node where it is applied
	 * @param entry the entry
	 * @param witness whether it lacks the payload
	 */
	void applies(String node, CommittedEntry entry, boolean witness) {
		Committed known = this.committed.get(entry.index());
		if (witness && known != null) {
			if (known.term != entry.term()) {
				throw violation("state machine safety: witness " + node + " has index " + entry.index() + " of term "
						+ entry.term() + ", which is " + known);
			}
			return;
		}
		if (witness) {
			// Somebody else has applied it, or will, and keeps the payload.
			return;
		}
		Committed now = new Committed(entry.term(), entry.timestampMillis(), Arrays.hashCode(entry.payload()), node);
		Committed before = this.committed.putIfAbsent(entry.index(), now);
		if (before != null && !before.same(now)) {
			throw violation("state machine safety: index " + entry.index() + " was applied as " + before
					+ " and is now " + now);
		}
		if (before == null) {
			Map.Entry<Long, Committed> previous = this.committed.lowerEntry(entry.index());
			if (previous != null && previous.getValue().timestamp > now.timestamp) {
				throw violation("time falls from index " + previous.getKey() + " to " + entry.index());
			}
		}
	}

	boolean isCommitted(long index, long term) {
		Committed entry = this.committed.get(index);
		return entry != null && entry.term == term;
	}

	long lastCommitted() {
		return this.committed.isEmpty() ? 0 : this.committed.lastKey();
	}

	static AssertionError violation(String what) {
		return new AssertionError("Safety is violated, " + what);
	}

	private record Position(long index, long term) {
	}

	private record Vote(long node, long term) {
	}

	private record Held(long previousTerm, long timestamp, EntryType type, int payload) {
	}

	private record Committed(long term, long timestamp, int payload, String node) {

		boolean same(@Nullable Committed other) {
			return other != null && this.term == other.term && this.timestamp == other.timestamp
					&& this.payload == other.payload;
		}

	}

}
