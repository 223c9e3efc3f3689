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

import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.raftboot.ErrorCode;
import io.raftboot.RaftException;
import io.raftboot.consensus.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that another node has opened: what it sends is taken once it has said who
 * it is and whom it wants. Answers go out on this node's own connection to it.
 */
final class IncomingPeer extends FrameDecoder {

	private static final Logger logger = LoggerFactory.getLogger(IncomingPeer.class);

	private final Transport transport;

	private final Inbox inbox;

	private Handshake.@Nullable Hello hello;

	IncomingPeer(Transport transport) {
		super(transport.group());
		this.transport = transport;
		this.inbox = transport.inbox();
	}

	@Override
	void frame(ChannelHandlerContext context, FrameType type, ByteBuf payload) throws BadFrameException {
		Handshake.Hello sender = this.hello;
		if (sender == null) {
			if (type == FrameType.JOIN) {
				join(context, FrameReader.join(payload));
				return;
			}
			if (type != FrameType.HELLO) {
				throw new BadFrameException("\"" + type + "\" came before a handshake");
			}
			greet(context, FrameReader.hello(payload));
			return;
		}
		switch (type) {
			case PING -> answer(context, (out) -> this.transport.writer().writeEmpty(out, FrameType.PONG));
			case REFUSED -> {
				this.transport.refusals()
					.log(sender.address(), "Member " + sender.from() + " (" + sender.address() + ") refuses this node: "
							+ FrameReader.refused(payload).reason());
				close(context);
			}
			default -> message(context, sender, type, payload);
		}
	}

	@Override
	void bad(ChannelHandlerContext context, String reason) {
		String remote = Encryption.host(context.channel());
		this.transport.refusals().log(remote, "Closing the connection with " + remote + ": " + reason);
	}

	private void join(ChannelHandlerContext context, Handshake.Join join) {
		String impostor = this.transport.impostor(context.channel(), 0, join.address());
		if (impostor != null) {
			this.transport.refusals().log(join.address(), "Did not add " + join.address() + ": " + impostor);
			answer(context, (out) -> this.transport.writer()
				.write(out, new Handshake.JoinReply(ErrorCode.NOT_CLUSTER_MEMBER, impostor)), true);
			return;
		}
		logger.info("{} asks to be added as {}", join.address(), join.role());
		this.inbox.addMember(join.address(), join.role()).whenComplete((added, problem) -> {
			Throwable cause = (problem instanceof CompletionException) ? problem.getCause() : problem;
			Handshake.JoinReply reply = new Handshake.JoinReply(null, "");
			if (cause instanceof RaftException refused) {
				String reason = refused.reason();
				reply = new Handshake.JoinReply(refused.code(), (reason != null) ? reason : "");
			}
			else if (cause != null) {
				reply = new Handshake.JoinReply(ErrorCode.RESULT_UNKNOWN, cause.toString());
			}
			Handshake.JoinReply answer = reply;
			answer(context, (out) -> this.transport.writer().write(out, answer), true);
		});
	}

	private void greet(ChannelHandlerContext context, Handshake.Hello sender) {
		String impostor = this.transport.impostor(context.channel(), sender.from(), sender.address());
		// Before anything is remembered of it
		String problem = (impostor != null) ? impostor : problem(sender);
		if (problem != null) {
			this.transport.refusals()
				.log(sender.address(), "Refused member " + sender.from() + " (" + sender.address() + "): " + problem);
			answer(context, (out) -> this.transport.writer().write(out, new Handshake.Refused(problem)), true);
			return;
		}
		this.hello = sender;
		trust(this.transport.settings().maxFrameLength());
		this.transport.connected(sender.from(), context.channel());
		answer(context, (out) -> this.transport.writer().write(out, new Handshake.Welcome(this.inbox.directoryId())));
	}

	private @Nullable String problem(Handshake.Hello sender) {
		String self = this.transport.settings().address();
		if (this.inbox.clusterId() != 0 && this.inbox.clusterId() != sender.clusterId()) {
			return "it belongs to another cluster than " + self
					+ ": raft.members must be the same list on all founders, and a data directory stays with its cluster";
		}
		if (this.inbox.nodeId() != 0 && this.inbox.nodeId() != sender.to()) {
			return "it asks for member " + sender.to() + " at " + self + ", which is member " + this.inbox.nodeId();
		}
		if (this.inbox.nodeId() != 0 && !this.inbox.knows(sender.from(), sender.directoryId())) {
			return wiped(sender.from());
		}
		return null;
	}

	static String wiped(long member) {
		return "member " + member + " has another data directory than before, so its vote may be forgotten:"
				+ " remove that member, delete the new directory, and add it again";
	}

	private void message(ChannelHandlerContext context, Handshake.Hello sender, FrameType type, ByteBuf payload)
			throws BadFrameException {
		if (this.inbox.nodeId() == 0 && (!this.inbox.join(sender.clusterId(), sender.to())
				|| !this.inbox.knows(sender.from(), sender.directoryId()))) {
			close(context);
			return;
		}
		Message message = FrameReader.message(type, payload);
		if (message != null) {
			if (message.from() != sender.from() || message.to() != sender.to()) {
				throw new BadFrameException("it is from \"" + message.from() + "\" to \"" + message.to()
						+ "\" on a connection from \"" + sender.from() + "\" to \"" + sender.to() + "\"");
			}
			this.inbox.received(message);
			return;
		}
		PeerMessage other = FrameReader.peerMessage(type, payload);
		if (other == null) {
			throw new BadFrameException("\"" + type + "\" has no place here");
		}
		this.inbox.received(sender.from(), other);
	}

	private void answer(ChannelHandlerContext context, Consumer<ByteBuf> content) {
		answer(context, content, false);
	}

	private void answer(ChannelHandlerContext context, Consumer<ByteBuf> content, boolean last) {
		ByteBuf out = context.alloc().buffer();
		content.accept(out);
		var written = context.writeAndFlush(out);
		if (last) {
			written.addListener(ChannelFutureListener.CLOSE);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) throws Exception {
		Handshake.Hello sender = this.hello;
		if (sender != null) {
			this.transport.disconnected(sender.from(), context.channel());
		}
		super.channelInactive(context);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof IdleStateEvent) {
			logger.debug("Nothing came from {} for long", context.channel().remoteAddress());
			close(context);
		}
		else if (event instanceof ChannelInputShutdownEvent) {
			close(context);
		}
	}

}
