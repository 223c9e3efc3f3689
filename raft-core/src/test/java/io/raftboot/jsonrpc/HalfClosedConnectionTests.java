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

package io.raftboot.jsonrpc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonLinesHandler} on a real connection whose client closes its half,
 * as {@code nc -N} does.
 */
class HalfClosedConnectionTests {

	private static final int REQUESTS = LineReplies.FIRST_WINDOW;

	private static final String LONG_ID = "x".repeat(3000);

	private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, transport());

	private final FakeNode node = new FakeNode();

	private Channel server;

	@BeforeEach
	void listen() throws InterruptedException {
		Dispatcher dispatcher = new Dispatcher(this.node, 1 << 20, 10);
		Class<? extends ServerChannel> type = Epoll.isAvailable() ? EpollServerSocketChannel.class
				: NioServerSocketChannel.class;
		this.server = new ServerBootstrap().group(this.loops).channel(type).childHandler(new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel channel) {
				channel.pipeline().addLast(new JsonLinesHandler(dispatcher), new ChannelInboundHandlerAdapter() {

					@Override
					public void userEventTriggered(ChannelHandlerContext context, Object event) {
						if (event instanceof ChannelInputShutdownEvent) {
							answerSoon(channel.eventLoop());
						}
					}

				});
			}

		}).bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
	}

	@AfterEach
	void close() {
		this.loops.shutdownGracefully();
	}

	/**
	 * The replies leave together and are more than a connection lets wait, so it stops
	 * and goes on after its input has ended.
	 */
	@Test
	void everyRequestIsAnsweredBeforeTheConnectionEnds() throws IOException {
		StringBuilder requests = new StringBuilder();
		StringBuilder replies = new StringBuilder();
		for (int i = 0; i < REQUESTS; i++) {
			String head = "{\"jsonrpc\":\"2.0\",\"id\":\"" + i + LONG_ID + "\",";
			requests.append(head)
				.append("\"method\":\"Apply\",\"params\":{\"kind\":\"Command\",\"input\":\"later\"}}\n");
			replies.append(head).append("\"result\":\"late\"}\n");
		}
		InetSocketAddress address = (InetSocketAddress) this.server.localAddress();
		try (Socket client = new Socket(address.getAddress(), address.getPort())) {
			client.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
			client.shutdownOutput();
			assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
				.isEqualTo(replies.toString());
		}
	}

	private void answerSoon(EventLoop loop) {
		// the transport takes a turn or two to leave the channel alone
		loop.schedule(this.node::answerLater, 50, TimeUnit.MILLISECONDS);
	}

	private static IoHandlerFactory transport() {
		return Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
	}

}
