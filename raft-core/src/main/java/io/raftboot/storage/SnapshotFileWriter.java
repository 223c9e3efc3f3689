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
import java.io.OutputStream;
import java.nio.ByteBuffer;

import io.raftboot.consensus.SnapshotPoint;

/**
 * A snapshot in the making: either its content is written here, or its whole file is
 * received in pieces from another node.
 */
public interface SnapshotFileWriter extends AutoCloseable {

	/**
	 * Open the content for writing. Bounded memory; checksums are added.
	 * @param point which snapshot it is
	 * @return where to write; closing it finishes and syncs the file
	 * @throws IOException if the disk fails
	 */
	OutputStream content(SnapshotPoint point) throws IOException;

	/**
	 * Add a piece of a whole file that comes from another node.
	 * @param position where in the file, equal to what was received so far
	 * @param piece the bytes
	 * @throws IOException if the disk fails or the position is another
	 */
	void receive(long position, ByteBuffer piece) throws IOException;

	/**
	 * The whole file was received: check every checksum and sync it.
	 * @return which snapshot it is
	 * @throws IOException if the disk fails or the file is damaged
	 */
	SnapshotPoint finishReceived() throws IOException;

	/**
	 * Give it up, unless it was installed, and delete the file.
	 */
	@Override
	void close();

}
