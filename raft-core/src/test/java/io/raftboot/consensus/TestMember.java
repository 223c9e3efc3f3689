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
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One member with its disk: carries effects out in the order that {@link Effects} asks
 * for, and may stop between any two of them.
 */
final class TestMember {

	final long id;

	final MemoryLog log = new MemoryLog();

	final List<Effects.ReadResult> reads = new ArrayList<>();

	final List<Effects.ChangeResult> changes = new ArrayList<>();

	/** What the machine has been given, by index. */
	final TreeMap<Long, Entry> applied = new TreeMap<>();

	Consensus consensus;

	HardState hardState;

	SnapshotPoint snapshot = SnapshotPoint.NONE;

	long appliedIndex;

	boolean up = true;

	private final ConsensusSettings settings;

	private final TestCluster cluster;

	TestMember(TestCluster cluster, long id, ConsensusSettings settings, List<Entry> first) {
		this.cluster = cluster;
		this.id = id;
		this.settings = settings;
		this.hardState = new HardState(first.isEmpty() ? 0 : 1, 0);
		this.log.append(first);
		start();
	}

	void start() {
		this.up = true;
		SortedMap<Long, Configuration> configurations = new TreeMap<>();
		for (long index = this.log.firstIndex(); index <= this.log.lastIndex(); index++) {
			Entry entry = this.log.entry(index);
			if (entry.type() == EntryType.CONFIGURATION) {
				configurations.put(index, ConfigurationCodec.decode(entry.payload()));
			}
		}
		this.applied.clear();
		this.appliedIndex = this.snapshot.index();
		this.consensus = new Consensus(this.settings, this.id, this.hardState, this.log, this.snapshot, configurations,
				this.cluster.randomOf(this.id), this.cluster.now);
	}

	void crash() {
		this.up = false;
	}

	/** Carry out all effects, unless the cluster says to crash on the way. */
	void run() {
		while (this.up && this.consensus.hasEffects()) {
			Effects effects = this.consensus.drain();
			effects.messages().forEach(this.cluster::send);
			if (crashes()) {
				return;
			}
			save(effects);
			if (crashes()) {
				return;
			}
			if (!effects.entries().isEmpty()) {
				this.log.append(effects.entries());
				Entry last = effects.entries().get(effects.entries().size() - 1);
				if (crashes()) {
					return;
				}
				this.consensus.persisted(last.index(), last.term());
			}
			effects.messagesAfterSync().forEach(this.cluster::send);
			if (crashes()) {
				return;
			}
			effects.snapshotsToSend().forEach(this.cluster::sendSnapshot);
			apply(effects.commitIndex());
			this.reads.addAll(effects.reads());
			this.changes.addAll(effects.changes());
			this.cluster.check(this, effects);
		}
	}

	private void save(Effects effects) {
		if (effects.hardState() != null) {
			this.hardState = effects.hardState();
		}
		SnapshotPoint restore = effects.restore();
		if (restore != null) {
			this.snapshot = restore;
			this.log.restart(restore);
			this.appliedIndex = Math.max(this.appliedIndex, restore.index());
		}
	}

	private void apply(long commitIndex) {
		while (this.appliedIndex < commitIndex) {
			Entry entry = this.log.entry(++this.appliedIndex);
			this.applied.put(entry.index(), entry);
			this.cluster.checkApplied(this, entry);
		}
	}

	private boolean crashes() {
		if (this.cluster.crashesNow()) {
			crash();
		}
		return !this.up;
	}

	/** Take a snapshot of all that is applied and drop the log before it. */
	void takeSnapshot() {
		if (this.appliedIndex > this.snapshot.index()) {
			this.snapshot = this.consensus.pointAt(this.appliedIndex);
			this.log.dropUpTo(this.appliedIndex);
			this.consensus.snapshotTaken(this.snapshot);
		}
	}

	@Override
	public String toString() {
		return "member " + this.id + (this.up ? " " : " (down) ") + this.consensus.role() + " term "
				+ this.consensus.term() + " commit " + this.consensus.commitIndex() + " last "
				+ this.consensus.lastIndex() + " members " + this.consensus.configuration();
	}

}
