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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * What a machine with a storage of its own keeps for its node: {@code [format: 4][group]
 * [cluster: 8][index: 8][term: 8][timestamp: 8][sessions][CRC32C of all before: 4]}.
 *
 * @param group the name of the group
 * @param clusterId the number of the cluster, 0 if the engine tells none
 * @param index the last index that the machine holds
 * @param term the term of that entry
 * @param timestampMillis its timestamp
 * @param sessions the sessions after that entry
 */
record HostState(String group, long clusterId, long index, long term, long timestampMillis, Sessions sessions) {

	/** "RBH" and the version of the format. */
	private static final int FORMAT = 0x52424801;

	private static final int VERSION_MASK = 0xff;

	byte[] encode() {
		try {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			CheckedOutputStream checked = new CheckedOutputStream(bytes, new CRC32C());
			DataOutputStream out = new DataOutputStream(checked);
			out.writeInt(FORMAT);
			out.writeUTF(this.group);
			out.writeLong(this.clusterId);
			out.writeLong(this.index);
			out.writeLong(this.term);
			out.writeLong(this.timestampMillis);
			this.sessions.writeTo(out);
			out.writeInt((int) checked.getChecksum().getValue());
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("an array takes everything", ex);
		}
	}

	/**
	 * Read a state.
	 * @throws IOException if it is damaged, of a newer version or something else, with
	 * what is wrong
	 */
	static HostState decode(byte[] bytes) throws IOException {
		int format = (bytes.length >= 2 * Integer.BYTES) ? ByteBuffer.wrap(bytes).getInt() : 0;
		if ((format | VERSION_MASK) != (FORMAT | VERSION_MASK)) {
			throw new IOException("they are not what a node has written");
		}
		if (format > FORMAT) {
			throw new IOException("they have the version " + (format & VERSION_MASK) + ", this program reads up to "
					+ (FORMAT & VERSION_MASK));
		}
		int end = bytes.length - Integer.BYTES;
		if (ByteBuffer.wrap(bytes).getInt(end) != crc(bytes, end)) {
			throw new IOException("their checksum is wrong");
		}
		DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, Integer.BYTES, end - Integer.BYTES));
		return new HostState(in.readUTF(), in.readLong(), in.readLong(), in.readLong(), in.readLong(),
				Sessions.readFrom(in));
	}

	private static int crc(byte[] bytes, int length) {
		CRC32C crc = new CRC32C();
		crc.update(bytes, 0, length);
		return (int) crc.getValue();
	}

}
