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

package io.raftboot.ratis;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The payloads in one entry of Ratis's log: {@code [version: 1][timestamp: 8][count: 4]},
 * then {@code [length: 4][payload]} for each. An entry without a payload, or with an
 * empty one, is a barrier for reads.
 *
 * @param timestampMillis the leader's clock when it was appended
 * @param payloads the payloads
 */
record Batch(long timestampMillis, List<byte[]> payloads) {

	/** What an entry has beside its payloads. */
	static final int HEADER = 1 + Long.BYTES + Integer.BYTES;

	/** What a payload has beside its bytes. */
	static final int OVERHEAD = Integer.BYTES;

	private static final byte VERSION = 1;

	/**
	 * Write an entry.
	 * @return the bytes, with the timestamp still to be set
	 */
	static byte[] write(List<byte[]> payloads) {
		int size = HEADER;
		for (byte[] payload : payloads) {
			size += OVERHEAD + payload.length;
		}
		ByteBuffer out = ByteBuffer.allocate(size).put(VERSION).putLong(0).putInt(payloads.size());
		for (byte[] payload : payloads) {
			out.putInt(payload.length).put(payload);
		}
		return out.array();
	}

	static void stamp(byte[] entry, long timestampMillis) {
		ByteBuffer.wrap(entry).putLong(1, timestampMillis);
	}

	/**
	 * Read an entry.
	 * @throws IllegalArgumentException if it was written by a version that this one does
	 * not know, or is damaged
	 */
	static Batch read(ByteBuffer in) {
		if (in.remaining() < HEADER) {
			throw new IllegalArgumentException("the entry ends within its header");
		}
		byte version = in.get();
		if (version != VERSION) {
			throw new IllegalArgumentException(
					"the entry has the version \"" + version + "\" but this release knows \"" + VERSION + "\"");
		}
		long timestamp = in.getLong();
		int count = in.getInt();
		if (count < 0 || count > in.remaining() / OVERHEAD) {
			throw new IllegalArgumentException("the entry cannot hold \"" + count + "\" payloads");
		}
		List<byte[]> payloads = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			int length = (in.remaining() >= OVERHEAD) ? in.getInt() : -1;
			if (length < 0 || length > in.remaining()) {
				throw new IllegalArgumentException("the entry ends within a payload");
			}
			byte[] payload = new byte[length];
			in.get(payload);
			payloads.add(payload);
		}
		return new Batch(timestamp, payloads);
	}

}
