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

import io.raftboot.JsonSlice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Dispatcher}.
 */
class DispatcherTests {

	private final FakeNode node = new FakeNode();

	private final Dispatcher dispatcher = new Dispatcher(this.node, 4096, 3);

	private final List<@Nullable String> replies = new ArrayList<>();

	@Test
	void applyHandsTheInputOverAsItWasWritten() {
		assertThat(
				call("""
						{"jsonrpc":"2.0","id":0,"method":"Apply","params":{"input": {"Put": [ "foo", 1.50e1 ] } ,"kind":"Command"}}"""))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"Put\": [ \"foo\", 1.50e1 ] }}");
		assertThat(this.node.calls).containsExactly("COMMAND {\"Put\": [ \"foo\", 1.50e1 ] }");
	}

	@Test
	void membersOfARequestComeInAnyOrderAndAtAnyOffset() {
		byte[] bytes = "xxx {\"params\":{\"kind\":\"LocalQuery\",\"input\":\"é\"},\"method\":\"Apply\",\"id\":\"ü\",\"jsonrpc\":\"2.0\"} yyy"
			.getBytes(StandardCharsets.UTF_8);
		this.dispatcher.dispatch(new JsonSlice(bytes, 3, bytes.length - 7), this::take);
		assertThat(this.replies).containsExactly("{\"jsonrpc\":\"2.0\",\"id\":\"ü\",\"result\":\"é\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "12345678901234567890123", "1.0", "1e3", "null", "\"\"", "\"a\\\"\\u00e9\"" })
	void idsComeBackAsWritten(String id) {
		assertThat(call("{\"jsonrpc\":\"2.0\",\"id\":" + id
				+ " ,\"method\":\"Apply\",\"params\":{\"kind\":\"Query\",\"input\":true}}"))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":true}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "true", "{\"a\":[1]}" })
	void otherIdsAreInvalid(String id) {
		assertThat(call("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"Apply\"}"))
			.startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"Invalid Request\"");
	}

	@Test
	void aSessionIsHandedOver() {
		call("""
				{"jsonrpc":"2.0","id":0,"method":"Apply","params":{"kind":"Command","input":1,"session":{"client":"c","sequence":7}}}""");
		assertThat(this.node.calls).containsExactly("COMMAND 1 Session[client=c, sequence=7]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "{}", "{\"client\":\"\",\"sequence\":1}", "{\"client\":\"c\",\"sequence\":0}",
			"{\"client\":\"c\",\"sequence\":1.5}", "{\"client\":1,\"sequence\":1}",
			"{\"client\":\"c\",\"sequence\":1,\"x\":1}", "{\"client\":\"c\",\"sequence\":99999999999999999999}" })
	void aBadSessionIsRefusedByName(String session) {
		assertThat(call(
				"{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"Apply\",\"params\":{\"kind\":\"Command\",\"input\":1,\"session\":"
						+ session + "}}"))
			.contains("\"code\":-32602", "session");
		assertThat(this.node.calls).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			textBlock = """
					{"input":1}                                    | "kind\\" must be \\"Command\\", \\"Query\\" or \\"LocalQuery\\" but is missing
					{"input":1,"kind":"Commando"}                  | but was \\"Commando\\"
					{"input":1,"kind":1}                           | but was 1
					{"kind":"Query"}                               | input\\" must be the machine's input but is missing
					{"kind":"Query","input":1,"inputs":2}          | inputs\\" is not a parameter of Apply
					{"kind":"Query","kind":"Query","input":1}      | kind\\" stands twice
					["Query",1]                                    | parameters go by name
					""")
	void badParametersAreRefusedByName(String params, String reason) {
		assertThat(call("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"Apply\",\"params\":" + params + "}"))
			.startsWith("{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":-32602,\"message\":\"Invalid params\"")
			.contains(reason);
		assertThat(this.node.calls).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
			garbage                                                    | -32700
			{"jsonrpc":"2.0","id":1,"method":"Apply"                   | -32700
			{"jsonrpc":"2.0","id":1,"method":"Apply"} x                | -32700
			{"jsonrpc":"2.0","id":1,"method":"Apply"} {}               | -32700
			17                                                         | -32600
			[]                                                         | -32600
			[1,2,3,4]                                                  | -32600
			{"id":1,"method":"Apply"}                                  | -32600
			{"jsonrpc":"1.0","id":1,"method":"Apply"}                  | -32600
			{"jsonrpc":"2.0","id":1}                                   | -32600
			{"jsonrpc":"2.0","id":1,"id":2,"method":"Apply"}           | -32600
			{"jsonrpc":"2.0","id":1,"method":7}                        | -32600
			{"jsonrpc":"2.0","id":1,"method":"Apply","params":7}       | -32600
			{"jsonrpc":"2.0","id":1,"method":"Apply","extra":7}        | -32600
			{"jsonrpc":"2.0","id":1,"method":"apply"}                  | -32601
			""")
	void whatIsNoRequestGetsTheErrorOfTheSpecification(String text, int code) {
		assertThat(call(text)).contains("\"error\":{\"code\":" + code + ",");
	}

	@Test
	void deepNestingIsRefused() {
		assertThat(call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Apply\",\"params\":{\"kind\":\"Query\",\"input\":"
				+ "[".repeat(1000) + "]".repeat(1000) + "}}"))
			.contains("-32700");
	}

	@Test
	void textThatIsNotUtf8IsRefused() {
		byte[] bytes = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.discover\"}".getBytes(StandardCharsets.UTF_16BE);
		this.dispatcher.dispatch(new JsonSlice(bytes, 0, bytes.length), this::take);
		assertThat(this.replies.get(0)).contains("-32700", "not UTF-8");
	}

	@Test
	void bytesThatAreNotUtf8AreRefusedWhereverTheyStand() {
		for (String text : List.of("\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00ff", "\u00c3")) {
			byte[] bytes = """
					{"jsonrpc":"2.0","id":1,"method":"Apply","params":{"kind":"Command","input":"%s"}}"""
				.formatted(text)
				.getBytes(StandardCharsets.ISO_8859_1);
			this.dispatcher.dispatch(new JsonSlice(bytes, 0, bytes.length), this::take);
		}
		assertThat(this.replies).hasSize(4).allSatisfy((reply) -> assertThat(reply).contains("-32700", "not UTF-8"));
		assertThat(this.node.calls).isEmpty();
	}

	@Test
	void theReasonOfAParseErrorSpeaksToTheClient() {
		assertThat(call("{\"jsonrpc\":")).contains("-32700").doesNotContain("Source", "`");
		assertThat(call("NaN")).contains("-32700").doesNotContain("enable", "`");
		assertThat(call("[".repeat(1000))).contains("-32700", "maximum allowed (200)").doesNotContain("`");
	}

	@Test
	void aRequestOverTheLimitIsRefused() {
		assertThat(call("\"" + "x".repeat(5000) + "\"")).contains("-32600", "raft.json-rpc.max-request-size");
	}

	@Test
	void failuresOfTheNodeKeepTheirCodeAndReason() {
		assertThat(call("""
				{"jsonrpc":"2.0","id":2,"method":"Apply","params":{"kind":"Command","input":"bad"}}"""))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":103,\"message\":\"Invalid machine input\","
					+ "\"data\":{\"reason\":\"\\\"bad\\\" is no \\\"input\\\"\"}}}");
		assertThat(call("""
				{"jsonrpc":"2.0","id":3,"method":"RemoveServer","params":{"addr":"a:1"}}"""))
			.isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":102,\"message\":\"Not a cluster member\"}}");
	}

	@Test
	void aNotificationIsCarriedOutAndNotAnswered() {
		assertThat(call("""
				{"jsonrpc":"2.0","method":"Apply","params":{"kind":"Command","input":1}}""")).isNull();
		assertThat(call("""
				{"jsonrpc":"2.0","method":"Apply","params":{"kind":"Command","input":"bad"}}""")).isNull();
		assertThat(call("{\"jsonrpc\":\"2.0\",\"method\":\"nothing\"}")).isNull();
		assertThat(this.node.calls).hasSize(2);
	}

	@Test
	void aBatchIsAnsweredInItsOrderOnceAllIsDone() {
		String batch = """
				[{"jsonrpc":"2.0","id":1,"method":"Apply","params":{"kind":"Command","input":"later"}},
				 {"jsonrpc":"2.0","method":"Apply","params":{"kind":"Command","input":2}}, 3]""";
		assertThat(call(batch)).isNull();
		assertThat(this.replies).isEmpty();
		this.node.answerLater();
		assertThat(this.replies).hasSize(1);
		assertThat(this.replies.get(0)).startsWith("[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"late\"},{")
			.contains("\"id\":null,\"error\":{\"code\":-32600")
			.endsWith("}]");
	}

	@Test
	void aBatchOfNotificationsIsNotAnswered() {
		assertThat(call("""
				[{"jsonrpc":"2.0","method":"Apply","params":{"kind":"Command","input":1}}]""")).isNull();
		assertThat(this.replies).hasSize(1);
	}

	@Test
	void nothingOfAMalformedBatchIsCarriedOut() {
		call("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Apply\",\"params\":{\"kind\":\"Command\",\"input\":1}},");
		assertThat(this.node.calls).isEmpty();
	}

	@Test
	void clusterMethodsAnswerInTheFormOfTheContract() {
		assertThat(call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"CreateCluster\"}"))
			.endsWith("\"result\":{\"members\":[\"127.0.0.1:4001\",\"127.0.0.1:4002\"]}}");
		call("""
				{"jsonrpc":"2.0","id":1,"method":"CreateCluster","params":{"min_election_timeout_ms":100,"max_election_timeout_ms":200}}""");
		call("""
				{"jsonrpc":"2.0","id":1,"method":"AddServer","params":{"addr":"h:1","role":"witness"}}""");
		assertThat(call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"TransferLeadership\"}"))
			.endsWith("\"result\":{\"leader\":\"127.0.0.1:4002\"}}");
		assertThat(call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"TakeSnapshot\",\"params\":{}}"))
			.endsWith("\"result\":{\"snapshot_index\":39}}");
		assertThat(this.node.calls).containsExactly("createCluster 300 2000", "createCluster 100 200",
				"addMember h:1 WITNESS", "transferLeadership null");
	}

	@ParameterizedTest
	@ValueSource(strings = { "h:0", "h:65536", "http://h:1", ":1", "h:", "h", "::1:4001", "h:1 " })
	void whatIsNoAddressReachesNoNode(String address) {
		assertThat(call("""
				{"jsonrpc":"2.0","id":1,"method":"AddServer","params":{"addr":"%s"}}""".formatted(address)))
			.contains("-32602", "addr", "host:port");
		assertThat(this.node.calls).isEmpty();
	}

	@Test
	void badAddressesAndRolesAreRefusedByName() {
		assertThat(call("""
				{"jsonrpc":"2.0","id":1,"method":"AddServer","params":{"addr":"nowhere"}}""")).contains("-32602",
				"addr", "nowhere", "host:port");
		assertThat(call("""
				{"jsonrpc":"2.0","id":1,"method":"AddServer","params":{"addr":"h:1","role":"boss"}}"""))
			.contains("-32602", "role", "boss");
	}

	@Test
	void theServerStateHasTheFieldsOfTheContractInOrder() {
		assertThat(call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"GetServerState\"}")).isEqualTo(
				"""
						{"jsonrpc":"2.0","id":1,"result":{"addr":"127.0.0.1:4001","node_id":1,"current_term":3,"voted_for":null,\
						"role":"Leader","leader":"127.0.0.1:4001","commit_index":7,"last_applied":6,"snapshot":{"term":0,"index":0},\
						"machines":{"system":{"min_election_timeout_ms":300,"max_election_timeout_ms":2000,"members":\
						{"1":{"addr":"127.0.0.1:4001","role":"voter"},"4":{"addr":"127.0.0.1:4002","role":"learner"}}},\
						"user":{"entries":{}}}}}""");
	}

	@Test
	void theServerStateComesWithoutTheMachineWhenAskedFor() {
		assertThat(call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"GetServerState\",\"params\":{\"user\":false}}"))
			.endsWith("\"user\":null}}}");
		assertThat(call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"GetServerState\",\"params\":{\"user\":1}}"))
			.contains("-32602", "user", "true or false");
	}

	@Test
	void discoverDescribesEveryMethod() {
		assertThat(call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"rpc.discover\"}"))
			.contains(Methods.NAMES.stream().map((name) -> "\"name\":\"" + name + "\"").toList());
	}

	private @Nullable String call(String text) {
		int before = this.replies.size();
		this.dispatcher.dispatch(JsonSlice.of(text), this::take);
		return (this.replies.size() > before) ? this.replies.get(before) : null;
	}

	private void take(byte @Nullable [] json) {
		this.replies.add((json != null) ? new String(json, StandardCharsets.UTF_8) : null);
	}

}
