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

package io.raftboot.transport;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

import io.netty.buffer.ByteBuf;

/**
 * The header of every frame: a byte that can begin neither JSON nor text (1 byte), the
 * version of the protocol (1), the type (1), a spare zero (1), the group (4, the CRC32C
 * of its name), the length of the payload (4), and the CRC32C of those twelve bytes and
 * the payload (4). Big-endian.
 */
final class Frame {

	/** The first byte of a peer's connection: no UTF-8 text starts with it. */
	static final byte MAGIC = (byte) 0xB5;

	static final byte VERSION = 1;

	static final int HEADER_SIZE = 16;

	private static final int CHECKED_HEADER = 12;

	private Frame() {
	}

	static int group(String name) {
		CRC32C crc = new CRC32C();
		crc.update(name.getBytes(StandardCharsets.UTF_8));
		return (int) crc.getValue();
	}

	/**
	 * Begin a frame.
	 * @return where it begins, for {@link #end}
	 */
	static int begin(ByteBuf out, FrameType type, int group) {
		int start = out.writerIndex();
		out.writeByte(MAGIC).writeByte(VERSION).writeByte(type.code()).writeByte(0);
		out.writeInt(group).writeLong(0);
		return start;
	}

	/** End the frame: what was written since {@link #begin} is its payload. */
	static void end(ByteBuf out, int start) {
		int length = out.writerIndex() - start - HEADER_SIZE;
		out.setInt(start + 8, length);
		out.setInt(start + CHECKED_HEADER, crc(out, start, length));
	}

	/**
	 * Check the header.
	 * @return the length of the payload
	 */
	static int check(ByteBuf in, int start, int group, int maxLength) throws BadFrameException {
		if (in.getByte(start) != MAGIC) {
			throw new BadFrameException("it begins with \"" + (in.getByte(start) & 0xff) + "\"");
		}
		if (in.getByte(start + 1) != VERSION) {
			throw new BadFrameException("its protocol version is \"" + in.getByte(start + 1) + "\", this node's is \""
					+ VERSION + "\": run the same release on all nodes");
		}
		if (in.getInt(start + 4) != group) {
			throw new BadFrameException("it is of another group");
		}
		int length = in.getInt(start + 8);
		if (length < 0 || length > maxLength) {
			throw new BadFrameException(
					"its length is \"" + length + "\", at most \"" + maxLength + "\" is taken: if that is too little,"
							+ " raise raft.max-command-size on this node to what it is on the other");
		}
		return length;
	}

	static void checkSum(ByteBuf in, int start, int length) throws BadFrameException {
		if (in.getInt(start + CHECKED_HEADER) != crc(in, start, length)) {
			throw new BadFrameException("its checksum is wrong");
		}
	}

	private static int crc(ByteBuf bytes, int start, int length) {
		CRC32C crc = new CRC32C();
		crc.update(bytes.nioBuffer(start, CHECKED_HEADER));
		crc.update(bytes.nioBuffer(start + HEADER_SIZE, length));
		return (int) crc.getValue();
	}

}
