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
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.Message;
import io.raftboot.consensus.SnapshotPoint;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames into a buffer. Payloads are copied once, from the entry's array.
 */
final class FrameWriter {

	private final int group;

	FrameWriter(int group) {
		this.group = group;
	}

	void write(ByteBuf out, Message message) {
		int start = Frame.begin(out, type(message), this.group);
		out.writeLong(message.from()).writeLong(message.to()).writeLong(message.term());
		if (message instanceof Message.AppendRequest append) {
			out.writeLong(append.previousIndex()).writeLong(append.previousTerm());
			out.writeLong(append.commitIndex()).writeLong(append.round());
			entries(out, append.entries());
		}
		else if (message instanceof Message.AppendReply reply) {
			out.writeBoolean(reply.success()).writeLong(reply.index()).writeLong(reply.hintIndex());
			out.writeLong(reply.hintTerm()).writeLong(reply.round());
		}
		else if (message instanceof Message.CommitNotice notice) {
			out.writeLong(notice.commitIndex()).writeLong(notice.commitTerm());
		}
		else if (message instanceof Message.Heartbeat heartbeat) {
			out.writeLong(heartbeat.commitIndex()).writeLong(heartbeat.round()).writeBoolean(heartbeat.quiesce());
		}
		else if (message instanceof Message.HeartbeatReply reply) {
			out.writeLong(reply.round()).writeBoolean(reply.quiesce());
		}
		else if (message instanceof Message.VoteRequest vote) {
			out.writeLong(vote.lastIndex()).writeLong(vote.lastTerm());
			out.writeBoolean(vote.preVote()).writeBoolean(vote.transfer());
		}
		else if (message instanceof Message.VoteReply reply) {
			out.writeBoolean(reply.granted()).writeBoolean(reply.preVote());
		}
		else if (message instanceof Message.InstallSnapshot install) {
			point(out, install.snapshot());
		}
		else if (message instanceof Message.ReadIndexRequest read) {
			out.writeLong(read.request());
		}
		else if (message instanceof Message.ReadIndexReply reply) {
			out.writeLong(reply.request()).writeLong(reply.index());
		}
		Frame.end(out, start);
	}

	private static FrameType type(Message message) {
		if (message instanceof Message.AppendRequest) {
			return FrameType.APPEND_REQUEST;
		}
		if (message instanceof Message.AppendReply) {
			return FrameType.APPEND_REPLY;
		}
		if (message instanceof Message.CommitNotice) {
			return FrameType.COMMIT_NOTICE;
		}
		if (message instanceof Message.Heartbeat) {
			return FrameType.HEARTBEAT;
		}
		if (message instanceof Message.HeartbeatReply) {
			return FrameType.HEARTBEAT_REPLY;
		}
		if (message instanceof Message.ReadIndexRequest) {
			return FrameType.READ_INDEX_REQUEST;
		}
		if (message instanceof Message.ReadIndexReply) {
			return FrameType.READ_INDEX_REPLY;
		}
		if (message instanceof Message.VoteRequest) {
			return FrameType.VOTE_REQUEST;
		}
		if (message instanceof Message.VoteReply) {
			return FrameType.VOTE_REPLY;
		}
		return (message instanceof Message.InstallSnapshot) ? FrameType.INSTALL_SNAPSHOT : FrameType.TIMEOUT_NOW;
	}

	/** Entries are consecutive, so none carries its index. */
	private static void entries(ByteBuf out, List<Entry> entries) {
		int size = Integer.BYTES;
		for (Entry entry : entries) {
			size += FrameReader.ENTRY_SIZE + entry.payload().length;
		}
		out.ensureWritable(size);
		out.writeInt(entries.size());
		for (Entry entry : entries) {
			out.writeLong(entry.term()).writeLong(entry.timestampMillis()).writeByte(entry.type().code());
			bytes(out, entry.payload());
		}
	}

	void write(ByteBuf out, PeerMessage message) {
		if (message instanceof PeerMessage.Forward forward) {
			int start = Frame.begin(out, FrameType.FORWARD, this.group);
			out.writeLong(forward.term()).writeLong(forward.run()).writeLong(forward.batch());
			out.writeInt(forward.payloads().size());
			forward.payloads().forEach((payload) -> bytes(out, payload));
			Frame.end(out, start);
		}
		else if (message instanceof PeerMessage.ForwardReply reply) {
			int start = Frame.begin(out, FrameType.FORWARD_REPLY, this.group);
			out.writeLong(reply.run()).writeLong(reply.batch()).writeLong(reply.firstIndex()).writeLong(reply.term());
			code(out, reply.refusal());
			Frame.end(out, start);
		}
		else if (message instanceof PeerMessage.SnapshotPiece piece) {
			int start = Frame.begin(out, FrameType.SNAPSHOT_PIECE, this.group);
			Message.InstallSnapshot install = piece.install();
			out.writeLong(install.from()).writeLong(install.to()).writeLong(install.term());
			point(out, install.snapshot());
			out.writeLong(piece.fileSize()).writeLong(piece.position());
			bytes(out, piece.bytes());
			Frame.end(out, start);
		}
		else {
			writeRare(out, message);
		}
	}

	private void writeRare(ByteBuf out, PeerMessage message) {
		int start;
		if (message instanceof PeerMessage.SnapshotReply reply) {
			start = Frame.begin(out, FrameType.SNAPSHOT_REPLY, this.group);
			out.writeLong(reply.index()).writeLong(reply.position()).writeByte(WireCodes.code(reply.state()));
		}
		else if (message instanceof PeerMessage.Call call) {
			start = Frame.begin(out, FrameType.CALL, this.group);
			out.writeLong(call.request()).writeByte(WireCodes.code(call.kind())).writeByte(WireCodes.code(call.role()));
			text(out, call.address());
		}
		else if (message instanceof PeerMessage.CallReply reply) {
			start = Frame.begin(out, FrameType.CALL_REPLY, this.group);
			out.writeLong(reply.request());
			code(out, reply.refusal());
			text(out, reply.reason());
			out.writeInt(reply.members().size());
			for (Member member : reply.members()) {
				out.writeLong(member.nodeId()).writeByte(WireCodes.code(member.role()));
				text(out, member.address());
			}
		}
		else if (message instanceof PeerMessage.EngineMessage other) {
			start = Frame.begin(out, FrameType.ENGINE, this.group);
			bytes(out, other.content());
		}
		else {
			boolean removed = message instanceof PeerMessage.Removed;
			start = Frame.begin(out, removed ? FrameType.REMOVED : FrameType.TAKE_SNAPSHOT, this.group);
		}
		Frame.end(out, start);
	}

	void write(ByteBuf out, Handshake.Hello hello) {
		int start = Frame.begin(out, FrameType.HELLO, this.group);
		out.writeLong(hello.clusterId()).writeLong(hello.from()).writeLong(hello.directoryId()).writeLong(hello.to());
		text(out, hello.address());
		Frame.end(out, start);
	}

	void write(ByteBuf out, Handshake.Welcome welcome) {
		int start = Frame.begin(out, FrameType.WELCOME, this.group);
		out.writeLong(welcome.directoryId());
		Frame.end(out, start);
	}

	void write(ByteBuf out, Handshake.Refused refused) {
		int start = Frame.begin(out, FrameType.REFUSED, this.group);
		text(out, refused.reason());
		Frame.end(out, start);
	}

	void write(ByteBuf out, Handshake.Join join) {
		int start = Frame.begin(out, FrameType.JOIN, this.group);
		out.writeByte(WireCodes.code(join.role()));
		text(out, join.address());
		Frame.end(out, start);
	}

	void write(ByteBuf out, Handshake.JoinReply reply) {
		int start = Frame.begin(out, FrameType.JOIN_REPLY, this.group);
		code(out, reply.refusal());
		text(out, reply.reason());
		Frame.end(out, start);
	}

	void writeEmpty(ByteBuf out, FrameType type) {
		Frame.end(out, Frame.begin(out, type, this.group));
	}

	private static void point(ByteBuf out, SnapshotPoint point) {
		out.writeLong(point.index()).writeLong(point.term());
		out.writeLong(point.configurationIndex()).writeLong(point.timestampMillis());
		bytes(out, ConfigurationCodec.encode(point.configuration()));
	}

	private static void code(ByteBuf out, @Nullable ErrorCode code) {
		out.writeShort((code != null) ? code.code() : 0);
	}

	private static void text(ByteBuf out, String text) {
		bytes(out, text.getBytes(StandardCharsets.UTF_8));
	}

	private static void bytes(ByteBuf out, byte[] bytes) {
		out.writeInt(bytes.length).writeBytes(bytes);
	}

}
