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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import org.jspecify.annotations.Nullable;

/**
 * What a leader sends to a node that is to become a member, before the change: Ratis has
 * to be open there when the leader begins to replicate.
 *
 * @param minTimeoutMillis the lower bound of the election timeout of all members, 0 for
 * that of each one's settings
 * @param maxTimeoutMillis the upper bound
 * @param address Ratis's own address of the new member, to be compared
 * @param members the configuration that the new member is to begin with: the target one
 * for a learner, which Ratis would take for a voter otherwise; none for a voter, which
 * must not stand for election before it is added
 */
record Invitation(long minTimeoutMillis, long maxTimeoutMillis, String address, List<Member> members) {

	private static final byte INVITE = 1;

	private static final byte READY = 2;

	private static final int MAX_MEMBERS = 10_000;

	Invitation {
		members = List.copyOf(members);
	}

	/**
	 * Write the answer. It says for which member Ratis is open: an earlier invitation may
	 * have been accepted only now, when the sender has come to invite another member at
	 * the same address.
	 */
	static byte[] ready(long member) {
		return ByteBuffer.allocate(1 + Long.BYTES).put(READY).putLong(member).array();
	}

	/** Return the member that is ready, 0 if this is no answer. */
	static long ready(byte[] content) {
		boolean answer = content.length == 1 + Long.BYTES && content[0] == READY;
		return answer ? ByteBuffer.wrap(content).getLong(1) : 0;
	}

	byte[] write() {
		try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
				DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(INVITE);
			out.writeLong(this.minTimeoutMillis);
			out.writeLong(this.maxTimeoutMillis);
			out.writeUTF(this.address);
			out.writeInt(this.members.size());
			for (Member member : this.members) {
				out.writeLong(member.nodeId());
				out.writeUTF(member.address());
				out.writeBoolean(member.role() == MemberRole.LEARNER);
			}
			return bytes.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Read an invitation.
	 * @return the invitation, {@code null} if it is none
	 */
	static @Nullable Invitation read(byte[] content) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
			if (in.readByte() != INVITE) {
				return null;
			}
			long min = in.readLong();
			long max = in.readLong();
			String address = in.readUTF();
			int count = in.readInt();
			if (count < 0 || count > MAX_MEMBERS || min < 0 || max < min) {
				return null;
			}
			List<Member> members = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				members.add(new Member(in.readLong(), in.readUTF(),
						in.readBoolean() ? MemberRole.LEARNER : MemberRole.VOTER));
			}
			return new Invitation(min, max, address, members);
		}
		catch (IOException | IllegalArgumentException ex) {
			return null;
		}
	}

}
