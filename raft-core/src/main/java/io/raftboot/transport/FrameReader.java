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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.Message;
import io.raftboot.consensus.SnapshotPoint;
import io.raftboot.transport.PeerMessage.CallKind;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payloads of frames. Believes nothing: a count or a length is compared with
 * what is there before anything is allocated for it.
 */
final class FrameReader {

	/** An entry without its payload: term, timestamp, type and length. */
	static final int ENTRY_SIZE = Long.BYTES + Long.BYTES + 1 + Integer.BYTES;

	private static final Pattern ADDRESS = Pattern.compile("[^\\p{Cntrl}\\s]{1,300}:[0-9]{1,5}");

	private static final ErrorCode[] CODES = ErrorCode.values();

	private FrameReader() {
	}

	/**
	 * Read a message of consensus.
	 * @return the message, {@code null} if the type is none of consensus
	 */
	static @Nullable Message message(FrameType type, ByteBuf in) throws BadFrameException {
		if (type.code() < FrameType.VOTE_REQUEST.code() || type.code() > FrameType.COMMIT_NOTICE.code()) {
			return null;
		}
		need(in, 3 * Long.BYTES);
		long from = in.readLong();
		long to = in.readLong();
		long term = in.readLong();
		return switch (type) {
			case VOTE_REQUEST -> {
				need(in, 2 * Long.BYTES + 2);
				yield new Message.VoteRequest(from, to, term, in.readLong(), in.readLong(), in.readBoolean(),
						in.readBoolean());
			}
			case VOTE_REPLY -> {
				need(in, 2);
				yield new Message.VoteReply(from, to, term, in.readBoolean(), in.readBoolean());
			}
			case APPEND_REQUEST -> append(from, to, term, in);
			case APPEND_REPLY -> {
				need(in, 1 + 4 * Long.BYTES);
				yield new Message.AppendReply(from, to, term, in.readBoolean(), in.readLong(), in.readLong(),
						in.readLong(), in.readLong());
			}
			case COMMIT_NOTICE -> {
				need(in, 2 * Long.BYTES);
				yield new Message.CommitNotice(from, to, term, in.readLong(), in.readLong());
			}
			case HEARTBEAT -> {
				need(in, 2 * Long.BYTES + 1);
				yield new Message.Heartbeat(from, to, term, in.readLong(), in.readLong(), in.readBoolean());
			}
			case HEARTBEAT_REPLY -> {
				need(in, Long.BYTES + 1);
				yield new Message.HeartbeatReply(from, to, term, in.readLong(), in.readBoolean());
			}
			case INSTALL_SNAPSHOT -> new Message.InstallSnapshot(from, to, term, point(in));
			case READ_INDEX_REQUEST -> {
				need(in, Long.BYTES);
				yield new Message.ReadIndexRequest(from, to, term, in.readLong());
			}
			case READ_INDEX_REPLY -> {
				need(in, 2 * Long.BYTES);
				yield new Message.ReadIndexReply(from, to, term, in.readLong(), in.readLong());
			}
			default -> new Message.TimeoutNow(from, to, term);
		};
	}

	private static Message append(long from, long to, long term, ByteBuf in) throws BadFrameException {
		need(in, 4 * Long.BYTES);
		long previousIndex = in.readLong();
		long previousTerm = in.readLong();
		long commitIndex = in.readLong();
		long round = in.readLong();
		int count = count(in, ENTRY_SIZE);
		if (previousIndex < 0 || previousIndex > Long.MAX_VALUE - count) {
			throw new BadFrameException("its previous index is \"" + previousIndex + "\"");
		}
		List<Entry> entries = new ArrayList<>(count);
		for (int i = 1; i <= count; i++) {
			need(in, ENTRY_SIZE);
			long entryTerm = in.readLong();
			long timestamp = in.readLong();
			EntryType type = entryType(in.readByte());
			entries.add(new Entry(previousIndex + i, entryTerm, timestamp, type, bytes(in)));
		}
		return new Message.AppendRequest(from, to, term, previousIndex, previousTerm, commitIndex, round, entries);
	}

	private static EntryType entryType(byte code) throws BadFrameException {
		try {
			return EntryType.of(code);
		}
		catch (IllegalArgumentException ex) {
			throw new BadFrameException(String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Read a message of replicas.
	 * @return the message, {@code null} if the type is none of them
	 */
	static @Nullable PeerMessage peerMessage(FrameType type, ByteBuf in) throws BadFrameException {
		return switch (type) {
			case FORWARD -> forward(in);
			case FORWARD_REPLY -> {
				need(in, 4 * Long.BYTES + Short.BYTES);
				yield new PeerMessage.ForwardReply(in.readLong(), in.readLong(), in.readLong(), in.readLong(),
						code(in));
			}
			case CALL -> {
				need(in, Long.BYTES + 2);
				long request = in.readLong();
				CallKind kind = WireCodes.callKind(in.readByte());
				MemberRole role = WireCodes.role(in.readByte());
				yield new PeerMessage.Call(request, kind, text(in), role);
			}
			case CALL_REPLY -> callReply(in);
			case SNAPSHOT_PIECE -> piece(in);
			case SNAPSHOT_REPLY -> {
				need(in, 2 * Long.BYTES + 1);
				yield new PeerMessage.SnapshotReply(in.readLong(), in.readLong(),
						WireCodes.transferState(in.readByte()));
			}
			case TAKE_SNAPSHOT -> new PeerMessage.TakeSnapshot();
			case REMOVED -> new PeerMessage.Removed();
			case ENGINE -> new PeerMessage.EngineMessage(bytes(in));
			default -> null;
		};
	}

	private static PeerMessage forward(ByteBuf in) throws BadFrameException {
		need(in, 3 * Long.BYTES);
		long term = in.readLong();
		long run = in.readLong();
		long batch = in.readLong();
		int count = count(in, Integer.BYTES);
		if (count == 0) {
			throw new BadFrameException("it forwards nothing");
		}
		List<byte[]> payloads = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			payloads.add(bytes(in));
		}
		return new PeerMessage.Forward(term, run, batch, payloads);
	}

	private static PeerMessage callReply(ByteBuf in) throws BadFrameException {
		need(in, Long.BYTES + Short.BYTES);
		long request = in.readLong();
		ErrorCode refusal = code(in);
		String reason = text(in);
		int count = count(in, Long.BYTES + 1 + Integer.BYTES);
		List<Member> members = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			need(in, Long.BYTES + 1);
			long number = in.readLong();
			if (number <= 0) {
				throw new BadFrameException("a member's number is \"" + number + "\"");
			}
			MemberRole role = WireCodes.role(in.readByte());
			members.add(new Member(number, text(in), role));
		}
		return new PeerMessage.CallReply(request, refusal, reason, members);
	}

	private static PeerMessage piece(ByteBuf in) throws BadFrameException {
		need(in, 3 * Long.BYTES);
		Message.InstallSnapshot install = new Message.InstallSnapshot(in.readLong(), in.readLong(), in.readLong(),
				point(in));
		need(in, 2 * Long.BYTES);
		long fileSize = in.readLong();
		long position = in.readLong();
		byte[] bytes = bytes(in);
		if (position < 0 || position > fileSize - bytes.length) {
			throw new BadFrameException("its " + bytes.length + " bytes at \"" + position
					+ "\" are beyond the file's \"" + fileSize + "\"");
		}
		return new PeerMessage.SnapshotPiece(install, fileSize, position, bytes);
	}

	static Handshake.Hello hello(ByteBuf in) throws BadFrameException {
		need(in, 4 * Long.BYTES);
		return new Handshake.Hello(in.readLong(), in.readLong(), in.readLong(), in.readLong(), address(in));
	}

	static Handshake.Welcome welcome(ByteBuf in) throws BadFrameException {
		need(in, Long.BYTES);
		return new Handshake.Welcome(in.readLong());
	}

	static Handshake.Refused refused(ByteBuf in) throws BadFrameException {
		return new Handshake.Refused(Refusals.shown(text(in)));
	}

	static Handshake.Join join(ByteBuf in) throws BadFrameException {
		need(in, 1);
		MemberRole role = WireCodes.role(in.readByte());
		return new Handshake.Join(address(in), role);
	}

	static Handshake.JoinReply joinReply(ByteBuf in) throws BadFrameException {
		need(in, Short.BYTES);
		return new Handshake.JoinReply(code(in), Refusals.shown(text(in)));
	}

	private static SnapshotPoint point(ByteBuf in) throws BadFrameException {
		need(in, 4 * Long.BYTES);
		long index = in.readLong();
		long term = in.readLong();
		long configurationIndex = in.readLong();
		long timestamp = in.readLong();
		try {
			Configuration configuration = ConfigurationCodec.decode(bytes(in));
			return new SnapshotPoint(index, term, configuration, configurationIndex, timestamp);
		}
		catch (IllegalArgumentException ex) {
			throw new BadFrameException("its configuration cannot be read: " + ex.getMessage());
		}
	}

	private static @Nullable ErrorCode code(ByteBuf in) throws BadFrameException {
		short number = in.readShort();
		if (number == 0) {
			return null;
		}
		for (ErrorCode code : CODES) {
			if (code.code() == number) {
				return code;
			}
		}
		throw new BadFrameException("the error code \"" + number + "\" is unknown");
	}

	private static int count(ByteBuf in, int smallest) throws BadFrameException {
		need(in, Integer.BYTES);
		int count = in.readInt();
		if (count < 0 || count > in.readableBytes() / smallest) {
			throw new BadFrameException(
					"its count \"" + count + "\" does not fit into " + in.readableBytes() + " bytes");
		}
		return count;
	}

	/** What is shown to people and dialled is to look like an address. */
	private static String address(ByteBuf in) throws BadFrameException {
		String address = text(in);
		if (!ADDRESS.matcher(address).matches()) {
			throw new BadFrameException("its address is none: \"" + Refusals.shown(address) + "\"");
		}
		return address;
	}

	private static String text(ByteBuf in) throws BadFrameException {
		return new String(bytes(in), StandardCharsets.UTF_8);
	}

	private static byte[] bytes(ByteBuf in) throws BadFrameException {
		need(in, Integer.BYTES);
		int length = in.readInt();
		if (length < 0 || length > in.readableBytes()) {
			throw new BadFrameException(
					"a length of \"" + length + "\" does not fit into " + in.readableBytes() + " bytes");
		}
		byte[] bytes = new byte[length];
		in.readBytes(bytes);
		return bytes;
	}

	private static void need(ByteBuf in, int length) throws BadFrameException {
		if (in.readableBytes() < length) {
			throw new BadFrameException("it ends " + (length - in.readableBytes()) + " bytes too early");
		}
	}

}
