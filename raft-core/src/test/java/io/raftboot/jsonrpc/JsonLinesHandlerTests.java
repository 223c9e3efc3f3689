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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.raftboot.JsonSlice;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JsonLinesHandler}.
 */
class JsonLinesHandlerTests {

	private static final int MAX_LINE = 1000;

	private final FakeNode node = new FakeNode();

	private final EmbeddedChannel channel = new EmbeddedChannel(
			new JsonLinesHandler(new Dispatcher(this.node, MAX_LINE, 10)));

	@Test
	void eachLineGetsOneLine() {
		send(request(1) + "\n" + request(2) + "\r\n\n  \n" + request(3));
		assertThat(received()).isEqualTo(result(1) + result(2));
		send("\n");
		assertThat(received()).isEqualTo(result(3));
	}

	@Test
	void aBadLineGetsOneErrorAndTheConnectionGoesOn() {
		send("garbage\n" + request(1) + "\n");
		assertThat(received()).contains("-32700").endsWith(result(1));
		assertThat(this.channel.isOpen()).isTrue();
	}

	@Test
	void aLineOverTheLimitIsSkippedInBoundedMemory() {
		for (int i = 0; i < 1000; i++) {
			send("x".repeat(777));
		}
		String error = received();
		assertThat(error).contains("-32600").hasLineCount(1);
		send("yy\n" + request(1) + "\n");
		assertThat(received()).isEqualTo(result(1));
	}

	@Test
	void aLineOverTheLimitThatComesInOnePieceIsSkipped() {
		send("x".repeat(MAX_LINE + 1) + "\n" + request(1) + "\n");
		assertThat(received()).contains("-32600").hasLineCount(2).endsWith(result(1));
	}

	@Test
	void linesAreTheSameHoweverTheBytesArrive() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		StringBuilder lines = new StringBuilder();
		StringBuilder expected = new StringBuilder();
		for (int i = 0; i < 500; i++) {
			lines.append(" ".repeat(random.nextInt(300))).append(request(i)).append('\n');
			expected.append(result(i));
		}
		StringBuilder received = new StringBuilder();
		for (int from = 0; from < lines.length();) {
			int to = Math.min(lines.length(), from + 1 + random.nextInt(random.nextBoolean() ? 10 : 3000));
			send(lines.substring(from, to));
			received.append(received());
			from = to;
		}
		assertThat(received).as("seed %d", seed).hasToString(expected.toString());
	}

	@Test
	void whatIsInFlightIsAnsweredAfterTheClientClosedItsHalf() {
		send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Apply\",\"params\":{\"kind\":\"Command\",\"input\":\"later\"}}\n"
				+ request(2));
		this.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
		this.channel.runPendingTasks();
		assertThat(received()).isEqualTo(result(2));
		assertThat(this.channel.isOpen()).isTrue();
		this.node.answerLater();
		this.channel.runPendingTasks();
		assertThat(received()).contains("\"late\"");
		assertThat(this.channel.isOpen()).isFalse();
	}

	@Test
	void aClientThatDoesNotReadIsNotReadFrom() {
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
		this.channel.runPendingTasks();
		assertThat(this.channel.config().isAutoRead()).isFalse();
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
		this.channel.runPendingTasks();
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	@Test
	void aClientThatDoesNotReadIsNotServedFurtherUntilItReads() {
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
		this.channel.runPendingTasks();
		send(request(1) + "\n" + request(2) + "\n");
		assertThat(this.node.calls).isEmpty();
		this.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
		this.channel.runPendingTasks();
		assertThat(received()).isEqualTo(result(1) + result(2));
	}

	@Test
	void requestsBeyondTheMostInFlightWaitForReplies() {
		String later = request(1).replace("\"input\":1", "\"input\":\"later\"") + "\n";
		send((request(1) + "\n").repeat(LineReplies.MAX_EXPECTED));
		assertThat(received()).hasLineCount(LineReplies.MAX_EXPECTED);
		this.node.calls.clear();
		send(later.repeat(3 * LineReplies.MAX_EXPECTED));
		assertThat(this.node.calls).hasSizeBetween(LineReplies.MAX_EXPECTED, 2 * LineReplies.MAX_EXPECTED);
		assertThat(this.channel.config().isAutoRead()).isFalse();
		long answered = 0;
		while (answered < 3 * LineReplies.MAX_EXPECTED) {
			this.node.answerLater();
			this.channel.runPendingTasks();
			answered += received().lines().count();
		}
		assertThat(this.channel.config().isAutoRead()).isTrue();
	}

	private static String request(int id) {
		return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"Apply\",\"params\":{\"kind\":\"Query\",\"input\":"
				+ id + "}}";
	}

	private static String result(int id) {
		return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + id + "}\n";
	}

	@Test
	void unfinishedLinesOfAllConnectionsAreBoundedTogether() {
		LineMemory memory = new LineMemory(20_000);
		List<String> lines = new ArrayList<>();
		LineReader.Lines sink = sink(lines);
		LineReader first = new LineReader(16_000, memory, sink);
		LineReader second = new LineReader(16_000, memory, sink);
		first.read(Unpooled.copiedBuffer("a".repeat(9000), StandardCharsets.UTF_8));
		second.read(Unpooled.copiedBuffer("b".repeat(9000), StandardCharsets.UTF_8));
		assertThat(lines).containsExactly("no room");
		second.read(Unpooled.copiedBuffer("b\nshort\n", StandardCharsets.UTF_8));
		assertThat(lines).containsExactly("no room", "short");
		first.close();
		second.read(Unpooled.copiedBuffer("b".repeat(9000) + "\n", StandardCharsets.UTF_8));
		assertThat(lines).hasSize(3).last().asString().hasSize(9000);
	}

	private static LineReader.Lines sink(List<String> lines) {
		return new LineReader.Lines() {

			@Override
			public void line(JsonSlice line) {
				lines.add(line.toString());
			}

			@Override
			public void tooLong() {
				lines.add("too long");
			}

			@Override
			public void noRoom() {
				lines.add("no room");
			}

		};
	}

	@Test
	void largeRepliesAreNotAllProducedAtOnce() {
		LineReplies replies = new LineReplies(this.channel.pipeline().firstContext(), () -> {
		});
		for (int i = 0; i < 32; i++) {
			assertThat(replies.haveRoom()).isTrue();
			replies.expectOne();
		}
		assertThat(replies.haveRoom()).as("nothing is known of its replies").isFalse();
		replies.reply(new byte[4 << 20]);
		this.channel.runPendingTasks();
		assertThat(replies.haveRoom()).isFalse();
		for (int i = 0; i < 31; i++) {
			replies.reply(new byte[10]);
		}
		this.channel.runPendingTasks();
		assertThat(replies.haveRoom()).isTrue();
	}

	private void send(String text) {
		this.channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
		this.channel.runPendingTasks();
	}

	private String received() {
		StringBuilder text = new StringBuilder();
		for (ByteBuf out = this.channel.readOutbound(); out != null; out = this.channel.readOutbound()) {
			text.append(out.toString(StandardCharsets.UTF_8));
			out.release();
		}
		return text.toString();
	}

}
