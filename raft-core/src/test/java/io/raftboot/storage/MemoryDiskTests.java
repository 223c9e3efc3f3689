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
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

import io.raftboot.consensus.HardState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class MemoryDiskTests {

	private final MemoryDisk disk = new MemoryDisk();

	@Test
	void behavesAsAnArray() throws IOException {
		SplittableRandom random = new SplittableRandom(1);
		DiskFile file = this.disk.open("file");
		byte[] expected = new byte[400_000];
		int size = 0;
		for (int i = 0; i < 300; i++) {
			int position = random.nextInt(size + 1000);
			byte[] bytes = new byte[Math.min(random.nextInt(100_000), expected.length - position)];
			random.nextBytes(bytes);
			file.write(position, ByteBuffer.wrap(bytes));
			System.arraycopy(bytes, 0, expected, position, bytes.length);
			size = (bytes.length > 0) ? Math.max(size, position + bytes.length) : size;
			if (random.nextInt(3) == 0) {
				int cut = random.nextInt(size + 1);
				file.truncate(cut);
				Arrays.fill(expected, Math.min(cut, size), size, (byte) 0);
				size = Math.min(cut, size);
			}
			assertThat(file.size()).isEqualTo(size);
			ByteBuffer all = ByteBuffer.allocate(size);
			assertThat(file.read(0, all)).isEqualTo((size > 0) ? size : -1);
			assertThat(all.array()).isEqualTo(Arrays.copyOf(expected, size));
		}
	}

	@Test
	void hasNames() throws IOException {
		DiskFile file = this.disk.open("one");
		file.write(0, ByteBuffer.wrap(new byte[3]));
		this.disk.open("two").close();
		this.disk.rename("one", "two");
		assertThat(this.disk.list()).containsExactly("two");
		assertThat(this.disk.open("two").size()).isEqualTo(3);
		this.disk.delete("two");
		assertThat(file.size()).isEqualTo(3);
		assertThatIOException().isThrownBy(() -> this.disk.delete("two"));
		assertThatIOException().isThrownBy(() -> this.disk.rename("one", "three"));
	}

	@Test
	void holdsANodesStorage() throws IOException {
		StorageSettings settings = new StorageSettings("default", false, 100_000, 1000);
		NodeStorage storage = NodeStorage.open(this.disk, settings);
		storage.save(new Identity(1, 1, 1, false));
		storage.save(new HardState(1, 0));
		storage.append(NodeStorageTests.entries(1, 5000, 1));
		storage.sync();
		assertThat(NodeStorageTests.text(storage.log().entries(1, 5000, Long.MAX_VALUE)))
			.isEqualTo(NodeStorageTests.text(NodeStorageTests.entries(1, 5000, 1)));
		storage.close();
	}

}
