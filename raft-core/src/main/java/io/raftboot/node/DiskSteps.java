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

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.raftboot.consensus.Consensus;
import io.raftboot.consensus.Effects;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.SnapshotPoint;
import io.raftboot.storage.DiskFullException;
import io.raftboot.storage.NodeStorage;
import io.raftboot.storage.SnapshotFileWriter;
import io.raftboot.transport.Outbox;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writes that effects ask for, in their order, and what may only be said after them.
 * When the disk is full they wait, and with them every promise; everything else goes on.
 */
final class DiskSteps {

	private static final Logger logger = LoggerFactory.getLogger(DiskSteps.class);

	private static final long RETRY_DELAY = 200;

	private final NodeStorage storage;

	private final Outbox outbox;

	private final ReplicaMeters meters;

	private final Restoring restoring;

	/** Those whose writes are not done, oldest first. */
	private final Deque<Effects> waiting = new ArrayDeque<>();

	/** How far the first of them is. */
	private Stage stage = Stage.HARD_STATE;

	private boolean full;

	private long retryAt;

	DiskSteps(NodeStorage storage, Outbox outbox, ReplicaMeters meters, Restoring restoring) {
		this.storage = storage;
		this.outbox = outbox;
		this.meters = meters;
		this.restoring = restoring;
	}

	void write(Effects effects, Consensus consensus, long now) throws IOException {
		this.waiting.add(effects);
		if (!this.full) {
			writeWaiting(consensus, now);
		}
	}

	/** Try again what did not fit on the disk. */
	void retry(Consensus consensus, long now) throws IOException {
		if (this.full && now >= this.retryAt) {
			writeWaiting(consensus, now);
		}
	}

	boolean isFull() {
		return this.full;
	}

	/**
	 * Return whether a term or a vote is not saved yet: until it is, nobody may hear of
	 * it, or this member could be in that term a second time after a restart.
	 */
	boolean holdsHardState() {
		boolean saved = this.stage != Stage.HARD_STATE;
		for (Effects held : this.waiting) {
			if (held.hardState() != null && !saved) {
				return true;
			}
			saved = false;
		}
		return false;
	}

	long nextDeadline() {
		return this.full ? this.retryAt : Long.MAX_VALUE;
	}

	private void writeWaiting(Consensus consensus, long now) throws IOException {
		try {
			Effects first = this.waiting.peek();
			while (first != null) {
				write(first, consensus);
				this.waiting.remove();
				this.stage = Stage.HARD_STATE;
				first = this.waiting.peek();
			}
			if (this.full) {
				logger.info("There is room on the disk again");
			}
			this.full = false;
		}
		catch (DiskFullException ex) {
			if (!this.full) {
				logger.warn("Commands are answered \"busy\" until there is room: {}", ex.getMessage());
			}
			this.full = true;
			this.retryAt = now + RETRY_DELAY;
		}
	}

	private void write(Effects effects, Consensus consensus) throws IOException {
		List<Entry> entries = effects.entries();
		if (this.stage == Stage.HARD_STATE) {
			if (effects.hardState() != null) {
				this.storage.save(effects.hardState());
			}
			this.stage = Stage.RESTORE;
		}
		if (this.stage == Stage.RESTORE) {
			if (effects.restore() != null) {
				this.restoring.restore(effects.restore());
			}
			this.stage = Stage.APPEND;
		}
		if (!entries.isEmpty()) {
			long since = System.nanoTime();
			if (this.stage == Stage.APPEND) {
				this.storage.append(entries);
				this.stage = Stage.SYNC;
			}
			this.storage.sync();
			this.meters.written(entries.size(), since);
			Entry last = entries.get(entries.size() - 1);
			consensus.persisted(last.index(), last.term());
		}
		effects.messagesAfterSync().forEach(this.outbox::send);
	}

	/**
	 * Put a snapshot in the place of the latest, and let the log start anew after it.
	 * @param complete the file received from the leader, {@code null} for a witness,
	 * which gets none and keeps an empty one
	 */
	static void install(NodeStorage storage, SnapshotPoint point, @Nullable SnapshotFileWriter complete)
			throws IOException {
		SnapshotFileWriter writer = complete;
		if (writer == null) {
			writer = storage.newSnapshot();
			writer.content(point).close();
		}
		storage.install(writer);
		storage.restartLogAfterSnapshot();
	}

	/** Replaces log and machine by a snapshot. */
	interface Restoring {

		void restore(SnapshotPoint point) throws IOException;

	}

	private enum Stage {

		HARD_STATE, RESTORE, APPEND, SYNC

	}

}
