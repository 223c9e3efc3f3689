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

/**
 * Writes a snapshot's content in blocks with a checksum each.
 */
final class SnapshotContentWriter extends OutputStream {

	private final PacedFile file;

	private final byte[] block = new byte[SnapshotFormat.BLOCK_SIZE];

	private final ByteBuffer buffer = ByteBuffer
		.allocateDirect(SnapshotFormat.BLOCK_HEADER_SIZE + SnapshotFormat.BLOCK_SIZE);

	private final Completion completion;

	private int blockLength;

	private long position;

	private long length;

	private boolean failed;

	private boolean closed;

	SnapshotContentWriter(PacedFile file, long position, Completion completion) {
		this.file = file;
		this.position = position;
		this.completion = completion;
	}

	@Override
	public void write(int value) throws IOException {
		if (this.blockLength == this.block.length) {
			writeBlock();
		}
		this.block[this.blockLength++] = (byte) value;
	}

	@Override
	public void write(byte[] bytes, int offset, int count) throws IOException {
		for (int done = 0; done < count;) {
			if (this.blockLength == this.block.length) {
				writeBlock();
			}
			int piece = Math.min(count - done, this.block.length - this.blockLength);
			System.arraycopy(bytes, offset + done, this.block, this.blockLength, piece);
			this.blockLength += piece;
			done += piece;
		}
	}

	private void writeBlock() throws IOException {
		this.buffer.clear();
		this.buffer.putInt(this.blockLength).putInt(SnapshotFormat.crc(this.block, this.blockLength));
		this.buffer.put(this.block, 0, this.blockLength);
		put(this.buffer.flip());
		this.length += this.blockLength;
		this.blockLength = 0;
	}

	private void put(ByteBuffer bytes) throws IOException {
		if (this.closed || this.failed) {
			throw new IOException("the snapshot's content is closed, or writing it failed before");
		}
		int count = bytes.remaining();
		this.failed = true;
		this.file.write(this.position, bytes);
		this.failed = false;
		this.position += count;
	}

	@Override
	public void close() throws IOException {
		if (this.closed) {
			return;
		}
		try {
			if (this.blockLength > 0) {
				writeBlock();
			}
			put(SnapshotFormat.encodeFooter(this.length));
			this.file.sync();
			this.completion.complete();
		}
		finally {
			this.closed = true;
		}
	}

	/**
	 * What follows when all is written.
	 */
	interface Completion {

		void complete() throws IOException;

	}

}
