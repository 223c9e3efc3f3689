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
import java.io.OutputStream;

/**
 * Where a snapshot is written to. Any thread. Exactly one of {@link #complete} and
 * {@link #abandon} ends it.
 */
public interface SnapshotTarget {

	/**
	 * Open the bytes, beside the snapshot that is there.
	 * @param index the index of the last entry whose effect the snapshot holds
	 * @param term the term of that entry
	 * @return where to write, buffered
	 * @throws IOException if it cannot be written
	 */
	OutputStream open(long index, long term) throws IOException;

	/**
	 * All is written: make it durable and put it in the place of the one before.
	 * @throws IOException if that fails; the one before stays
	 */
	void complete() throws IOException;

	/**
	 * Give it up and delete what was written.
	 * @param cause why
	 */
	void abandon(Throwable cause);

}
