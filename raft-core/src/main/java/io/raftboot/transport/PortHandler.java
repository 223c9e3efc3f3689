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

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells by the first byte of a connection whether a peer or a client has opened it, and
 * gives way to the handlers of the one or the other.
 */
final class PortHandler extends ChannelInboundHandlerAdapter {

	private static final Logger logger = LoggerFactory.getLogger(PortHandler.class);

	/** How a TLS handshake begins. */
	private static final byte TLS_HANDSHAKE = 22;

	private final Transport transport;

	PortHandler(Transport transport) {
		this.transport = transport;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		ByteBuf bytes = (ByteBuf) message;
		if (!bytes.isReadable()) {
			bytes.release();
			return;
		}
		ChannelPipeline pipeline = context.pipeline();
		byte first = bytes.getByte(bytes.readerIndex());
		if (first == TLS_HANDSHAKE && !this.transport.isEncrypted()) {
			String remote = Encryption.host(context.channel());
			this.transport.refusals()
				.log(remote, "Refused " + remote
						+ ": it speaks TLS, and this node does not: set raft.ssl.bundle on all nodes or on none");
			bytes.release();
			context.close();
			return;
		}
		if (first == Frame.MAGIC) {
			long silence = 5L * this.transport.settings().idleMillis();
			pipeline.addLast(new IdleStateHandler(silence, 0, 0, TimeUnit.MILLISECONDS),
					new IncomingPeer(this.transport));
		}
		else {
			ChannelHandler client = this.transport.newClientHandler();
			if (client != null && !this.transport.strangers().isClient(context.channel())) {
				String remote = Encryption.host(context.channel());
				this.transport.refusals()
					.log(remote, "Refused " + remote + ": there are " + Strangers.MAX_CLIENTS + " clients already");
				bytes.release();
				context.close();
				return;
			}
			if (client == null) {
				logger.debug("Closing {}: clients are not served on this port", context.channel().remoteAddress());
				ReferenceCountUtil.release(message);
				context.close();
				return;
			}
			pipeline.addLast(client);
		}
		context.fireChannelRead(message);
		pipeline.remove(this);
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof ChannelInputShutdownEvent) {
			context.close();
		}
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("The connection with {} failed", context.channel().remoteAddress(), cause);
		context.close();
	}

}
