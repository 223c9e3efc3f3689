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

package io.raftboot.machine;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Bytes in memory that refuse to become too many, so that what is too large to be shown
 * is given up early.
 */
final class LimitedBytes extends OutputStream {

	private final int max;

	private byte[] bytes = new byte[512];

	private int count;

	LimitedBytes(int max) {
		this.max = max;
	}

	@Override
	public void write(int b) throws IOException {
		write(new byte[] { (byte) b }, 0, 1);
	}

	@Override
	public void write(byte[] source, int offset, int length) throws IOException {
		if (length > this.max - this.count) {
			throw new IOException("it is larger than " + this.max + " bytes");
		}
		if (this.count + length > this.bytes.length) {
			int size = (int) Math.min(this.max, Math.max(2L * this.bytes.length, this.count + (long) length));
			this.bytes = Arrays.copyOf(this.bytes, size);
		}
		System.arraycopy(source, offset, this.bytes, this.count, length);
		this.count += length;
	}

	byte[] toByteArray() {
		return Arrays.copyOf(this.bytes, this.count);
	}

}
