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

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

import io.raftboot.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a client's latest sequences, in the order of the sequences. The lowest
 * are forgotten first; the highest that was forgotten is known.
 */
final class ClientOutcomes {

	/** The most outcomes that are kept of one client. */
	static final int MAX_OUTCOMES = 64;

	/** The most bytes of outcomes that are kept of one client. */
	static final long MAX_BYTES = 1 << 20;

	private long[] sequences = new long[2];

	private @Nullable Outcome[] outcomes = new Outcome[2];

	private int count;

	private long bytes;

	private long forgotten;

	ClientOutcomes(long forgotten) {
		this.forgotten = forgotten;
	}

	long forgotten() {
		return this.forgotten;
	}

	long bytes() {
		return this.bytes;
	}

	long highest() {
		return (this.count > 0) ? this.sequences[this.count - 1] : this.forgotten;
	}

	@Nullable Outcome find(long sequence) {
		int i = Arrays.binarySearch(this.sequences, 0, this.count, sequence);
		return (i >= 0) ? this.outcomes[i] : null;
	}

	/**
	 * Add the outcome of a sequence that is neither here nor forgotten.
	 * @return by how many bytes there is more now
	 */
	long add(long sequence, Outcome outcome) {
		long before = this.bytes;
		if (this.count == this.sequences.length) {
			this.sequences = Arrays.copyOf(this.sequences, this.count * 2);
			this.outcomes = Arrays.copyOf(this.outcomes, this.count * 2);
		}
		int i = -Arrays.binarySearch(this.sequences, 0, this.count, sequence) - 1;
		System.arraycopy(this.sequences, i, this.sequences, i + 1, this.count - i);
		System.arraycopy(this.outcomes, i, this.outcomes, i + 1, this.count - i);
		this.sequences[i] = sequence;
		this.outcomes[i] = outcome;
		this.count++;
		this.bytes += Sessions.OVERHEAD + outcome.body().length;
		while (this.count > MAX_OUTCOMES || this.bytes > MAX_BYTES) {
			forgetLowest();
		}
		return this.bytes - before;
	}

	private void forgetLowest() {
		Outcome lowest = this.outcomes[0];
		if (lowest != null) {
			this.bytes -= Sessions.OVERHEAD + lowest.body().length;
		}
		this.forgotten = this.sequences[0];
		this.count--;
		System.arraycopy(this.sequences, 1, this.sequences, 0, this.count);
		System.arraycopy(this.outcomes, 1, this.outcomes, 0, this.count);
		this.outcomes[this.count] = null;
	}

	ClientOutcomes copy() {
		ClientOutcomes copy = new ClientOutcomes(this.forgotten);
		copy.sequences = this.sequences.clone();
		copy.outcomes = this.outcomes.clone();
		copy.count = this.count;
		copy.bytes = this.bytes;
		return copy;
	}

	void writeTo(DataOutputStream out) throws IOException {
		out.writeLong(this.forgotten);
		out.writeInt(this.count);
		for (int i = 0; i < this.count; i++) {
			Outcome outcome = this.outcomes[i];
			if (outcome != null) {
				out.writeLong(this.sequences[i]);
				out.writeShort((outcome.code() != null) ? outcome.code().code() : 0);
				out.writeInt(outcome.body().length);
				out.write(outcome.body());
			}
		}
	}

	static ClientOutcomes readFrom(DataInputStream in) throws IOException {
		ClientOutcomes client = new ClientOutcomes(in.readLong());
		int count = in.readInt();
		for (int i = 0; i < count; i++) {
			long sequence = in.readLong();
			int code = in.readShort();
			int length = in.readInt();
			byte[] body = in.readNBytes(length);
			if (body.length != length) {
				throw new EOFException("the snapshot ends within its sessions");
			}
			client.add(sequence, new Outcome((code != 0) ? errorCode(code) : null, body));
		}
		return client;
	}

	private static ErrorCode errorCode(int code) throws IOException {
		for (ErrorCode known : ErrorCode.values()) {
			if (known.code() == code) {
				return known;
			}
		}
		throw new IOException("the snapshot's sessions hold the unknown error code \"" + code + "\"");
	}

}
