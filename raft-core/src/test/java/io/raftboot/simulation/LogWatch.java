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
import java.util.List;

import io.raftboot.consensus.Entry;
import io.raftboot.consensus.LogReader;
import io.raftboot.consensus.Message;
import io.raftboot.storage.NodeStorage;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log of one node through all its lives, and looks at each new entry once.
 */
final class LogWatch {

	private final int node;

	private final SafetyChecks checks;

	private @Nullable NodeStorage storage;

	private long[] terms = new long[256];

	/** Entries up to here were looked at, in this life. */
	private long known;

	private long leaderTerm;

	private long committed;

	/** What was promised to a leader: the log up to an index. */
	private long acknowledged;

	private long acknowledgedTerm;

	LogWatch(int node, SafetyChecks checks) {
		this.node = node;
		this.checks = checks;
	}

	/**
	 * Hold what the disk has kept against what was promised.
	 * @param storage just opened
	 */
	void restarted(NodeStorage storage) {
		LogReader log = storage.log();
		this.storage = storage;
		this.leaderTerm = 0;
		this.committed = 0;
		if (log.lastIndex() < this.acknowledged) {
			throw violation("durability: it acknowledged index " + this.acknowledged + " in term "
					+ this.acknowledgedTerm + " and after a restart ends at " + log.lastIndex());
		}
		for (long index = log.firstIndex(); index <= this.acknowledged; index++) {
			if (log.term(index) != this.terms[(int) index]) {
				throw violation("durability: it acknowledged index " + index + " of term " + this.terms[(int) index]
						+ " and after a restart has it of term " + log.term(index));
			}
		}
		this.known = 0;
	}

	/**
	 * Note a promise that leaves the node.
	 * @param reply the promise
	 * @param log what it is about
	 */
	void acknowledges(Message.AppendReply reply, LogReader log) {
		look(log, false);
		if (reply.success() && (reply.index() > this.acknowledged || reply.term() > this.acknowledgedTerm)) {
			this.acknowledged = reply.index();
			this.acknowledgedTerm = reply.term();
		}
	}

	/**
	 * Note that a leader speaks: one of a later term may take back what was promised.
	 * @param term its term
	 */
	void hears(long term) {
		if (term > this.acknowledgedTerm) {
			this.acknowledged = 0;
		}
	}

	/**
	 * Look at what is new.
	 * @param log the log
	 * @param leads whether the node leads
	 * @param term its term
	 * @param commitIndex its commit index
	 * @return whether it has just become the leader
	 */
	boolean check(LogReader log, boolean leads, long term, long commitIndex) {
		boolean elected = leads && this.leaderTerm != term;
		look(log, leads && !elected);
		this.leaderTerm = leads ? term : 0;
		if (commitIndex < this.committed) {
			throw violation("the commit index falls from " + this.committed + " to " + commitIndex);
		}
		this.committed = commitIndex;
		this.checks.commits(commitIndex, term);
		if (elected) {
			this.checks.leads(term, this.node, log);
		}
		return elected;
	}

	private void look(LogReader log, boolean leads) {
		long last = log.lastIndex();
		if (last != this.known || (last >= log.firstIndex() && log.term(last) != this.terms[(int) last])) {
			follow(log, last, leads);
		}
	}

	private void follow(LogReader log, long last, boolean leads) {
		long first = log.firstIndex();
		long common = Math.min(last, this.known);
		while (common >= first && log.term(common) != this.terms[(int) common]) {
			common--;
		}
		long nodeTerm = (this.storage != null) ? this.storage.hardState().term() : 0;
		for (long index = Math.max(common + 1, first); index <= this.known; index++) {
			if (this.checks.isCommitted(index, this.terms[(int) index], nodeTerm)) {
				throw violation("a committed entry is dropped: index " + index + " of term " + this.terms[(int) index]);
			}
		}
		if (leads && common < this.known) {
			throw violation(
					"leader append-only: the leader had index " + this.known + " and kept those up to " + common);
		}
		this.acknowledged = Math.min(this.acknowledged, Math.max(common, first - 1));
		if (last >= this.terms.length) {
			this.terms = Arrays.copyOf(this.terms, (int) last * 2);
		}
		long from = Math.max(common + 1, first);
		long previousTerm = log.term(from - 1);
		List<Entry> added = (from <= last) ? log.entries(from, last, Long.MAX_VALUE) : List.of();
		for (Entry entry : added) {
			this.checks.has(this.node, entry, previousTerm);
			previousTerm = entry.term();
			this.terms[(int) entry.index()] = previousTerm;
		}
		this.known = last;
	}

	private AssertionError violation(String what) {
		return SafetyChecks.violation("node " + this.node + ", " + what);
	}

}
