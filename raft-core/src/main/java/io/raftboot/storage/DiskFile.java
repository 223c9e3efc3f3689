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

/**
 * An open file.
 */
public interface DiskFile extends AutoCloseable {

	/**
	 * Return its size.
	 * @return bytes
	 * @throws IOException if it cannot be read
	 */
	long size() throws IOException;

	/**
	 * Read into a buffer.
	 * @param position where in the file
	 * @param into the buffer; filled from its position on
	 * @return the bytes read, -1 at the end of the file
	 * @throws IOException if it cannot be read
	 */
	int read(long position, ByteBuffer into) throws IOException;

	/**
	 * Write the whole of a buffer.
	 * @param position where in the file
	 * @param bytes what remains in this buffer is written
	 * @throws IOException if it cannot be written; a part may have been
	 */
	void write(long position, ByteBuffer bytes) throws IOException;

	/**
	 * Cut the file.
	 * @param size its new size
	 * @throws IOException if it cannot be cut
	 */
	void truncate(long size) throws IOException;

	/**
	 * Make the content durable.
	 * @throws IOException if that fails: what was written since the last time may be
	 * lost, and a second call must not be trusted
	 */
	void sync() throws IOException;

	@Override
	void close() throws IOException;

}
