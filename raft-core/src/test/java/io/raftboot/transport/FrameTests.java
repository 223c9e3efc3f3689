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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrameTests {

	private static final int GROUP = Frame.group("default");

	private final FrameWriter writer = new FrameWriter(GROUP);

	private static final SnapshotPoint POINT = new SnapshotPoint(100, 3,
			new Configuration(List.of(new Member(1, "a:1", MemberRole.VOTER), new Member(9, "b:2", MemberRole.WITNESS)),
					List.of(), 9, 150, 300),
			90, 1234);

	@Test
	void everyMessageOfConsensusComesBackAsItWas() {
		List<Message> messages = List.of(new Message.VoteRequest(1, 2, 3, 4, 5, true, false),
				new Message.VoteReply(1, 2, 3, true, false), new Message.AppendReply(1, 2, 3, false, 4, 5, 6, 7),
				new Message.CommitNotice(1, 2, 3, 4, 5), new Message.Heartbeat(1, 2, 3, 4, 5, true),
				new Message.HeartbeatReply(1, 2, 3, 4, false), new Message.InstallSnapshot(1, 2, 3, POINT),
				new Message.ReadIndexRequest(1, 2, 3, 4), new Message.ReadIndexReply(1, 2, 3, 4, 5),
				new Message.TimeoutNow(1, 2, 3));
		Received received = new Received();
		ByteBuf out = Unpooled.buffer();
		messages.forEach((message) -> this.writer.write(out, message));
		received.feed(out);
		assertThat(received.messages).isEqualTo(messages);
	}

	@Test
	void entriesComeBackWithTheirIndicesAndPayloads() {
		Message.AppendRequest request = new Message.AppendRequest(1, 2, 7, 41, 6, 40, 12,
				List.of(new Entry(42, 7, 1000, EntryType.COMMAND, "{}".getBytes(StandardCharsets.UTF_8)),
						new Entry(43, 7, 1001, EntryType.NO_OP, new byte[0])));
		Received received = new Received();
		ByteBuf out = Unpooled.buffer();
		this.writer.write(out, request);
		received.feed(out);
		Message.AppendRequest read = (Message.AppendRequest) received.messages.get(0);
		assertThat(read.entries()).extracting(Entry::index).containsExactly(42L, 43L);
		assertThat(read.entries()).extracting(Entry::term).containsExactly(7L, 7L);
		assertThat(read.entries()).extracting(Entry::timestampMillis).containsExactly(1000L, 1001L);
		assertThat(read.entries().get(0).payload()).asString().isEqualTo("{}");
		assertThat(read.entries().get(1).type()).isEqualTo(EntryType.NO_OP);
		assertThat(read.previousIndex()).isEqualTo(41);
		assertThat(read.round()).isEqualTo(12);
	}

	@Test
	void everyMessageOfReplicasComesBackAsItWas() {
		List<PeerMessage> messages = List.of(new PeerMessage.ForwardReply(9, 8, 7, 6, null),
				new PeerMessage.ForwardReply(9, 8, 0, 0, ErrorCode.BUSY),
				new PeerMessage.Call(5, PeerMessage.CallKind.ADD, "host:1", MemberRole.LEARNER),
				new PeerMessage.CallReply(5, ErrorCode.NOT_CLUSTER_MEMBER, "why", List.of()),
				new PeerMessage.CallReply(6, null, "", POINT.configuration().members()),
				new PeerMessage.SnapshotReply(100, 512, PeerMessage.TransferState.FAILED),
				new PeerMessage.TakeSnapshot(), new PeerMessage.Removed());
		Received received = new Received();
		ByteBuf out = Unpooled.buffer();
		messages.forEach((message) -> this.writer.write(out, message));
		received.feed(out);
		assertThat(received.peerMessages).isEqualTo(messages);
	}

	@Test
	void forwardedPayloadsAndPiecesComeBackAsTheyWere() {
		Received received = new Received();
		ByteBuf out = Unpooled.buffer();
		this.writer.write(out, new PeerMessage.Forward(3, 4, 5, List.of(new byte[] { 1 }, new byte[0])));
		this.writer.write(out, new PeerMessage.SnapshotPiece(new Message.InstallSnapshot(1, 2, 3, POINT), 500, 100,
				new byte[] { 7, 8 }));
		received.feed(out);
		PeerMessage.Forward forward = (PeerMessage.Forward) received.peerMessages.get(0);
		assertThat(forward.payloads()).containsExactly(new byte[] { 1 }, new byte[0]);
		assertThat(forward.batch()).isEqualTo(5);
		PeerMessage.SnapshotPiece piece = (PeerMessage.SnapshotPiece) received.peerMessages.get(1);
		assertThat(piece.install().snapshot()).isEqualTo(POINT);
		assertThat(piece.position()).isEqualTo(100);
		assertThat(piece.bytes()).containsExactly(7, 8);
	}

	@Test
	void framesMayArriveByteByByte() {
		Received received = new Received();
		ByteBuf out = Unpooled.buffer();
		this.writer.write(out, new Message.TimeoutNow(1, 2, 3));
		this.writer.write(out, new Message.TimeoutNow(1, 2, 4));
		while (out.isReadable()) {
			received.feed(out.readRetainedSlice(1));
		}
		assertThat(received.messages).hasSize(2);
		assertThat(received.channel.isOpen()).isTrue();
	}

	@Test
	void aFlippedByteAnywhereClosesTheConnection() {
		ByteBuf good = Unpooled.buffer();
		this.writer.write(good, new Message.AppendRequest(1, 2, 7, 41, 6, 40, 12,
				List.of(new Entry(42, 7, 1000, EntryType.COMMAND, new byte[20]))));
		for (int i = 0; i < good.readableBytes(); i++) {
			ByteBuf bad = good.copy();
			bad.setByte(i, bad.getByte(i) ^ 0x40);
			Received received = new Received();
			received.feed(bad);
			assertThat(received.messages).as("byte %s", i).isEmpty();
			// A longer length waits for bytes that never come, all else is seen at once
			assertThat(received.channel.isOpen()).as("byte %s", i).isEqualTo(i >= 8 && i < 12 && received.waits);
		}
	}

	@Test
	void aFrameLongerThanTheLimitIsNotWaitedFor() {
		ByteBuf out = Unpooled.buffer();
		this.writer.write(out, new Message.TimeoutNow(1, 2, 3));
		out.setInt(8, 1 << 30);
		Received received = new Received();
		received.feed(out.slice(0, Frame.HEADER_SIZE));
		assertThat(received.channel.isOpen()).isFalse();
	}

	@Test
	void aFrameOfAnotherGroupIsRefused() {
		ByteBuf out = Unpooled.buffer();
		new FrameWriter(Frame.group("other")).write(out, new Message.TimeoutNow(1, 2, 3));
		Received received = new Received();
		received.feed(out);
		assertThat(received.messages).isEmpty();
		assertThat(received.channel.isOpen()).isFalse();
	}

	@Test
	void countsThatDoNotFitAreRefusedBeforeAnythingIsAllocated() {
		ByteBuf out = Unpooled.buffer();
		int start = Frame.begin(out, FrameType.APPEND_REQUEST, GROUP);
		out.writeZero(7 * Long.BYTES).writeInt(Integer.MAX_VALUE);
		Frame.end(out, start);
		Received received = new Received();
		received.feed(out);
		assertThat(received.messages).isEmpty();
		assertThat(received.channel.isOpen()).isFalse();
	}

	@Test
	void randomPayloadsWithRightChecksumsNeverDoMoreThanCloseTheConnection() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		FrameType[] types = FrameType.values();
		for (int i = 0; i < 3_000; i++) {
			ByteBuf out = Unpooled.buffer();
			int start = Frame.begin(out, types[random.nextInt(types.length)], GROUP);
			byte[] payload = new byte[random.nextInt(120)];
			if (random.nextBoolean()) {
				random.nextBytes(payload);
			}
			out.writeBytes(payload);
			Frame.end(out, start);
			Received received = new Received();
			received.feed(out);
			assertThat(received.failure).as("seed %s, frame %s", seed, i).isNull();
		}
	}

	@Test
	void randomBytesNeverDoMoreThanCloseTheConnection() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int i = 0; i < 1_000; i++) {
			byte[] bytes = new byte[random.nextInt(200)];
			random.nextBytes(bytes);
			if (bytes.length > 1) {
				bytes[0] = Frame.MAGIC;
				bytes[1] = Frame.VERSION;
			}
			Received received = new Received();
			received.feed(Unpooled.wrappedBuffer(bytes));
			assertThat(received.failure).as("seed %s, frame %s", seed, i).isNull();
			assertThat(received.messages).isEmpty();
		}
	}

	/** A connection on which everything is taken. */
	private static final class Received extends FrameDecoder {

		private final List<Message> messages = new ArrayList<>();

		private final List<PeerMessage> peerMessages = new ArrayList<>();

		private final EmbeddedChannel channel;

		private boolean waits;

		private Throwable failure;

		Received() {
			super(GROUP);
			trust(1 << 20);
			this.channel = new EmbeddedChannel(this);
		}

		void feed(ByteBuf bytes) {
			this.waits = bytes.readableBytes() > 11
					&& bytes.getInt(bytes.readerIndex() + 8) > bytes.readableBytes() - Frame.HEADER_SIZE
					&& bytes.getInt(bytes.readerIndex() + 8) <= 1 << 20;
			this.channel.writeInbound(bytes);
		}

		@Override
		void frame(ChannelHandlerContext context, FrameType type, ByteBuf payload) throws BadFrameException {
			Message message = FrameReader.message(type, payload);
			if (message != null) {
				this.messages.add(message);
				return;
			}
			PeerMessage other = FrameReader.peerMessage(type, payload);
			if (other != null) {
				this.peerMessages.add(other);
			}
			else if (type == FrameType.HELLO) {
				assertThat(FrameReader.hello(payload)).isNotNull();
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
			this.failure = cause;
		}

	}

}
