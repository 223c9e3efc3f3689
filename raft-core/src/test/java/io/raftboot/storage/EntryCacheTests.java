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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EntryCache}.
 */
class EntryCacheTests {

	@Test
	void holdsTheEndOfTheLogWhateverHappensToIt() {
		for (long seed = 1; seed <= 50; seed++) {
			run(seed);
		}
	}

	private static void run(long seed) {
		Random random = new Random(seed);
		EntryCache cache = new EntryCache(300_000 + random.nextInt(1_000_000), 0);
		List<Entry> model = new ArrayList<>();
		long dropped = 0;
		for (int step = 0; step < 200; step++) {
			switch (random.nextInt(10)) {
				case 0 -> {
					long from = dropped + 1 + random.nextInt(model.size() + 1);
					cache.removeFrom(from);
					model = new ArrayList<>(model.subList(0, (int) (from - 1 - dropped)));
				}
				case 1 -> {
					int count = random.nextInt(model.size() + 1);
					dropped += count;
					cache.dropUpTo(dropped);
					model = new ArrayList<>(model.subList(count, model.size()));
				}
				case 2 -> {
					dropped += model.size() + random.nextInt(3);
					model = new ArrayList<>();
					cache.reset(dropped);
				}
				default -> {
					for (int left = random.nextInt(40); left >= 0; left--) {
						Entry entry = entry(dropped + model.size() + 1, random);
						cache.add(entry);
						model.add(entry);
					}
				}
			}
			check(seed, cache, model, dropped);
		}
	}

	private static Entry entry(long index, Random random) {
		byte[] payload = new byte[random.nextInt((random.nextInt(50) == 0) ? 400_000 : 5000)];
		random.nextBytes(payload);
		return new Entry(index, random.nextLong(), random.nextLong(), EntryType.of((byte) random.nextInt(3)), payload);
	}

	private static void check(long seed, EntryCache cache, List<Entry> model, long dropped) {
		long last = dropped + model.size();
		long first = cache.firstIndex();
		assertThat(first).as("seed %d", seed).isBetween(dropped + 1, last + 1);
		if (first > last) {
			return;
		}
		List<Entry> read = new ArrayList<>();
		cache.collect(first, last, Long.MAX_VALUE, read);
		assertThat(read).as("seed %d", seed).hasSize((int) (last - first + 1));
		for (Entry entry : read) {
			Entry expected = model.get((int) (entry.index() - dropped - 1));
			assertThat(entry.toString()).isEqualTo(expected.toString());
			assertThat(entry.timestampMillis()).isEqualTo(expected.timestampMillis());
			assertThat(Arrays.equals(entry.payload(), expected.payload())).as("seed %d", seed).isTrue();
		}
	}

}
