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

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.raftboot.Member;
import io.raftboot.consensus.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's connection to another member. Dials until it is there, and again when it is
 * lost; gathers the messages of one turn into one write. What cannot go out is dropped:
 * consensus sends again what is still of use.
 */
final class OutgoingPeer {

	private static final Logger logger = LoggerFactory.getLogger(OutgoingPeer.class);

	private static final int SHORTEST_DELAY = 50;

	private static final int LONGEST_DELAY = 1000;

	private final Transport transport;

	private final Member member;

	private final TransportMeters meters;

	private @Nullable Channel channel;

	/** Whether the handshake is over. */
	private boolean ready;

	private boolean closed;

	private int delay = SHORTEST_DELAY;

	private @Nullable ByteBuf pending;

	private int pendingMessages;

	private int dropped;

	/** Pings without an answer. */
	private int unanswered;

	OutgoingPeer(Transport transport, Member member) {
		this.transport = transport;
		this.member = member;
		this.meters = new TransportMeters(transport.meters(), transport.settings().group(), member.nodeId());
	}

	Member member() {
		return this.member;
	}

	boolean isReady() {
		return this.ready;
	}

	void dial() {
		if (this.closed) {
			return;
		}
		this.transport.connect(this.member.address(), new Handler(), this::redial);
	}

	private void redial() {
		if (this.closed) {
			return;
		}
		// Between half and the whole of the delay, so that nodes do not dial in step
		int wait = this.delay / 2 + this.transport.random().nextInt(this.delay / 2 + 1);
		this.delay = Math.min(LONGEST_DELAY, this.delay * 2);
		this.transport.loop().schedule(this::dial, wait, TimeUnit.MILLISECONDS);
	}

	void send(Message message) {
		ByteBuf out = buffer();
		if (out != null) {
			this.transport.writer().write(out, message);
			this.pendingMessages++;
		}
	}

	void send(PeerMessage message) {
		ByteBuf out = buffer();
		if (out != null) {
			this.transport.writer().write(out, message);
			this.pendingMessages++;
		}
	}

	/** Return where to write to, or count a dropped message. */
	private @Nullable ByteBuf buffer() {
		Channel open = this.channel;
		ByteBuf out = this.pending;
		if (open == null || !this.ready || !open.isWritable()
				|| (out != null && out.readableBytes() > this.transport.settings().maxPendingBytes())) {
			this.dropped++;
			return null;
		}
		if (out == null) {
			out = open.alloc().buffer(1024);
			this.pending = out;
		}
		return out;
	}

	/** Let everything gathered go out in one write. */
	void flush() {
		ByteBuf out = this.pending;
		Channel open = this.channel;
		this.pending = null;
		if (out != null && open != null) {
			this.meters.sent(this.pendingMessages, out.readableBytes());
			this.pendingMessages = 0;
			open.writeAndFlush(out, open.voidPromise());
		}
		if (this.dropped > 0) {
			this.meters.dropped(this.dropped);
			this.dropped = 0;
			this.transport.inbox().unreachable(this.member.nodeId());
		}
	}

	void close() {
		this.closed = true;
		Channel open = this.channel;
		if (open != null) {
			flush();
			open.close();
		}
		this.meters.close();
	}

	private void lost(Channel lost) {
		if (lost != this.channel) {
			return;
		}
		this.channel = null;
		boolean wasReady = this.ready;
		if (this.pending != null) {
			this.pending.release();
			this.pending = null;
			this.pendingMessages = 0;
		}
		this.ready = false;
		if (this.closed) {
			return;
		}
		if (wasReady) {
			logger.info("Lost the connection to member {} ({})", this.member.nodeId(), this.member.address());
			this.transport.inbox().unreachable(this.member.nodeId());
		}
		redial();
	}

	/** Speaks first, then only listens for what concerns the connection. */
	private final class Handler extends FrameDecoder {

		Handler() {
			super(OutgoingPeer.this.transport.group());
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			if (OutgoingPeer.this.closed) {
				context.close();
				return;
			}
			OutgoingPeer.this.channel = context.channel();
			OutgoingPeer.this.unanswered = 0;
			Inbox inbox = OutgoingPeer.this.transport.inbox();
			Handshake.Hello hello = new Handshake.Hello(inbox.clusterId(), inbox.nodeId(), inbox.directoryId(),
					OutgoingPeer.this.member.nodeId(), OutgoingPeer.this.transport.settings().address());
			write(context, (out) -> OutgoingPeer.this.transport.writer().write(out, hello), false);
			keepAlive(context);
		}

		@Override
		void frame(ChannelHandlerContext context, FrameType type, ByteBuf payload) throws BadFrameException {
			switch (type) {
				case WELCOME -> welcome(context, FrameReader.welcome(payload));
				case REFUSED -> {
					Member refusing = OutgoingPeer.this.member;
					OutgoingPeer.this.transport.refusals()
						.log(refusing.address(), "Member " + refusing.nodeId() + " (" + refusing.address()
								+ ") refuses this node: " + FrameReader.refused(payload).reason());
					OutgoingPeer.this.delay = LONGEST_DELAY;
					close(context);
				}
				case PONG -> OutgoingPeer.this.unanswered = 0;
				default -> answer(type, payload);
			}
		}

		/** Take what a member says that has no connection to this node yet. */
		private void answer(FrameType type, ByteBuf payload) throws BadFrameException {
			long number = OutgoingPeer.this.member.nodeId();
			Inbox inbox = OutgoingPeer.this.transport.inbox();
			Message message = FrameReader.message(type, payload);
			if (!OutgoingPeer.this.ready || (message != null && message.from() != number)) {
				throw new BadFrameException("\"" + type + "\" has no place here");
			}
			if (message != null) {
				inbox.received(message);
				return;
			}
			PeerMessage other = FrameReader.peerMessage(type, payload);
			if (other == null) {
				throw new BadFrameException("\"" + type + "\" has no place here");
			}
			inbox.received(number, other);
		}

		private void welcome(ChannelHandlerContext context, Handshake.Welcome welcome) {
			Member welcoming = OutgoingPeer.this.member;
			if (!OutgoingPeer.this.transport.inbox().knows(welcoming.nodeId(), welcome.directoryId())) {
				String reason = IncomingPeer.wiped(welcoming.nodeId());
				OutgoingPeer.this.transport.refusals()
					.log(welcoming.address(), "Refused " + welcoming.address() + ": " + reason);
				OutgoingPeer.this.delay = LONGEST_DELAY;
				write(context, (out) -> OutgoingPeer.this.transport.writer().write(out, new Handshake.Refused(reason)),
						true);
				return;
			}
			logger.info("Connected to member {} ({})", welcoming.nodeId(), welcoming.address());
			OutgoingPeer.this.transport.refusals().forget(welcoming.address());
			OutgoingPeer.this.ready = true;
			trust(OutgoingPeer.this.transport.settings().maxFrameLength());
			OutgoingPeer.this.delay = SHORTEST_DELAY;
			OutgoingPeer.this.unanswered = 0;
		}

		/** Notice a connection whose other end is gone without a word. */
		private void keepAlive(ChannelHandlerContext context) {
			int idle = OutgoingPeer.this.transport.settings().idleMillis();
			// Not at a fixed rate: a process that was stopped would catch up with all it
			// missed before it reads an answer
			var ping = context.executor().scheduleWithFixedDelay(() -> {
				if (OutgoingPeer.this.unanswered++ >= 3) {
					context.close();
				}
				else if (OutgoingPeer.this.ready) {
					write(context, (out) -> OutgoingPeer.this.transport.writer().writeEmpty(out, FrameType.PING),
							false);
				}
			}, idle, idle, TimeUnit.MILLISECONDS);
			context.channel().closeFuture().addListener((closing) -> ping.cancel(false));
		}

		private void write(ChannelHandlerContext context, Consumer<ByteBuf> content, boolean last) {
			ByteBuf out = context.alloc().buffer();
			content.accept(out);
			var written = context.writeAndFlush(out);
			if (last) {
				written.addListener(ChannelFutureListener.CLOSE);
			}
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) throws Exception {
			lost(context.channel());
			super.channelInactive(context);
		}

	}

}
