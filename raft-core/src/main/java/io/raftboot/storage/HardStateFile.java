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

import io.raftboot.consensus.HardState;
import org.jspecify.annotations.Nullable;

/**
 * The hard state: term and vote (8 bytes each) in one file, replaced in one piece.
 */
final class HardStateFile {

	static final String NAME = "hard-state";

	private static final int SIZE = 2 * Long.BYTES;

	private final StateFile file;

	private HardState hardState;

	HardStateFile(Disk disk, @Nullable String group) throws IOException {
		this.file = new StateFile(disk, NAME, FileHeader.Kind.HARD_STATE, group);
		ByteBuffer content = this.file.read(SIZE);
		this.hardState = (content != null) ? new HardState(content.getLong(), content.getLong()) : HardState.INITIAL;
	}

	HardState get() {
		return this.hardState;
	}

	void save(HardState newState) throws IOException {
		this.file.write(ByteBuffer.allocate(SIZE).putLong(newState.term()).putLong(newState.votedFor()).array());
		this.hardState = newState;
	}

}
