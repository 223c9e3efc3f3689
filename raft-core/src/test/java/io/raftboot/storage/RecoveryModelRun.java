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

package io.raftboot.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.SnapshotPoint;
import io.raftboot.simulation.PowerLoss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A storage and its model, driven by one seed through appends, truncations, snapshots,
 * losses of power, killed processes, failures and full disks.
 */
final class RecoveryModelRun {

	private final SplittableRandom random;

	private final SimulatedDisk disk;

	private final StorageModel model = new StorageModel();

	private final StorageSettings settings;

	/** Records of one size: then a leftover would fit exactly behind a later record. */
	private final boolean equalSizes;

	private NodeStorage storage;

	private RecoveryModelRun(long seed) throws IOException {
		this.random = new SplittableRandom(seed);
		this.disk = new SimulatedDisk(this.random.split());
		int segmentSize = 300 << this.random.nextInt(6);
		boolean sync = this.random.nextInt(8) != 0;
		this.settings = new StorageSettings("default", sync, segmentSize, 100L << this.random.nextInt(8));
		this.equalSizes = this.random.nextBoolean();
		this.storage = NodeStorage.open(this.disk, this.settings);
		this.model.recovered(this.storage);
	}

	/**
	 * Run.
	 * @param seed decides everything
	 * @param steps how many operations
	 * @return how often each fault has happened
	 * @throws IOException if the storage fails where it should not
	 */
	static Map<SimulatedDisk.Fault, Long> run(long seed, int steps) throws IOException {
		RecoveryModelRun run = new RecoveryModelRun(seed);
		run.attempt(run::identify);
		for (int step = 0; step < steps; step++) {
			run.step();
		}
		return run.disk.faults();
	}

	private void step() throws IOException {
		switch (this.random.nextInt(24)) {
			case 0 -> crash();
			case 1 -> kill();
			case 2 -> reopen();
			case 3, 4 -> attempt(this::vote);
			case 5 -> attempt(this::identify);
			case 6, 7, 8 -> attempt(this::truncate);
			case 9 -> attempt(this::takeSnapshot);
			case 10 -> attempt(this::receiveSnapshot);
			case 11 -> attempt(this::drop);
			case 12, 13, 14, 15, 16, 17 -> attempt(this::sync);
			case 18 -> read();
			case 19 -> damage();
			default -> attempt(this::append);
		}
	}

	/** Do something that may be interrupted in many ways. */
	private void attempt(Operation operation) throws IOException {
		// without syncs nothing is promised when the power fails, but a kill loses
		// nothing
		int fault = this.settings.sync() ? this.random.nextInt(30) : -1;
		try {
			switch (fault) {
				case 0, 1, 2 -> this.disk.losePowerAfter(this.random.nextInt(8));
				case 3 -> this.disk.failAfter(this.random.nextInt(8));
				case 4 -> this.disk.failSyncs(true);
				case 5 -> this.disk.capacity(this.disk.usedBytes() + this.random.nextInt(3000));
				default -> {
				}
			}
			operation.run();
			this.model.done();
			calm();
			this.model.takeBase(this.storage.log().baseIndex());
			this.model.check(this.storage);
		}
		catch (PowerLoss ex) {
			recover();
		}
		catch (DiskFullException ex) {
			calm();
			this.model.nextHardState = this.model.hardState;
			this.model.nextIdentity = this.model.identity;
			this.model.nextSnapshot = this.model.snapshot;
			afterFullDisk();
		}
		catch (IOException ex) {
			calm();
			assertThat(ex).hasMessageContaining("simulated");
			poisoned();
		}
	}

	private void calm() {
		this.disk.loseNoPower();
		this.disk.failAfter(Long.MAX_VALUE / 2);
		this.disk.failSyncs(false);
		this.disk.capacity(Long.MAX_VALUE);
	}

	private void afterFullDisk() {
		// the truncation before the append has happened, the append has not
		long last = this.storage.log().lastIndex();
		assertThat(last).isGreaterThanOrEqualTo(this.model.durable);
		assertThat(last).isLessThanOrEqualTo(this.model.lastIndex());
		this.model.log = new ArrayList<>(this.model.log.subList(0, (int) last));
		this.model.nextLog = null;
		this.model.takeBase(this.storage.log().baseIndex());
		this.model.check(this.storage);
	}

	private void poisoned() throws IOException {
		try {
			this.storage.sync();
			this.storage.save(this.model.nextHardState);
		}
		catch (IOException ex) {
			assertThat(ex).hasMessageContaining("failed before");
		}
		if (this.random.nextBoolean()) {
			this.storage.close();
		}
		if (this.random.nextBoolean()) {
			this.disk.killProcess();
			open();
		}
		else {
			recover();
		}
	}

	private void crash() throws IOException {
		if (this.settings.sync()) {
			recover();
		}
		else {
			kill();
		}
	}

	/** A killed process loses nothing that it has written, unless the power fails too. */
	private void kill() throws IOException {
		long last = this.model.lastIndex();
		// a full disk may have come between a snapshot and the log that begins behind it
		boolean agree = this.model.has(this.model.snapshot);
		this.disk.killProcess();
		if (open() && agree) {
			assertThat(this.model.lastIndex()).isEqualTo(last);
		}
	}

	private void reopen() throws IOException {
		this.storage.close();
		this.model.durable = this.model.lastIndex();
		if (this.settings.sync() && this.random.nextBoolean()) {
			recover();
		}
		else {
			open();
		}
	}

	/** Flip a bit of a stopped node's file: that is found, or did not matter. */
	private void damage() throws IOException {
		this.storage.close();
		this.model.durable = this.model.lastIndex();
		this.disk.killProcess();
		List<String> names = this.disk.list();
		String name = names.get(this.random.nextInt(names.size()));
		int position = this.random.nextInt((int) this.disk.sizeOf(name));
		int mask = 1 << this.random.nextInt(8);
		this.disk.flip(name, position, mask);
		try {
			this.storage = NodeStorage.open(this.disk, this.settings);
			if (SnapshotFormat.isSnapshot(name)) {
				assertThatThrownBy(this::read).isInstanceOf(DamagedStorageException.class);
			}
			else {
				this.model.check(this.storage);
			}
		}
		catch (DamagedStorageException | DirectoryRefusedException ex) {
			assertThat(ex).hasMessageContaining("simulated/");
		}
		this.disk.killProcess();
		if (this.disk.list().contains(name)) {
			this.disk.flip(name, position, mask);
		}
		this.storage = NodeStorage.open(this.disk, this.settings);
		this.model.recovered(this.storage);
	}

	/** Start after a loss of power, which may happen again meanwhile. */
	private void recover() throws IOException {
		this.disk.powerOff();
		this.disk.powerOn();
		open();
	}

	/**
	 * Open the storage.
	 * @return whether the power stayed on
	 */
	private boolean open() throws IOException {
		boolean powerStayed = true;
		while (true) {
			try {
				if (this.settings.sync() && this.random.nextInt(4) == 0) {
					this.disk.losePowerAfter(this.random.nextInt(12));
				}
				this.storage = NodeStorage.open(this.disk, this.settings);
				calm();
				this.model.recovered(this.storage);
				return powerStayed;
			}
			catch (PowerLoss ex) {
				powerStayed = false;
				this.disk.powerOn();
			}
		}
	}

	private void identify() throws IOException {
		this.model.nextIdentity = new Identity(17, this.random.nextLong(), this.random.nextInt(9), false);
		this.storage.save(this.model.nextIdentity);
	}

	private void vote() throws IOException {
		HardState old = this.model.hardState;
		this.model.nextHardState = new HardState(old.term() + 1, this.random.nextInt(4));
		this.storage.save(this.model.nextHardState);
	}

	private void append() throws IOException {
		append(this.model.lastIndex() + 1);
	}

	private void truncate() throws IOException {
		long lowest = Math.max(this.model.base, this.model.snapshot.index()) + 1;
		if (this.model.lastIndex() >= lowest) {
			append(lowest + this.random.nextLong(this.model.lastIndex() - lowest + 1));
		}
	}

	private void append(long from) throws IOException {
		if (this.model.identity.directoryId() == 0) {
			return;
		}
		boolean conflict = from <= this.model.lastIndex();
		long lastTerm = Math.max(1, this.model.term(this.model.lastIndex()));
		long term = lastTerm + ((conflict || this.random.nextInt(8) == 0) ? 1 : 0);
		if (this.model.hardState.term() < term) {
			this.model.nextHardState = new HardState(term, 1);
			this.storage.save(this.model.nextHardState);
			this.model.hardState = this.model.nextHardState;
		}
		List<Entry> entries = new ArrayList<>();
		int count = 1 + this.random.nextInt(1 << this.random.nextInt(6));
		for (int i = 0; i < count; i++) {
			entries.add(entry(from + i, term));
		}
		List<Entry> after = new ArrayList<>(this.model.log.subList(0, (int) from - 1));
		after.addAll(entries);
		this.model.nextLog = new ArrayList<>(after);
		this.model.durable = Math.min(this.model.durable, from - 1);
		this.storage.append(entries);
	}

	private Entry entry(long index, long term) {
		if (this.equalSizes) {
			byte[] payload = new byte[24];
			this.random.nextBytes(payload);
			return new Entry(index, term, index, EntryType.COMMAND, payload);
		}
		if (this.random.nextInt(10) == 0) {
			List<Member> members = List.of(new Member(1, "one:" + this.random.nextInt(), MemberRole.VOTER));
			byte[] configuration = ConfigurationCodec.encode(new Configuration(members, List.of(), 1, 0, 0));
			return new Entry(index, term, index, EntryType.CONFIGURATION, configuration);
		}
		byte[] payload = new byte[this.random.nextInt((this.random.nextInt(10) == 0) ? 3000 : 60)];
		// some payloads look like nothing written
		if (this.random.nextInt(4) != 0) {
			this.random.nextBytes(payload);
		}
		return new Entry(index, term, index, EntryType.COMMAND, payload);
	}

	private void sync() throws IOException {
		this.storage.sync();
		this.model.durable = this.model.lastIndex();
		if (this.random.nextBoolean()) {
			this.storage.mark();
		}
	}

	private void takeSnapshot() throws IOException {
		long lowest = Math.max(this.model.base, this.model.snapshot.index());
		if (this.model.durable > lowest) {
			long index = lowest + 1 + this.random.nextLong(this.model.durable - lowest);
			install(new SnapshotPoint(index, this.model.term(index), Configuration.EMPTY, 0, index));
		}
	}

	private void receiveSnapshot() throws IOException {
		if (this.model.identity.directoryId() == 0) {
			return;
		}
		long index = this.model.snapshot.index() + 1 + this.random.nextInt(60);
		long lastTerm = this.model.term(this.model.lastIndex());
		boolean has = index > this.model.base && index <= this.model.lastIndex();
		long term = (has && this.random.nextBoolean()) ? this.model.term(index) : lastTerm + 1;
		if (this.model.hardState.term() < term) {
			this.model.nextHardState = new HardState(term, 1);
			this.storage.save(this.model.nextHardState);
			this.model.hardState = this.model.nextHardState;
		}
		SnapshotPoint point = new SnapshotPoint(index, term, Configuration.EMPTY, 0, index);
		// between this and the next the log and the snapshot do not agree
		install(point);
		if (this.model.has(point)) {
			this.model.nextBase = index;
			this.storage.restartLogAfterSnapshot();
		}
		else {
			this.model.snapshot = point;
			this.model.durable = Math.min(this.model.durable, this.model.base);
			this.storage.restartLogAfterSnapshot();
			this.model.restart(point);
		}
	}

	private void install(SnapshotPoint point) throws IOException {
		byte[] content = content(point);
		SnapshotFileWriter writer = this.storage.newSnapshot();
		try {
			try (OutputStream output = writer.content(point)) {
				output.write(content);
			}
			this.model.nextSnapshot = point;
			this.storage.install(writer);
			this.model.snapshot = point;
		}
		finally {
			writer.close();
		}
		try (StoredSnapshot stored = this.storage.openSnapshot()) {
			assertThat(stored.content().readAllBytes()).isEqualTo(content);
		}
	}

	private static byte[] content(SnapshotPoint point) {
		byte[] content = new byte[(int) (point.index() * 31 % 1000) + 1];
		Arrays.fill(content, (byte) point.term());
		return content;
	}

	private void drop() throws IOException {
		if (this.model.snapshot.index() > this.model.base) {
			long lowest = this.model.base;
			long index = lowest + 1 + this.random.nextLong(this.model.snapshot.index() - lowest);
			this.model.nextBase = index;
			this.storage.dropUpTo(index);
		}
	}

	private void read() throws IOException {
		if (this.model.snapshot.index() > 0) {
			try (StoredSnapshot stored = this.storage.openSnapshot()) {
				assertThat(stored.point()).isEqualTo(this.model.snapshot);
				assertThat(stored.content().readAllBytes()).isEqualTo(content(this.model.snapshot));
			}
		}
		if (this.model.lastIndex() > this.model.base) {
			long from = this.model.base + 1 + this.random.nextLong(this.model.lastIndex() - this.model.base);
			long to = from + this.random.nextLong(this.model.lastIndex() - from + 1);
			long maxBytes = this.random.nextInt(2000);
			List<Entry> entries = this.storage.log().entries(from, to, maxBytes);
			this.model.checkEntries(this.storage.log(), from, from + entries.size() - 1);
			long size = entries.stream().mapToLong(Entry::size).sum();
			assertThat(entries.size() == 1 || size <= maxBytes).isTrue();
			boolean full = from + entries.size() - 1 == to
					|| size + this.model.entry(from + entries.size()).size() > maxBytes;
			assertThat(full).isTrue();
		}
	}

	/**
	 * Something that changes the storage and the model.
	 */
	private interface Operation {

		void run() throws IOException;

	}

}
