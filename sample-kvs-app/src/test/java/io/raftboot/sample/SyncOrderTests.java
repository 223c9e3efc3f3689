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

package io.raftboot.sample;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SyncOrder}.
 */
class SyncOrderTests {

	private static final String ENTRY = "7 pwrite64(31</data/log-00000000000000000001.seg>, \"..\", 171, 4096) = 171";

	private static final String MARK = "7 pwrite64(31</data/log-00000000000000000001.seg>, \"..\", 40, 4267) = 40";

	private static final String REPLY = "7 write(45<socket:[1234]>, \"{}\", 2) = 2";

	private static final String SYNC = "7 fdatasync(31</data/log-00000000000000000001.seg>) = 0";

	@Test
	void whatIsSentAfterTheSyncIsInOrder() {
		SyncOrder order = SyncOrder.of(List.of(REPLY, ENTRY, "7 fdatasync(31</data/log> <unfinished ...>",
				"8 write(46<anon_inode:[eventfd]>, \"..\", 8) = 8", "7 <... fdatasync resumed>) = 0", REPLY, MARK,
				REPLY));
		assertThat(order).isEqualTo(new SyncOrder(1, 3, List.of()));
	}

	@Test
	void whatIsSentBeforeTheSyncIsEarly() {
		assertThat(SyncOrder.of(List.of(ENTRY, REPLY, SYNC)).early()).containsExactly(REPLY);
		assertThat(SyncOrder.of(List.of(ENTRY, "7 fdatasync(31) = -1 EIO (Input/output error)", REPLY)).early())
			.containsExactly(REPLY);
	}

}
