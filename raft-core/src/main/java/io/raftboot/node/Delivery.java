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

package io.raftboot.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.LogReader;
import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.EngineListener;

/**
 * Gives committed entries to the listener, in order, and holds them back while too many
 * of them are not applied: so a slow machine costs time and no memory.
 */
final class Delivery {

	/** The most bytes read from the log at once. */
	private static final long CHUNK_BYTES = 4L << 20;

	private final ReplicaSettings settings;

	private final EngineListener listener;

	private final Deque<Chunk> outstanding = new ArrayDeque<>();

	private long outstandingBytes;

	private long delivered;

	private long applied;

	/** Read by the thread that writes a snapshot. */
	private volatile long timestampMillis;

	Delivery(ReplicaSettings settings, EngineListener listener) {
		this.settings = settings;
		this.listener = listener;
	}

	/** Go on after a snapshot, which the listener deals with by itself. */
	void restored(long index, long timestampMillis) {
		this.outstanding.clear();
		this.outstandingBytes = 0;
		this.delivered = index;
		this.applied = index;
		this.timestampMillis = timestampMillis;
	}

	void applied(long index) {
		if (index <= this.applied) {
			return;
		}
		this.applied = Math.min(index, this.delivered);
		Chunk first = this.outstanding.peek();
		while (first != null && first.lastIndex <= index) {
			this.outstandingBytes -= first.bytes;
			this.outstanding.remove();
			first = this.outstanding.peek();
		}
	}

	/**
	 * Give out what there is room for.
	 * @param witness whether the commands were left out of the log
	 * @return the configuration entries among it
	 */
	List<Entry> deliver(LogReader log, long commitIndex, boolean witness) {
		List<Entry> configurations = List.of();
		long last = Math.min(commitIndex, log.lastIndex());
		while (this.delivered < last && !full()) {
			long to = Math.min(last, this.applied + this.settings.maxUnappliedEntries());
			List<Entry> entries = log.entries(this.delivered + 1, to, CHUNK_BYTES);
			List<CommittedEntry> committed = new ArrayList<>(entries.size());
			long bytes = 0;
			for (Entry entry : entries) {
				bytes += entry.size();
				// A witness gets its commands empty, also before it knows that it is one
				boolean command = entry.type() == EntryType.COMMAND && !witness && entry.payload().length > 0;
				committed.add(new CommittedEntry(entry.index(), entry.term(), entry.timestampMillis(),
						command ? entry.payload() : null));
				if (entry.type() == EntryType.CONFIGURATION) {
					configurations = configurations.isEmpty() ? new ArrayList<>() : configurations;
					configurations.add(entry);
				}
			}
			this.delivered += entries.size();
			this.outstanding.add(new Chunk(this.delivered, bytes));
			this.outstandingBytes += bytes;
			this.timestampMillis = committed.get(committed.size() - 1).timestampMillis();
			this.listener.committed(committed);
		}
		return configurations;
	}

	private boolean full() {
		return this.delivered - this.applied >= this.settings.maxUnappliedEntries()
				|| this.outstandingBytes >= this.settings.maxUnappliedBytes();
	}

	/** Return whether there is more to give out once something is applied. */
	boolean isHeldBack(long commitIndex) {
		return full() && this.delivered < commitIndex;
	}

	/**
	 * Return the timestamp of the last entry given out: no later one is below it. Any
	 * thread.
	 */
	long timestampMillis() {
		return this.timestampMillis;
	}

	long delivered() {
		return this.delivered;
	}

	long applied() {
		return this.applied;
	}

	private record Chunk(long lastIndex, long bytes) {
	}

}
