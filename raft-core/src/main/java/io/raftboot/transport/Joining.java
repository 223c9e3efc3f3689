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

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.raftboot.ErrorCode;
import io.raftboot.MemberRole;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node without a cluster that asks members of one, in turn, to be added. What follows
 * is as if it had been added by hand: the leader dials it.
 */
final class Joining {

	private static final Logger logger = LoggerFactory.getLogger(Joining.class);

	private static final int DELAY = 1000;

	private final Transport transport;

	private final List<String> addresses;

	private final MemberRole role;

	private int next;

	private String lastProblem = "";

	Joining(Transport transport, List<String> addresses, MemberRole role) {
		this.transport = transport;
		this.addresses = addresses;
		this.role = role;
	}

	void ask() {
		if (this.transport.isClosed() || this.transport.inbox().nodeId() != 0) {
			return;
		}
		String address = this.addresses.get(this.next++ % this.addresses.size());
		this.transport.connect(address, new Asking(address), () -> again(address, "it cannot be reached"));
	}

	private void again(String address, String problem) {
		String sentence = address + " did not add this node: " + problem;
		if (!sentence.equals(this.lastProblem)) {
			this.lastProblem = sentence;
			logger.warn("{}. Asking again until one does", sentence);
		}
		this.transport.loop().schedule(this::ask, DELAY, TimeUnit.MILLISECONDS);
	}

	/** One question, one answer. */
	private final class Asking extends FrameDecoder {

		private final String address;

		private boolean answered;

		Asking(String address) {
			super(Joining.this.transport.group());
			this.address = address;
		}

		@Override
		public void channelActive(ChannelHandlerContext context) {
			ByteBuf out = context.alloc().buffer();
			String self = Joining.this.transport.settings().address();
			Joining.this.transport.writer().write(out, new Handshake.Join(self, Joining.this.role));
			context.writeAndFlush(out);
		}

		@Override
		void frame(ChannelHandlerContext context, FrameType type, ByteBuf payload) throws BadFrameException {
			if (type != FrameType.JOIN_REPLY) {
				throw new BadFrameException("\"" + type + "\" has no place here");
			}
			Handshake.JoinReply reply = FrameReader.joinReply(payload);
			this.answered = true;
			ErrorCode refusal = reply.refusal();
			if (refusal == null) {
				logger.info("{} has added this node", this.address);
			}
			else if (refusal == ErrorCode.SERVER_ALREADY_ADDED) {
				again(this.address, "its cluster has a member with this address already, with another data directory:"
						+ " remove that member first");
			}
			else {
				again(this.address, refusal.message() + (reply.reason().isEmpty() ? "" : ", " + reply.reason()));
			}
			close(context);
		}

		@Override
		public void channelInactive(ChannelHandlerContext context) throws Exception {
			if (!this.answered) {
				again(this.address, "it closed the connection");
			}
			super.channelInactive(context);
		}

	}

}
