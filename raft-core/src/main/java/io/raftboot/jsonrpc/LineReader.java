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

package io.raftboot.jsonrpc;

import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.raftboot.JsonSlice;

/**
 * Cuts what a connection brings into lines, in bounded memory: a line over the limit is
 * reported once and skipped up to its end. One thread.
 */
final class LineReader {

	private static final int INITIAL_SIZE = 512;

	private static final int SHORT_LINE = 4096;

	/** A buffer that grew beyond this is given back once it is empty. */
	private static final int KEPT_SIZE = 256 * 1024;

	private static final byte[] NOTHING = new byte[0];

	private final int maxLineLength;

	private final LineMemory memory;

	private final Lines lines;

	private byte[] buffer = NOTHING;

	private int length;

	private boolean skipping;

	LineReader(int maxLineLength, LineMemory memory, Lines lines) {
		this.maxLineLength = maxLineLength;
		this.memory = memory;
		this.lines = lines;
	}

	/**
	 * Take bytes and give out the lines that they complete.
	 * @param in the bytes; all are read
	 */
	void read(ByteBuf in) {
		while (in.isReadable()) {
			if (this.skipping) {
				skip(in);
				continue;
			}
			int taken = room(in.readableBytes());
			if (taken == 0) {
				give(NOTHING);
				this.length = 0;
				this.skipping = true;
				this.lines.noRoom();
				continue;
			}
			in.readBytes(this.buffer, this.length, taken);
			int scanFrom = this.length;
			this.length += taken;
			cut(scanFrom);
		}
	}

	/**
	 * The connection brings no more: what is there is the last line.
	 */
	void end() {
		if (this.length > 0 && !this.skipping) {
			int end = this.length;
			this.length = 0;
			this.lines.line(new JsonSlice(this.buffer, 0, end));
		}
	}

	/** Go on to the end of a line that is not taken. */
	private void skip(ByteBuf in) {
		int rest = in.bytesBefore((byte) '\n');
		this.skipping = rest < 0;
		in.skipBytes((rest < 0) ? in.readableBytes() : rest + 1);
	}

	/**
	 * Return whether a line has begun and not ended.
	 */
	boolean isWithinLine() {
		return this.length > 0 || this.skipping;
	}

	/**
	 * The connection is gone.
	 */
	void close() {
		give(NOTHING);
		this.length = 0;
	}

	/**
	 * Return how many bytes there is room for, 0 if the node has none for more.
	 */
	private int room(int wanted) {
		if (this.buffer.length - this.length < wanted) {
			int size = Math.max(INITIAL_SIZE, this.buffer.length);
			while (size < this.length + wanted && size <= this.maxLineLength) {
				size *= 2;
			}
			if (size > this.buffer.length && this.memory.take(counted(size) - counted(this.buffer.length))) {
				this.buffer = Arrays.copyOf(this.buffer, size);
			}
		}
		return Math.min(wanted, this.buffer.length - this.length);
	}

	private void give(byte[] smaller) {
		this.memory.give(counted(this.buffer.length) - counted(smaller.length));
		this.buffer = smaller;
	}

	/** Short lines are always taken, whatever others hold. */
	private static int counted(int size) {
		return Math.max(0, size - SHORT_LINE);
	}

	private void cut(int scanFrom) {
		int start = 0;
		for (int i = scanFrom; i < this.length; i++) {
			if (this.buffer[i] == '\n') {
				if (i - start > this.maxLineLength) {
					this.lines.tooLong();
				}
				else {
					line(start, i);
				}
				start = i + 1;
			}
		}
		keep(start);
	}

	private void line(int start, int end) {
		for (int i = start; i < end; i++) {
			if (this.buffer[i] > ' ' || this.buffer[i] < 0) {
				this.lines.line(new JsonSlice(this.buffer, start, end - start));
				return;
			}
		}
	}

	private void keep(int start) {
		int rest = this.length - start;
		if (rest > this.maxLineLength) {
			this.lines.tooLong();
			this.skipping = true;
			rest = 0;
		}
		if (rest == 0 && (this.buffer.length > KEPT_SIZE || this.memory.isScarce())) {
			give(NOTHING);
		}
		else if (start > 0) {
			System.arraycopy(this.buffer, start, this.buffer, 0, rest);
		}
		this.length = rest;
	}

	/**
	 * Takes the lines.
	 */
	interface Lines {

		/**
		 * A line that is not blank.
		 * @param line the line without its end; not to be kept after the return
		 */
		void line(JsonSlice line);

		/**
		 * A line was longer than the limit and is being skipped.
		 */
		void tooLong();

		/**
		 * A line is being skipped because the lines of all connections together have no
		 * more room.
		 */
		void noRoom();

	}

}
