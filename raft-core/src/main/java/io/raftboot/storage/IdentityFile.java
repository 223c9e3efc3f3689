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

import org.jspecify.annotations.Nullable;

/**
 * The identity: the three numbers (8 bytes each) and whether the member was removed (1
 * byte), in one file, replaced in one piece.
 */
final class IdentityFile {

	static final String NAME = "identity";

	private static final int SIZE = 3 * Long.BYTES + 1;

	private final StateFile file;

	/** Also read by other threads. */
	private volatile Identity identity;

	IdentityFile(Disk disk, @Nullable String group) throws IOException {
		this.file = new StateFile(disk, NAME, FileHeader.Kind.IDENTITY, group);
		ByteBuffer content = this.file.read(SIZE);
		this.identity = (content != null)
				? new Identity(content.getLong(), content.getLong(), content.getLong(), content.get() != 0)
				: new Identity(0, 0, 0, false);
	}

	Identity get() {
		return this.identity;
	}

	void save(Identity newIdentity) throws IOException {
		ByteBuffer content = ByteBuffer.allocate(SIZE);
		content.putLong(newIdentity.directoryId()).putLong(newIdentity.clusterId()).putLong(newIdentity.nodeId());
		content.put((byte) (newIdentity.removed() ? 1 : 0));
		this.file.write(content.array());
		this.identity = newIdentity;
	}

}
