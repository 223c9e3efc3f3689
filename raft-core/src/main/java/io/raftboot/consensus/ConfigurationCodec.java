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

package io.raftboot.consensus;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.raftboot.Member;
import io.raftboot.MemberRole;

/**
 * The bytes of a {@link Configuration}: the payload of a {@link EntryType#CONFIGURATION}
 * entry, and part of a snapshot's header. Big-endian: a version (1 byte), the highest
 * number and the two timeouts (8 bytes each), then the members and the outgoing members,
 * each a count (4 bytes) and for every member its number (8 bytes), role (1 byte), length
 * of the address (2 bytes) and address (UTF-8); last the joining members, a count (4
 * bytes) and their numbers (8 bytes each).
 */
public final class ConfigurationCodec {

	private static final byte VERSION = 1;

	private static final int FIXED_SIZE = 1 + 3 * Long.BYTES + 3 * Integer.BYTES;

	private static final int MEMBER_SIZE = Long.BYTES + 1 + Short.BYTES;

	private static final int LONGEST_ADDRESS = 0xffff;

	private ConfigurationCodec() {
	}

	/**
	 * Write a configuration.
	 * @param configuration the configuration
	 * @return its bytes
	 * @throws IllegalArgumentException if an address is longer than 65,535 bytes
	 */
	public static byte[] encode(Configuration configuration) {
		List<byte[]> addresses = new ArrayList<>();
		int size = FIXED_SIZE + add(configuration.members(), addresses) + add(configuration.outgoing(), addresses)
				+ configuration.joining().size() * Long.BYTES;
		ByteBuffer bytes = ByteBuffer.allocate(size);
		bytes.put(VERSION).putLong(configuration.highestId());
		bytes.putLong(configuration.minElectionTimeoutMillis()).putLong(configuration.maxElectionTimeoutMillis());
		int members = configuration.members().size();
		put(configuration.members(), addresses.subList(0, members), bytes);
		put(configuration.outgoing(), addresses.subList(members, addresses.size()), bytes);
		bytes.putInt(configuration.joining().size());
		configuration.joining().forEach(bytes::putLong);
		return bytes.array();
	}

	private static int add(List<Member> members, List<byte[]> addresses) {
		int size = 0;
		for (Member member : members) {
			byte[] address = member.address().getBytes(StandardCharsets.UTF_8);
			if (address.length > LONGEST_ADDRESS) {
				throw new IllegalArgumentException("address must have at most " + LONGEST_ADDRESS
						+ " bytes but that of member " + member.nodeId() + " has " + address.length);
			}
			addresses.add(address);
			size += MEMBER_SIZE + address.length;
		}
		return size;
	}

	private static void put(List<Member> members, List<byte[]> addresses, ByteBuffer bytes) {
		bytes.putInt(members.size());
		for (int i = 0; i < members.size(); i++) {
			Member member = members.get(i);
			byte[] address = addresses.get(i);
			bytes.putLong(member.nodeId()).put(code(member.role())).putShort((short) address.length).put(address);
		}
	}

	/**
	 * Read a configuration.
	 * @param payload its bytes
	 * @return the configuration
	 * @throws IllegalArgumentException if the bytes are no configuration, or of a newer
	 * version
	 */
	public static Configuration decode(byte[] payload) {
		ByteBuffer bytes = ByteBuffer.wrap(payload);
		try {
			byte version = bytes.get();
			if (version != VERSION) {
				throw new IllegalArgumentException(
						"configuration has version \"" + version + "\" but this build reads version " + VERSION);
			}
			long highestId = bytes.getLong();
			long minElectionTimeout = bytes.getLong();
			long maxElectionTimeout = bytes.getLong();
			List<Member> members = members(bytes);
			List<Member> outgoing = members(bytes);
			List<Long> joining = joining(bytes);
			if (bytes.hasRemaining()) {
				throw new IllegalArgumentException("configuration has " + bytes.remaining() + " bytes too many");
			}
			return new Configuration(members, outgoing, highestId, minElectionTimeout, maxElectionTimeout, joining);
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("configuration of " + payload.length + " bytes is cut off", ex);
		}
	}

	private static List<Member> members(ByteBuffer bytes) {
		int count = bytes.getInt();
		if (count < 0 || count > bytes.remaining() / MEMBER_SIZE) {
			throw new IllegalArgumentException("configuration cannot have \"" + count + "\" members");
		}
		List<Member> members = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			long nodeId = bytes.getLong();
			MemberRole role = role(bytes.get());
			int length = Short.toUnsignedInt(bytes.getShort());
			if (length > bytes.remaining()) {
				throw new BufferUnderflowException();
			}
			byte[] address = new byte[length];
			bytes.get(address);
			members.add(new Member(nodeId, new String(address, StandardCharsets.UTF_8), role));
		}
		return members;
	}

	private static List<Long> joining(ByteBuffer bytes) {
		int count = bytes.getInt();
		if (count < 0 || count > bytes.remaining() / Long.BYTES) {
			throw new IllegalArgumentException("configuration cannot have \"" + count + "\" joining members");
		}
		List<Long> joining = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			joining.add(bytes.getLong());
		}
		return joining;
	}

	private static byte code(MemberRole role) {
		return switch (role) {
			case VOTER -> 0;
			case LEARNER -> 1;
			case WITNESS -> 2;
		};
	}

	private static MemberRole role(byte code) {
		return switch (code) {
			case 0 -> MemberRole.VOTER;
			case 1 -> MemberRole.LEARNER;
			case 2 -> MemberRole.WITNESS;
			default -> throw new IllegalArgumentException("role must be 0 to 2 but was \"" + code + "\"");
		};
	}

}
