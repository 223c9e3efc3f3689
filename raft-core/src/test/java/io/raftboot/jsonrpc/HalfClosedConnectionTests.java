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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.raftboot.transport.SocketPolling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SocketPolling}, by a client that closes its half, as {@code nc -N}
 * does, while the server has no interest in what it sends.
 */
class HalfClosedConnectionTests {

	private final FakeNode node = new FakeNode();

	private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, SocketPolling.factory());

	private Channel server;

	@BeforeEach
	void listen() throws InterruptedException {
		Dispatcher dispatcher = new Dispatcher(this.node, 1 << 20, 10);
		Class<? extends ServerChannel> type = Epoll.isAvailable() ? EpollServerSocketChannel.class
				: NioServerSocketChannel.class;
		this.server = new ServerBootstrap().group(this.loops).channel(type).childHandler(new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel channel) {
				channel.pipeline().addLast(new JsonLinesHandler(dispatcher));
			}

		}).bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
	}

	@AfterEach
	void close() {
		this.loops.shutdownGracefully();
	}

	@Test
	void moreRequestsThanAreTakenAtATimeAreAllAnswered() throws IOException {
		assertThatAllAreAnswered(LineReplies.FIRST_WINDOW * 3, "");
	}

	@Test
	void moreRepliesThanTheConnectionHoldsAllArrive() throws IOException {
		assertThatAllAreAnswered(12, "x".repeat(900_000));
	}

	private void assertThatAllAreAnswered(int count, String longId) throws IOException {
		StringBuilder requests = new StringBuilder();
		for (int i = 0; i < count; i++) {
			requests.append("{\"jsonrpc\":\"2.0\",\"id\":\"")
				.append(i)
				.append(longId)
				.append("\",\"method\":\"Apply\",\"params\":{\"kind\":\"Command\",\"input\":\"later\"}}\n");
		}
		InetSocketAddress address = (InetSocketAddress) this.server.localAddress();
		try (Socket client = new Socket(address.getAddress(), address.getPort())) {
			this.loops.scheduleWithFixedDelay(this.node::answerLater, 50, 50, TimeUnit.MILLISECONDS);
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, requests.toString()));
			String replies = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
			sent.join();
			assertThat(replies.lines().filter((line) -> line.endsWith("\"result\":\"late\"}"))).hasSize(count);
		}
	}

	/**
	 * Beside the reading, since the server reads no more while nobody takes its replies.
	 */
	private static void send(Socket client, String requests) {
		try {
			client.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
			client.shutdownOutput();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
