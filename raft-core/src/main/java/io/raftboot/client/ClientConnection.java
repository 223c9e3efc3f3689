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

package io.raftboot.client;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.raftboot.Tls;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One connection to one member: lines in, lines out.
 */
final class ClientConnection extends SimpleChannelInboundHandler<ByteBuf> {

	private final Listener listener;

	private ClientConnection(Listener listener) {
		this.listener = listener;
	}

	/**
	 * Connect. The listener is told on the loop, either way.
	 */
	static void open(EventLoop loop, InetSocketAddress address, ClientSettings settings, Listener listener) {
		ChannelFuture connecting = new Bootstrap().group(loop)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.attemptTimeout().toMillis())
			.handler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					Supplier<Tls> tls = settings.tls();
					if (tls != null) {
						SslHandler handler = new SslHandler(
								tls.get().clientEngine(address.getHostString(), address.getPort()));
						handler.setHandshakeTimeoutMillis(settings.attemptTimeout().toMillis());
						channel.pipeline().addLast(handler);
					}
					channel.pipeline()
						.addLast(new LineBasedFrameDecoder(settings.maxReplySize(), true, true),
								new ClientConnection(listener));
				}

			})
			.connect(address);
		connecting.addListener((future) -> {
			if (!future.isSuccess()) {
				listener.failed(String.valueOf(future.cause().getMessage()));
				listener.disconnected(null);
			}
		});
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		if (context.pipeline().get(SslHandler.class) == null) {
			this.listener.connected(context.channel());
		}
	}

	/**
	 * A call that waits for the end of a handshake surely was not sent.
	 */
	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent handshake) {
			if (handshake.isSuccess()) {
				this.listener.connected(context.channel());
			}
			else {
				failed(context, handshake.cause());
			}
		}
	}

	@Override
	protected void channelRead0(ChannelHandlerContext context, ByteBuf line) {
		this.listener.received(context.channel(),
				JsonMapper.shared().readTree((InputStream) new ByteBufInputStream(line)));
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		this.listener.disconnected(context.channel());
	}

	/**
	 * What is no reply, or too long to be one, ends the connection.
	 */
	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		failed(context, (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause);
		context.close();
	}

	private void failed(ChannelHandlerContext context, Throwable cause) {
		this.listener.failed(context.channel().remoteAddress() + ": " + cause);
	}

	/**
	 * Is told what happens, on the loop.
	 */
	interface Listener {

		void connected(Channel channel);

		void disconnected(@Nullable Channel channel);

		void received(Channel channel, JsonNode reply);

		/** Comes before the end of a connection that has a reason. */
		void failed(String reason);

	}

}
