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

package io.raftboot.ratis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.SnapshotSource;

/**
 * Hands what Ratis has committed to the event loop, in order, each index once however
 * often Ratis is opened again. Holds Ratis's thread up while too much is given out and
 * not applied, so a slow machine costs time and no memory.
 */
final class Delivery {

	private static final int MAX_UNAPPLIED = 20_000;

	private static final long MAX_UNAPPLIED_BYTES = 32L << 20;

	private final Runnable wake;

	/** Given out to nobody yet: lists of entries and snapshots, oldest first. */
	private List<Object> waiting = new ArrayList<>();

	private final Deque<Chunk> outstanding = new ArrayDeque<>();

	private int outstandingPayloads;

	private long outstandingBytes;

	private long index = -1;

	private long timestampMillis;

	private boolean closed;

	Delivery(Runnable wake) {
		this.wake = wake;
	}

	/**
	 * Add an entry, on Ratis's thread. Waits for room.
	 * @param batch its payloads, none for an entry of Ratis's own
	 */
	void committed(long index, long term, Batch batch) {
		synchronized (this) {
			awaitRoom();
			if (this.closed || index <= this.index) {
				return;
			}
			this.index = index;
			this.timestampMillis = Math.max(this.timestampMillis, batch.timestampMillis());
			long timestamp = (batch.timestampMillis() != 0) ? batch.timestampMillis() : this.timestampMillis;
			List<CommittedEntry> entries = new ArrayList<>();
			long bytes = 0;
			for (byte[] payload : batch.payloads()) {
				if (payload.length > 0) {
					entries.add(new CommittedEntry(index, term, timestamp, payload));
					bytes += Bundle.bytes(payload);
				}
			}
			if (entries.isEmpty()) {
				entries.add(new CommittedEntry(index, term, timestamp, null));
			}
			this.outstanding.add(new Chunk(index, entries.size(), bytes));
			this.outstandingPayloads += entries.size();
			this.outstandingBytes += bytes;
			this.waiting.add(entries);
		}
		this.wake.run();
	}

	private void awaitRoom() {
		try {
			while (!this.closed
					&& (this.outstandingPayloads >= MAX_UNAPPLIED || this.outstandingBytes >= MAX_UNAPPLIED_BYTES)) {
				wait();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Take the place of everything up to a snapshot, on Ratis's thread.
	 * @return whether the snapshot is ahead of what was given out: else it is not needed
	 */
	boolean restore(SnapshotSource snapshot, long timestampMillis) {
		synchronized (this) {
			if (this.closed || snapshot.index() <= this.index) {
				return false;
			}
			this.index = snapshot.index();
			this.timestampMillis = Math.max(this.timestampMillis, timestampMillis);
			this.outstanding.clear();
			this.outstandingPayloads = 0;
			this.outstandingBytes = 0;
			this.waiting.add(snapshot);
			notifyAll();
		}
		this.wake.run();
		return true;
	}

	/** Return what is to be given out now. On the loop. */
	synchronized List<Object> take() {
		if (this.waiting.isEmpty()) {
			return List.of();
		}
		List<Object> taken = this.waiting;
		this.waiting = new ArrayList<>();
		return taken;
	}

	/** Note what the listener has dealt with. Any thread. */
	synchronized void applied(long upTo) {
		Chunk first = this.outstanding.peek();
		while (first != null && first.index <= upTo) {
			this.outstandingPayloads -= first.payloads;
			this.outstandingBytes -= first.bytes;
			this.outstanding.remove();
			first = this.outstanding.peek();
		}
		notifyAll();
	}

	/** Return the latest timestamp: no later entry is below it. Any thread. */
	synchronized long timestampMillis() {
		return this.timestampMillis;
	}

	/** Give out nothing more, and hold nobody up. */
	synchronized void close() {
		this.closed = true;
		for (Object event : this.waiting) {
			if (event instanceof SnapshotSource snapshot) {
				snapshot.close();
			}
		}
		this.waiting = new ArrayList<>();
		notifyAll();
	}

	private record Chunk(long index, int payloads, long bytes) {
	}

}
