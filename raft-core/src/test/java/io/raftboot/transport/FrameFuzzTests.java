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

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.Message;
import io.raftboot.consensus.SnapshotPoint;
import io.raftboot.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a peer sends, it is read or refused as a bad frame; nothing else is thrown.
 */
class FrameFuzzTests {

	private static final int GROUP = Frame.group("default");

	private static final SnapshotPoint POINT = new SnapshotPoint(100, 3,
			new Configuration(List.of(new Member(1, "a:1", MemberRole.VOTER), new Member(9, "b:2", MemberRole.WITNESS)),
					List.of(), 9, 150, 300),
			90, 1234);

	private final Fuzz fuzz = new Fuzz(corpus());

	@Test
	void whatHasTheRightChecksumIsReadOrRefused() {
		this.fuzz.run((random, input) -> {
			for (FrameType type : FrameType.values()) {
				ByteBuf payload = Unpooled.wrappedBuffer(input);
				payload.skipBytes(Math.min(Frame.HEADER_SIZE, input.length));
				try {
					Reading.read(type, payload);
				}
				catch (BadFrameException ex) {
					assertThat(ex.getMessage()).isNotEmpty();
				}
			}
		});
	}

	@Test
	void anyBytesAreReadOrEndTheConnection() {
		this.fuzz.run((random, input) -> {
			Reading reading = new Reading();
			EmbeddedChannel channel = new EmbeddedChannel(reading);
			byte[] sent = (random.nextBoolean()) ? input : withChecksum(random, input);
			int piece = 1 + random.nextInt(sent.length + 1);
			for (int from = 0; from < sent.length && channel.isOpen(); from += piece) {
				channel.writeInbound(Unpooled.copiedBuffer(sent, from, Math.min(piece, sent.length - from)));
			}
			channel.checkException();
			assertThat(reading.unexpected).isEmpty();
			channel.close();
		});
	}

	/** A frame whose header is right, whatever it carries. */
	private static byte[] withChecksum(Random random, byte[] payload) {
		ByteBuf out = Unpooled.buffer();
		FrameType[] types = FrameType.values();
		int start = Frame.begin(out, types[random.nextInt(types.length)], GROUP);
		out.writeBytes(payload);
		Frame.end(out, start);
		byte[] frame = new byte[out.readableBytes()];
		out.readBytes(frame);
		return frame;
	}

	private static List<byte[]> corpus() {
		FrameWriter writer = new FrameWriter(GROUP);
		List<byte[]> frames = new ArrayList<>();
		List<Message> messages = List.of(new Message.VoteRequest(1, 2, 3, 4, 5, true, false),
				new Message.AppendReply(1, 2, 3, false, 4, 5, 6, 7), new Message.Heartbeat(1, 2, 3, 4, 5, true),
				new Message.InstallSnapshot(1, 2, 3, POINT), new Message.AppendRequest(1, 2, 7, 41, 6, 40, 12,
						List.of(new Entry(42, 7, 1000, EntryType.COMMAND, new byte[] { '{', '}' }))));
		messages.forEach((message) -> {
			ByteBuf out = Unpooled.buffer();
			writer.write(out, message);
			frames.add(bytes(out));
		});
		List<PeerMessage> others = List.of(new PeerMessage.ForwardReply(9, 8, 0, 0, ErrorCode.BUSY),
				new PeerMessage.Forward(3, 4, 5, List.of(new byte[] { 1 }, new byte[0])),
				new PeerMessage.Call(5, PeerMessage.CallKind.ADD, "host:1", MemberRole.LEARNER),
				new PeerMessage.CallReply(6, null, "", POINT.configuration().members()),
				new PeerMessage.SnapshotPiece(new Message.InstallSnapshot(1, 2, 3, POINT), 500, 100, new byte[9]),
				new PeerMessage.SnapshotReply(100, 512, PeerMessage.TransferState.FAILED));
		others.forEach((message) -> {
			ByteBuf out = Unpooled.buffer();
			writer.write(out, message);
			frames.add(bytes(out));
		});
		ByteBuf hello = Unpooled.buffer();
		writer.write(hello, new Handshake.Hello(1, 2, 3, 4, "127.0.0.1:4001"));
		frames.add(bytes(hello));
		return frames;
	}

	private static byte[] bytes(ByteBuf out) {
		byte[] bytes = new byte[out.readableBytes()];
		out.readBytes(bytes);
		return bytes;
	}

	private static final class Reading extends FrameDecoder {

		private final List<Throwable> unexpected = new ArrayList<>();

		Reading() {
			super(GROUP);
		}

		@Override
		void frame(ChannelHandlerContext context, FrameType type, ByteBuf payload) throws BadFrameException {
			read(type, payload);
		}

		static void read(FrameType type, ByteBuf payload) throws BadFrameException {
			switch (type) {
				case HELLO -> FrameReader.hello(payload);
				case WELCOME -> FrameReader.welcome(payload);
				case REFUSED -> FrameReader.refused(payload);
				case JOIN -> FrameReader.join(payload);
				case JOIN_REPLY -> FrameReader.joinReply(payload);
				default -> {
					if (FrameReader.message(type, payload) == null) {
						FrameReader.peerMessage(type, payload);
					}
				}
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			this.unexpected.add(cause);
		}

	}

}
