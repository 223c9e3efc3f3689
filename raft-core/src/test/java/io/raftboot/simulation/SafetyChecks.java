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
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.raftboot.Member;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
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

	/** Every entry that any log ever held, by index: one for each term. */
	private @Nullable Held[] entries = new @Nullable Held[1024];

	/** What was applied anywhere, by index. */
	private @Nullable Committed[] committed = new @Nullable Committed[1024];

	private long lastCommitted;

	/** The term in which an entry was committed, or a later one, by index. */
	private long[] committedIn = new long[1024];

	/** Entries up to here were committed by somebody. */
	private long lastNoted;

	private long joint;

	private long jointOfSeveral;

	/**
	 * Election safety: at most one leader in a term. Leader completeness: it has every
	 * entry that was committed in an earlier term. A candidate that was held up may win
	 * when a later term has had its leader, and what that one commits it need not have.
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
		for (long index = log.firstIndex(); index <= this.lastCommitted; index++) {
			Committed entry = committed(index);
			if (entry == null || this.committedIn[(int) index] >= term) {
				continue;
			}
			if (index > log.lastIndex()) {
				throw violation(
						"leader completeness: leader " + node + " of term " + term + " ends at " + log.lastIndex()
								+ ", but " + index + " was committed in term " + this.committedIn[(int) index]);
			}
			if (log.term(index) != entry.term) {
				throw violation("leader completeness: leader " + node + " of term " + term + " has index " + index
						+ " of term " + log.term(index) + ", but that of term " + entry.term + " is committed");
			}
		}
	}

	/**
	 * Note that a node takes everything up to an index for committed.
	 * @param index the index
	 * @param term the term of the node
	 */
	void commits(long index, long term) {
		while (this.lastNoted < index) {
			this.lastNoted++;
			if (this.lastNoted >= this.committedIn.length) {
				this.committedIn = Arrays.copyOf(this.committedIn, 2 * this.committedIn.length);
			}
			this.committedIn[(int) this.lastNoted] = term;
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
		int index = (int) entry.index();
		if (index >= this.entries.length) {
			this.entries = Arrays.copyOf(this.entries, 2 * index);
		}
		Held others = this.entries[index];
		Held before = others;
		while (before != null && before.term != entry.term()) {
			before = before.next;
		}
		int payload = Arrays.hashCode(entry.payload());
		if (before == null) {
			this.entries[index] = new Held(entry.term(), previousTerm, entry.timestampMillis(), entry.type(), payload,
					others);
			if (entry.type() == EntryType.CONFIGURATION) {
				count(ConfigurationCodec.decode(entry.payload()));
			}
		}
		else if (before.previousTerm != previousTerm || before.timestamp != entry.timestampMillis()
				|| before.type != entry.type() || before.payload != payload) {
			throw violation("log matching: node " + node + " has " + entry + " of " + entry.timestampMillis()
					+ " after term " + previousTerm + ", which was " + before);
		}
	}

	private void count(Configuration configuration) {
		if (configuration.isJoint()) {
			Set<Member> changed = new HashSet<>(configuration.members());
			configuration.outgoing().forEach((member) -> {
				if (!changed.remove(member)) {
					changed.add(member);
				}
			});
			this.joint++;
			this.jointOfSeveral += (changed.size() > 1) ? 1 : 0;
		}
	}

	/**
	 * Return how many joint configurations were appended.
	 * @return the number
	 */
	long joint() {
		return this.joint;
	}

	/**
	 * Return how many of them change more than one member.
	 * @return the number
	 */
	long jointOfSeveral() {
		return this.jointOfSeveral;
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
		Committed known = committed(entry.index());
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
		if (known != null && !known.same(now)) {
			throw violation(
					"state machine safety: index " + entry.index() + " was applied as " + known + " and is now " + now);
		}
		if (known == null) {
			commit((int) entry.index(), now);
		}
	}

	private void commit(int index, Committed entry) {
		Committed previous = committed(index - 1);
		if (previous != null && previous.timestamp > entry.timestamp) {
			throw violation("time falls from index " + (index - 1) + " to " + index);
		}
		if (index >= this.committed.length) {
			this.committed = Arrays.copyOf(this.committed, 2 * index);
		}
		this.committed[index] = entry;
		this.lastCommitted = Math.max(this.lastCommitted, index);
	}

	private @Nullable Committed committed(long index) {
		return (index < this.committed.length) ? this.committed[(int) index] : null;
	}

	/**
	 * Return whether a node must have an entry: it is committed, in the node's term or an
	 * earlier one. A node that has not heard of a later term may still follow a leader
	 * that has lost its office, and drop what the later leader commits without it.
	 * @param index the index
	 * @param term the term of the entry
	 * @param nodeTerm the term that the node has saved
	 * @return whether it must
	 */
	boolean isCommitted(long index, long term, long nodeTerm) {
		Committed entry = committed(index);
		return entry != null && entry.term == term && this.committedIn[(int) index] <= nodeTerm;
	}

	long lastCommitted() {
		return this.lastCommitted;
	}

	static AssertionError violation(String what) {
		return new AssertionError("Safety is violated, " + what);
	}

	private record Vote(long node, long term) {
	}

	/** An entry, and those of other terms that were at its index before it. */
	private record Held(long term, long previousTerm, long timestamp, EntryType type, int payload,
			@Nullable Held next) {
	}

	private record Committed(long term, long timestamp, int payload, String node) {

		boolean same(@Nullable Committed other) {
			return other != null && this.term == other.term && this.timestamp == other.timestamp
					&& this.payload == other.payload;
		}

	}

}
