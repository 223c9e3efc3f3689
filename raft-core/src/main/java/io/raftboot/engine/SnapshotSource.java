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

package io.raftboot.engine;

import java.io.IOException;
import java.io.InputStream;

/**
 * A complete, checked snapshot that can be read. Any thread, until {@link #close()}.
 */
public interface SnapshotSource extends AutoCloseable {

	/**
	 * Return the index of the last entry in it.
	 * @return the index
	 */
	long index();

	/**
	 * Return the term of that entry.
	 * @return the term
	 */
	long term();

	/**
	 * Open the bytes that were written to the {@link SnapshotTarget}.
	 * @return the bytes; the caller closes it
	 * @throws IOException if it cannot be read or a checksum is wrong
	 */
	InputStream open() throws IOException;

	/**
	 * Note that the listener is done with it, so that it may be deleted.
	 */
	@Override
	void close();

}
