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
import java.util.Objects;

/**
 * Reads a snapshot's content and checks every block before a byte of it is handed out.
 */
final class SnapshotContentReader extends InputStream {

	private final DiskFile file;

	private final String path;

	private final ByteBuffer blockHeader = ByteBuffer.allocate(SnapshotFormat.BLOCK_HEADER_SIZE);

	private final byte[] block = new byte[SnapshotFormat.BLOCK_SIZE];

	private long position;

	/** Of the content that is not in a block yet. */
	private long left;

	private int blockLength;

	private int blockPosition;

	SnapshotContentReader(DiskFile file, String path, int headerSize) throws IOException {
		this.file = file;
		this.path = path;
		this.position = headerSize;
		this.left = SnapshotFormat.readFooter(file, path, headerSize);
	}

	@Override
	public int read() throws IOException {
		return fill() ? (this.block[this.blockPosition++] & 0xff) : -1;
	}

	@Override
	public int read(byte[] bytes, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		if (count == 0) {
			return 0;
		}
		if (!fill()) {
			return -1;
		}
		int piece = Math.min(count, this.blockLength - this.blockPosition);
		System.arraycopy(this.block, this.blockPosition, bytes, offset, piece);
		this.blockPosition += piece;
		return piece;
	}

	private boolean fill() throws IOException {
		if (this.blockPosition < this.blockLength) {
			return true;
		}
		if (this.left == 0) {
			if (this.position != this.file.size() - SnapshotFormat.FOOTER_SIZE) {
				throw new DamagedStorageException(this.path, this.position,
						"the content is longer than the footer says");
			}
			return false;
		}
		SnapshotFormat.readFully(this.file, this.position, this.blockHeader.clear(), this.path);
		int length = this.blockHeader.getInt();
		int crc = this.blockHeader.getInt();
		if (length <= 0 || length > this.block.length || length > this.left) {
			throw new DamagedStorageException(this.path, this.position, "a block's length is wrong");
		}
		ByteBuffer into = ByteBuffer.wrap(this.block, 0, length);
		SnapshotFormat.readFully(this.file, this.position + SnapshotFormat.BLOCK_HEADER_SIZE, into, this.path);
		if (crc != SnapshotFormat.crc(this.block, length)) {
			throw new DamagedStorageException(this.path, this.position, "a block's checksum is wrong");
		}
		this.position += SnapshotFormat.BLOCK_HEADER_SIZE + length;
		this.left -= length;
		this.blockLength = length;
		this.blockPosition = 0;
		return true;
	}

	/**
	 * Read all that is left, only to check it.
	 * @throws DamagedStorageException if it is damaged
	 * @throws IOException if the disk fails
	 */
	void check() throws IOException {
		while (fill()) {
			this.blockPosition = this.blockLength;
		}
	}

}
