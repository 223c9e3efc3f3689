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

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * The content of a file on a {@link SimulatedDisk}: as it would be read, as it is
 * durable, and the changes that lie between the two.
 */
final class SimulatedFile {

	private static final int SECTOR = 512;

	private Bytes content = new Bytes();

	private Bytes durable = new Bytes();

	private final List<Change> changes = new ArrayList<>();

	int size() {
		return this.content.size;
	}

	int read(int position, ByteBuffer into) {
		if (position >= this.content.size) {
			return -1;
		}
		int length = Math.min(into.remaining(), this.content.size - position);
		into.put(this.content.array, position, length);
		return length;
	}

	void write(int position, byte[] bytes) {
		this.content.put(position, bytes, 0, bytes.length);
		this.changes.add(new Change(position, bytes));
	}

	void truncate(int size) {
		this.content.cut(size);
		this.changes.add(new Change(size, null));
	}

	void sync() {
		for (Change change : this.changes) {
			change.applyTo(this.durable);
		}
		this.changes.clear();
	}

	void flip(int position, int mask) {
		if (position < this.content.size) {
			this.content.array[position] ^= (byte) mask;
		}
		if (position < this.durable.size) {
			this.durable.array[position] ^= (byte) mask;
		}
	}

	void losePower(SimulatedDisk disk) {
		for (Change change : this.changes) {
			change.survive(this.durable, disk);
		}
		this.changes.clear();
		this.content = this.durable.copy();
	}

	/**
	 * A change that is not durable.
	 *
	 * @param position where; for a cut, the new size
	 * @param bytes what was written, {@code null} for a cut
	 */
	private record Change(int position, byte @Nullable [] bytes) {

		void applyTo(Bytes target) {
			if (this.bytes == null) {
				target.cut(this.position);
			}
			else {
				target.put(this.position, this.bytes, 0, this.bytes.length);
			}
		}

		void survive(Bytes target, SimulatedDisk disk) {
			RandomGenerator random = disk.random();
			if (this.bytes == null) {
				if (random.nextBoolean()) {
					target.cut(this.position);
				}
				else {
					disk.count(SimulatedDisk.Fault.LOST_CUT);
				}
				return;
			}
			switch (random.nextInt(4)) {
				case 0 -> applyTo(target);
				case 1 -> disk.count(SimulatedDisk.Fault.LOST_WRITE);
				case 2 -> {
					target.put(this.position, this.bytes, 0, random.nextInt(this.bytes.length + 1));
					disk.count(SimulatedDisk.Fault.TORN_WRITE);
				}
				default -> {
					surviveBySectors(target, random);
					disk.count(SimulatedDisk.Fault.TORN_WRITE);
				}
			}
		}

		private void surviveBySectors(Bytes target, RandomGenerator random) {
			for (int done = 0; done < this.bytes.length;) {
				int sector = Math.min(SECTOR - (this.position + done) % SECTOR, this.bytes.length - done);
				if (random.nextBoolean()) {
					target.put(this.position + done, this.bytes, done, sector);
				}
				done += sector;
			}
		}

	}

	/**
	 * An array that grows.
	 */
	private static final class Bytes {

		private byte[] array = new byte[1024];

		private int size;

		void put(int position, byte[] bytes, int offset, int length) {
			int end = position + length;
			if (length == 0) {
				return;
			}
			if (end > this.array.length) {
				this.array = Arrays.copyOf(this.array, Math.max(end, this.array.length * 2));
			}
			System.arraycopy(bytes, offset, this.array, position, length);
			this.size = Math.max(this.size, end);
		}

		void cut(int newSize) {
			if (newSize < this.size) {
				Arrays.fill(this.array, newSize, this.size, (byte) 0);
				this.size = newSize;
			}
		}

		Bytes copy() {
			Bytes copy = new Bytes();
			copy.array = this.array.clone();
			copy.size = this.size;
			return copy;
		}

	}

}
