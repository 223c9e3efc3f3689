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

/**
 * The records of a log segment. Each is a header of 40 bytes and the payload, untouched:
 *
 * <pre>
 * 0   CRC32C of all that follows, XOR the segment's salt   4 bytes
 * 4   length of the payload                                4
 * 8   index                                                8
 * 16  term                                                 8
 * 24  timestamp                                            8
 * 32  type                                                 1
 * 33  synced: how far the segment was durable when the     7
 *     record was written, an offset in the file
 * 40  payload
 * </pre>
 *
 * The salt is drawn for each segment, so that no payload can pass for a record.
 */
final class RecordFormat {

	static final int CRC = 0;

	static final int LENGTH = 4;

	static final int INDEX = 8;

	static final int TERM = 16;

	static final int TIMESTAMP = 24;

	static final int TYPE_AND_SYNCED = 32;

	static final int HEADER_SIZE = 40;

	/**
	 * The type of a mark: written behind the last record after a sync, not synced itself,
	 * and overwritten by the next record. It has no payload and only says, by its
	 * position and its synced offset, that all before it was durable.
	 */
	static final int MARK = 127;

	/**
	 * The type of a seal: a mark behind the last record of a segment that is followed by
	 * another.
	 */
	static final int SEAL = 126;

	private static final int SYNCED_BITS = 56;

	private RecordFormat() {
	}

	static long typeAndSynced(int type, long synced) {
		return ((long) type << SYNCED_BITS) | synced;
	}

	static int type(long typeAndSynced) {
		return (int) (typeAndSynced >>> SYNCED_BITS);
	}

	static long synced(long typeAndSynced) {
		return typeAndSynced & ((1L << SYNCED_BITS) - 1);
	}

	static boolean isEntry(int type) {
		return type >= 0 && type <= 2;
	}

	static boolean isMark(int type) {
		return type == MARK || type == SEAL;
	}

}
