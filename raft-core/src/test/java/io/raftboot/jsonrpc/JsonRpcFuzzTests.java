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
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.raftboot.JsonSlice;
import io.raftboot.fuzz.Fuzz;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever comes in, each line gets one reply that is one, or none.
 */
class JsonRpcFuzzTests {

	private static final int MAX_REQUEST = 4096;

	private final Fuzz fuzz = new Fuzz(Stream.of("""
			{"jsonrpc":"2.0","id":7,"method":"Apply","params":{"input":{"Put":["foo",1.5e1]},"kind":"Command"}}""", """
			{"jsonrpc":"2.0","id":"a\\"é","method":"Apply","params":{"kind":"LocalQuery","input":"\\u00e9 ü"}}""",
			"""
					{"jsonrpc":"2.0","id":null,"method":"Apply","params":{"input":[[[]],{"a":{}}],"kind":"Query","session":{"client":"c","sequence":7}}}""",
			"""
					[{"jsonrpc":"2.0","id":1,"method":"GetServerState"},{"jsonrpc":"2.0","method":"TakeSnapshot"},{"jsonrpc":"2.0","id":2,"method":"rpc.discover"}]""",
			"""
					{"jsonrpc":"2.0","id":-0.5,"method":"CreateCluster","params":{"min_election_timeout_ms":300,"max_election_timeout_ms":2000}}""",
			"""
					{"jsonrpc":"2.0","id":3,"method":"AddServer","params":{"addr":"127.0.0.1:4001","role":"witness"}}""",
			"""
					{"jsonrpc":"2.0","id":4,"method":"TransferLeadership","params":{"addr":"127.0.0.1:4001"}}""")
		.map((text) -> text.getBytes(StandardCharsets.UTF_8))
		.toList());

	private final Dispatcher dispatcher = new Dispatcher(new FakeNode(), MAX_REQUEST, 10);

	@Test
	void everyTextGetsOneReplyOrNone() {
		this.fuzz.run((random, input) -> {
			List<byte[]> replies = new ArrayList<>();
			this.dispatcher.dispatch(new JsonSlice(input, 0, input.length),
					(reply) -> replies.add((reply != null) ? reply : new byte[0]));
			assertThat(replies).hasSize(1);
			if (replies.get(0).length > 0) {
				assertReply(replies.get(0));
			}
		});
	}

	@Test
	void theFastWayFindsWhatTheSlowOneFinds() {
		RequestParser parser = new RequestParser(10);
		this.fuzz.run((random, input) -> {
			JsonSlice json = new JsonSlice(input, 0, input.length);
			assertThat(found(() -> parser.parse(json))).isEqualTo(found(() -> parser.parseAny(json)));
		});
	}

	private static String found(Parsing parsing) {
		try {
			RequestParser.Parsed parsed = parsing.parse();
			StringBuilder text = new StringBuilder(parsed.batch() ? "batch" : "one");
			for (Request request : parsed.requests()) {
				byte[] id = request.id();
				text.append('\n')
					.append((id != null) ? new String(id, StandardCharsets.UTF_8) : "none")
					.append(' ')
					.append(request.method())
					.append(' ')
					.append(request.params())
					.append(' ')
					.append(request.error());
			}
			return text.toString();
		}
		catch (RpcException ex) {
			return ex.error().toString();
		}
	}

	@Test
	void howALineIsCutOnTheWayMakesNoDifference() {
		this.fuzz.run((random, input) -> {
			byte[] lines = new String(input, StandardCharsets.ISO_8859_1).replace("later", "sooner")
				.concat("\n{\"x\n")
				.repeat(2)
				.getBytes(StandardCharsets.ISO_8859_1);
			String whole = exchange(lines, lines.length);
			assertThat(exchange(lines, 1 + random.nextInt(20))).isEqualTo(whole);
			for (String reply : whole.split("\n")) {
				assertReply(reply.getBytes(StandardCharsets.UTF_8));
			}
		});
	}

	private String exchange(byte[] lines, int piece) {
		EmbeddedChannel channel = new EmbeddedChannel(new JsonLinesHandler(this.dispatcher));
		for (int from = 0; from < lines.length; from += piece) {
			channel.writeInbound(Unpooled.copiedBuffer(lines, from, Math.min(piece, lines.length - from)));
		}
		channel.runPendingTasks();
		assertThat(channel.isOpen()).isTrue();
		ByteBuf all = Unpooled.buffer();
		for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
			all.writeBytes(out);
			out.release();
		}
		channel.close();
		return all.toString(StandardCharsets.UTF_8);
	}

	private static void assertReply(byte[] bytes) {
		JsonNode reply = JsonMapper.shared().readTree(bytes);
		for (JsonNode each : reply.isArray() ? reply.values() : List.of(reply)) {
			assertThat(each.path("jsonrpc").asString()).isEqualTo("2.0");
			assertThat(each.has("result")).isNotEqualTo(each.path("error").path("code").isInt());
			assertThat(each.get("id")).isNotNull();
		}
	}

	private interface Parsing {

		RequestParser.Parsed parse() throws RpcException;

	}

}
