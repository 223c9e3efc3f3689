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

package io.raftboot;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes in memory, in pieces, so that a large state needs no large array.
 */
final class Chunks extends OutputStream {

	private static final int SIZE = 1 << 16;

	private static final int FIRST_SIZE = 1 << 9;

	private final List<byte[]> full = new ArrayList<>();

	private byte[] last = new byte[FIRST_SIZE];

	private int used;

	@Override
	public void write(int b) {
		write(new byte[] { (byte) b }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) {
		int done = 0;
		while (done < length) {
			if (this.used == this.last.length) {
				this.full.add(this.last);
				this.last = new byte[SIZE];
				this.used = 0;
			}
			int count = Math.min(length - done, this.last.length - this.used);
			System.arraycopy(bytes, offset + done, this.last, this.used, count);
			this.used += count;
			done += count;
		}
	}

	void writeTo(OutputStream out) throws IOException {
		for (byte[] chunk : this.full) {
			out.write(chunk);
		}
		out.write(this.last, 0, this.used);
	}

}
