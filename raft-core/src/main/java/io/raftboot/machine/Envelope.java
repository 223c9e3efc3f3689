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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import io.raftboot.JsonSlice;
import io.raftboot.Session;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the log around an input: {@code [version and flags: 1][proposer: 8]
 * [number: 8]}, with a session {@code [client length: 2][client, UTF-8][sequence: 8]},
 * then the input as it came. The caller that waits is found by proposer and number, never
 * by index alone, because another leader may put another entry there.
 *
 * @param proposer the process that proposed it
 * @param number counts up in that process
 * @param session the session, {@code null} without one
 * @param input the input
 */
public record Envelope(long proposer, long number, @Nullable Session session, JsonSlice input) {

	private static final int VERSION = 0x10;

	private static final int WITH_SESSION = 0x01;

	private static final int FIXED = 1 + 8 + 8;

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

	/**
	 * Read a payload.
	 * @param payload an entry's payload
	 * @return what it holds
	 * @throws IllegalArgumentException if it was written by a version that this one does
	 * not know, or is damaged
	 */
	public static Envelope read(byte[] payload) {
		if (payload.length < FIXED || (payload[0] & ~WITH_SESSION) != VERSION) {
			throw new IllegalArgumentException("the log entry has a format that this version does not know: "
					+ ((payload.length > 0) ? "its first byte is " + payload[0] : "it is empty"));
		}
		Session session = null;
		int start = FIXED;
		if ((payload[0] & WITH_SESSION) != 0) {
			int length = clientLength(payload);
			start = FIXED + 2 + length + 8;
			session = new Session(new String(payload, FIXED + 2, length, StandardCharsets.UTF_8),
					(long) LONG.get(payload, start - 8));
		}
		return new Envelope(proposer(payload), number(payload), session,
				new JsonSlice(payload, start, payload.length - start));
	}

	private static int clientLength(byte[] payload) {
		int length = (payload.length >= FIXED + 2) ? ((payload[FIXED] & 0xff) << 8) | (payload[FIXED + 1] & 0xff) : 0;
		if (payload.length < FIXED + 2 + length + 8) {
			throw new IllegalArgumentException("the log entry ends within its session");
		}
		return length;
	}

	/**
	 * Return the proposer of a payload that is long enough.
	 */
	static long proposer(byte[] payload) {
		return (long) LONG.get(payload, 1);
	}

	/**
	 * Return the number of a payload that is long enough.
	 */
	static long number(byte[] payload) {
		return (long) LONG.get(payload, 9);
	}

	/**
	 * Has everything but the number, which comes last. The input is copied here, the only
	 * time on its way into the log.
	 */
	static final class Writer {

		private final byte[] payload;

		Writer(long proposer, @Nullable Session session, byte[] array, int offset, int length) {
			byte[] client = (session != null) ? session.client().getBytes(StandardCharsets.UTF_8) : null;
			int start = FIXED + ((client != null) ? 2 + client.length + 8 : 0);
			this.payload = new byte[start + length];
			this.payload[0] = (byte) ((client != null) ? VERSION | WITH_SESSION : VERSION);
			LONG.set(this.payload, 1, proposer);
			if (session != null && client != null) {
				this.payload[FIXED] = (byte) (client.length >>> 8);
				this.payload[FIXED + 1] = (byte) client.length;
				System.arraycopy(client, 0, this.payload, FIXED + 2, client.length);
				LONG.set(this.payload, start - 8, session.sequence());
			}
			System.arraycopy(array, offset, this.payload, start, length);
		}

		int size() {
			return this.payload.length;
		}

		/**
		 * Set the number. May be called again until the payload is proposed.
		 */
		byte[] write(long number) {
			LONG.set(this.payload, 9, number);
			return this.payload;
		}

	}

}
