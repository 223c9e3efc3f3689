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
import java.io.InputStream;
import java.nio.ByteBuffer;

import io.raftboot.consensus.SnapshotPoint;

/**
 * A complete snapshot, open for reading on any thread.
 */
public interface StoredSnapshot extends AutoCloseable {

	/**
	 * Return which it is.
	 * @return the point
	 */
	SnapshotPoint point();

	/**
	 * Return the size of the whole file, as it is sent to other nodes.
	 * @return bytes
	 */
	long fileSize();

	/**
	 * Read a piece of the whole file.
	 * @param position where in the file
	 * @param into filled from its position on
	 * @return the bytes read, -1 at the end
	 * @throws IOException if the disk fails
	 */
	int read(long position, ByteBuffer into) throws IOException;

	/**
	 * Open the content: what was written to {@link SnapshotFileWriter#content}.
	 * @return the content; checksums are checked while it is read
	 * @throws IOException if the disk fails
	 */
	InputStream content() throws IOException;

	@Override
	void close();

}
