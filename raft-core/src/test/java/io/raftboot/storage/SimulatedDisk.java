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

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

import io.raftboot.simulation.PowerLoss;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that forgets. What was synced stays; of what was not, a power failure
 * keeps what the seed decides:
 * <ul>
 * <li>each write wholly, not at all, its first bytes, or some of its sectors of 512
 * bytes, whichever order they were made in;</li>
 * <li>each cut of a file, or not;</li>
 * <li>each creation, renaming and deletion, or not, one by one, though never a name
 * without a file.</li>
 * </ul>
 * The process that used it finds nothing but {@link PowerLoss} until {@link #powerOn()}.
 * <p>
 * Faults can be ordered: the loss of power at the n-th operation from now, a failure at
 * the n-th operation, failing syncs, a limit to the size of all files together. Same
 * seed, same calls, same outcome. One thread.
 */
public final class SimulatedDisk implements Disk {

	private final RandomGenerator random;

	/** What a process sees. */
	private final TreeMap<String, SimulatedFile> files = new TreeMap<>();

	/** What is there after a loss of power if no change of names survives. */
	private final TreeMap<String, SimulatedFile> durableFiles = new TreeMap<>();

	/** Changes of names since the directory was synced. */
	private final List<NameChange> changes = new ArrayList<>();

	private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);

	/** Grows with every start: files opened before are dead. */
	private int life;

	private boolean on = true;

	private long operations;

	private long powerLossAt = Long.MAX_VALUE;

	private long failureAt = Long.MAX_VALUE;

	private boolean syncsFail;

	private long capacity = Long.MAX_VALUE;

	/**
	 * Create an empty disk.
	 * @param random decides what survives
	 */
	public SimulatedDisk(RandomGenerator random) {
		this.random = random;
	}

	// Faults

	/**
	 * Lose power in one of the next operations: a write may then be done in part.
	 * @param count how many operations succeed before
	 */
	public void losePowerAfter(long count) {
		this.powerLossAt = this.operations + count;
	}

	/** Take back {@link #losePowerAfter}. */
	public void loseNoPower() {
		this.powerLossAt = Long.MAX_VALUE;
	}

	/**
	 * Let one of the next operations fail with an {@link IOException}. A write is then
	 * done in part, a sync may or may not have made things durable and never will.
	 * @param count how many operations succeed before
	 */
	public void failAfter(long count) {
		this.failureAt = this.operations + count;
	}

	/**
	 * Let syncs fail.
	 * @param fail whether they do from now on
	 */
	public void failSyncs(boolean fail) {
		this.syncsFail = fail;
	}

	/**
	 * Limit the size of all files together.
	 * @param bytes the most bytes; what goes beyond fails with {@link DiskFullException}
	 */
	public void capacity(long bytes) {
		this.capacity = bytes;
	}

	/**
	 * Change a byte at rest.
	 * @param name the file
	 * @param position where in the file
	 * @param mask the bits to flip
	 */
	public void flip(String name, int position, int mask) {
		file(name).flip(position, mask);
		count(Fault.FLIPPED_BYTE);
	}

	/**
	 * Return how often each fault has happened.
	 * @return counts, without those that never did
	 */
	public Map<Fault, Long> faults() {
		return new EnumMap<>(this.faults);
	}

	/**
	 * Return how many operations were begun.
	 * @return the number
	 */
	public long operations() {
		return this.operations;
	}

	/**
	 * Return the size of a file, as it would be read now.
	 * @param name its name
	 * @return bytes
	 */
	public long sizeOf(String name) {
		return file(name).size();
	}

	// Power

	/** Lose power now. Without effect while it is off. */
	public void powerOff() {
		if (!this.on) {
			return;
		}
		this.on = false;
		this.powerLossAt = Long.MAX_VALUE;
		this.failureAt = Long.MAX_VALUE;
		count(Fault.POWER_LOSS);
		for (NameChange change : this.changes) {
			if (this.random.nextBoolean()) {
				change.applyTo(this.durableFiles);
			}
			else {
				count(Fault.LOST_NAME_CHANGE);
			}
		}
		this.changes.clear();
		for (SimulatedFile file : this.durableFiles.values()) {
			file.losePower(this);
		}
		this.files.clear();
		this.files.putAll(this.durableFiles);
	}

	/** Let a new process use the disk. */
	public void powerOn() {
		powerOff();
		this.on = true;
		this.life++;
	}

	/**
	 * End the process but not the power: all that it has written is there for the next
	 * one, and still not durable.
	 */
	public void killProcess() {
		this.life++;
	}

	// The disk

	@Override
	public List<String> list() {
		check(this.life);
		return List.copyOf(this.files.keySet());
	}

	@Override
	public DiskFile open(String name) throws IOException {
		begin(this.life, null, 0);
		SimulatedFile file = this.files.get(name);
		if (file == null) {
			file = new SimulatedFile();
			record(new NameChange(null, name, file));
		}
		return new SimulatedHandle(this, name, file, this.life);
	}

	@Override
	public void rename(String from, String to) throws IOException {
		SimulatedFile file = this.files.get(from);
		if (file == null) {
			throw new FileNotFoundException(describe(from));
		}
		begin(this.life, null, 0);
		record(new NameChange(from, to, file));
	}

	@Override
	public void delete(String name) throws IOException {
		SimulatedFile file = this.files.get(name);
		if (file == null) {
			throw new FileNotFoundException(describe(name));
		}
		begin(this.life, null, 0);
		record(new NameChange(name, null, file));
	}

	private void record(NameChange change) {
		change.applyTo(this.files);
		this.changes.add(change);
	}

	@Override
	public void syncDirectory() throws IOException {
		beginSync(this.life);
		this.changes.forEach((change) -> change.applyTo(this.durableFiles));
		this.changes.clear();
	}

	@Override
	public String describe(String name) {
		return "simulated/" + name;
	}

	@Override
	public void close() {
	}

	// For the files

	void check(int caller) {
		if (!this.on || caller != this.life) {
			throw new PowerLoss();
		}
	}

	/**
	 * Begin an operation that changes something.
	 * @param caller the life in which the file was opened
	 * @param partial what to do in part if it does not succeed
	 * @param growth the bytes by which the files grow
	 */
	void begin(int caller, @Nullable Runnable partial, long growth) throws IOException {
		check(caller);
		long operation = this.operations++;
		if (operation >= this.powerLossAt) {
			if (partial != null) {
				partial.run();
			}
			powerOff();
			throw new PowerLoss();
		}
		if (operation >= this.failureAt) {
			this.failureAt = Long.MAX_VALUE;
			if (partial != null) {
				partial.run();
			}
			count(Fault.FAILURE);
			throw new IOException("simulated failure");
		}
		if (growth > 0 && this.capacity < Long.MAX_VALUE && usedBytes() + growth > this.capacity) {
			if (partial != null) {
				partial.run();
			}
			count(Fault.DISK_FULL);
			throw new DiskFullException("simulated", null);
		}
	}

	void beginSync(int caller) throws IOException {
		begin(caller, null, 0);
		if (this.syncsFail) {
			count(Fault.FAILED_SYNC);
			throw new IOException("simulated failure to sync");
		}
	}

	long usedBytes() {
		return this.files.values().stream().mapToLong(SimulatedFile::size).sum();
	}

	RandomGenerator random() {
		return this.random;
	}

	void count(Fault fault) {
		this.faults.merge(fault, 1L, Long::sum);
	}

	private SimulatedFile file(String name) {
		SimulatedFile file = this.files.get(name);
		if (file == null) {
			throw new IllegalArgumentException(String.format(Locale.ROOT, "there is no file \"%s\"", name));
		}
		return file;
	}

	/**
	 * What can happen to it.
	 */
	public enum Fault {

		/** The power was lost. */
		POWER_LOSS,

		/** A write that was not synced was lost. */
		LOST_WRITE,

		/** A write that was not synced survived in part. */
		TORN_WRITE,

		/** A cut of a file that was not synced was lost. */
		LOST_CUT,

		/** A creation, renaming or deletion was lost. */
		LOST_NAME_CHANGE,

		/** An operation failed. */
		FAILURE,

		/** A sync failed. */
		FAILED_SYNC,

		/** There was no room. */
		DISK_FULL,

		/** A byte was changed at rest. */
		FLIPPED_BYTE

	}

	/**
	 * A change of names.
	 *
	 * @param from the name that goes, {@code null} when a file is created
	 * @param to the name that comes, {@code null} when a file is deleted
	 * @param file the file
	 */
	private record NameChange(@Nullable String from, @Nullable String to, SimulatedFile file) {

		void applyTo(Map<String, SimulatedFile> names) {
			if (this.from != null) {
				names.remove(this.from, this.file);
			}
			if (this.to != null) {
				names.put(this.to, this.file);
			}
		}

	}

}
