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

package io.raftboot.machine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.raftboot.JsonSlice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class JacksonCodecTests {

	private static final JsonMapper trees = JsonMapper.shared();

	private final JacksonCodec codec = new JacksonCodec();

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"Put":["foo",123]}                          | Put[key=foo, value=123]
					{"Put":{"key":"foo","value":123}}            | Put[key=foo, value=123]
					 { "Put" : { "value" : [1, {"a":null}] , "key":"f" } }  | Put[key=f, value=[1,{"a":null}]]
					{"Put":["foo",null]}                         | Put[key=foo, value=null]
					{"Put":["foo",{"key":"a","value":1}]}        | Put[key=foo, value={"key":"a","value":1}]
					{"Put":["\\u00e9\\n",1e400]}                 | Put[key=é\\n, value=1E+400]
					{"Get":"foo"}                                | Get[key=foo]
					{"Get":["foo"]}                              | Get[key=foo]
					{"Get":{"key":"foo"}}                        | Get[key=foo]
					"List"                                       | List[]
					{"List":null}                                | List[]
					{"List":[]}                                  | List[]
					{"List":{}}                                  | List[]
					{"Many":["a","b"]}                           | Many[keys=[a, b]]
					{"Many":{"keys":["a"]}}                      | Many[keys=[a]]
					{"Any":{"value":{"value":1}}}                | Any[value={"value":1}]
					{"Any":{"other":1}}                          | Any[value={"other":1}]
					{"Any":{"value":1,"other":1}}                | Any[value={"value":1,"other":1}]
					{"Any":[1]}                                  | Any[value=[1]]
					{"Any":null}                                 | Any[value=null]
					{"Typed":[1,2.5,true,"RED",null,"x"]}        | Typed[number=1, factor=2.5, flag=true, color=RED, note=null, other=Optional[x]]
					{"Typed":{"number":1,"factor":2,"flag":true,"color":"RED"}} | Typed[number=1, factor=2.0, flag=true, color=RED, note=null, other=Optional.empty]
					{"Renamed":{"n":7}}                          | Renamed[number=7]
					{"Nested":[{"Get":"a"},["List",{"Get":"b"}]]} | Nested[first=Get[key=a], rest=[List[], Get[key=b]]]
					""")
	void goodInputsAreRead(String json, String expected) {
		assertThat(read(json)).hasToString(expected.replace("\\n", "\n"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{"Foo":1}                     | the input must be one of "Put", "Get", "List", "Many", "Any", "Typed", "Renamed", "Nested" but has the tag "Foo"
					"Foo"                         | the input must be one of "Put", "Get", "List", "Many", "Any", "Typed", "Renamed", "Nested" but has the tag "Foo"
					{}                            | the input must be one of "Put", "Get", "List", "Many", "Any", "Typed", "Renamed", "Nested"
					[1]                           | the input must be one of "Put", "Get", "List", "Many", "Any", "Typed", "Renamed", "Nested"
					5                             | the input must be one of "Put", "Get", "List", "Many", "Any", "Typed", "Renamed", "Nested"
					{"Put":["foo"]}               | "Put" must be {"Put":{"key":a string,"value":any JSON}} or {"Put":[key,value]} but "value" is missing
					{"Put":["foo",1,2]}           | "Put" must be {"Put":{"key":a string,"value":any JSON}} or {"Put":[key,value]} but has more than 2 values
					{"Put":{"key":"foo"}}         | "Put" must be {"Put":{"key":a string,"value":any JSON}} or {"Put":[key,value]} but "value" is missing
					{"Put":{"key":"a","value":1,"ttl":5}} | "Put" has the unknown field "ttl"; must be {"Put":{"key":a string,"value":any JSON}} or {"Put":[key,value]}
					{"Put":"foo"}                 | "Put" must be {"Put":{"key":a string,"value":any JSON}} or {"Put":[key,value]}
					"Put"                         | the input must be {"Put":{"key":a string,"value":any JSON}} or {"Put":[key,value]}: "Put" does not stand alone
					{"Put":[5,1]}                 | "Put.key" must be a string but is 5
					{"Put":[null,1]}              | "Put.key" must not be null
					{"Put":{"key":{"a":1},"value":1}} | "Put.key" must be a string but is {"a":1}
					{"Get":true}                  | "Get.key" must be a string but is true
					{"Get":"a","Put":["a",1]}     | the input has the field "Put" beside "Get"; must be {"Get":{"key":a string}} or {"Get":key}
					{"Typed":["1",2,true,"RED",null,null]}  | "Typed.number" must be a number (int) but is "1"
					{"Typed":[1.5,2,true,"RED",null,null]}  | "Typed.number" must be a number (int) but is 1.5
					{"Typed":[99999999999,2,true,"RED",null,null]} | "Typed.number" must be a number (int) but is 99999999999
					{"Typed":[1,"2",true,"RED",null,null]}  | "Typed.factor" must be a number but is "2"
					{"Typed":[1,2,1,"RED",null,null]}       | "Typed.flag" must be true or false but is 1
					{"Typed":[1,2,null,"RED",null,null]}    | "Typed.flag" must not be null
					{"Typed":[1,2,true,"BLUE",null,null]}   | "Typed.color" must be one of "RED", "GREEN" but is "BLUE"
					{"Many":"a"}                  | "Many.keys" must be an array but is "a"
					{"Many":["a",1]}              | "Many.keys[1]" must be a string but is 1
					{"Renamed":-1}                | "Renamed" is refused: n must not be negative
					{"Nested":[{"Get":1},[]]}     | "Nested.first.Get.key" must be a string but is 1
					null                          | the input must not be null
					""")
	void badInputsAreRefusedWithTheFieldTheValueAndWhatIsAllowed(String json, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> read(json)).withMessage(reason);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "{\"Put\":[\"a\",1]", "{\"Put\":[\"a\",1]}}", "\"List\" \"List\"", "{Put:[1,2]}",
			"{\"Put\":[\"a\",1],}", "{\"Put\":[\"a\",01]}", "{\"Put\":[\"a\",NaN]}", "{'Get':'a'}",
			"{\"Put\":[\"a\",{\"b\":1,\"b\":2}]}", "{\"Put\":{\"key\":\"a\",\"key\":\"b\",\"value\":1}}" })
	void whatIsNotOneJsonValueIsRefused(String json) {
		assertThatIllegalArgumentException().isThrownBy(() -> read(json))
			.withMessageStartingWith("cannot be read as one JSON value: ");
	}

	@Test
	void nestingIsBounded() {
		String deep = "{\"Put\":[\"a\"," + "[".repeat(300) + "]".repeat(300) + "]}";
		assertThatIllegalArgumentException().isThrownBy(() -> read(deep)).withMessageContaining("depth");
	}

	@Test
	void badUtf8IsRefused() {
		byte[] bytes = "{\"Get\":\"a_\"}".getBytes(StandardCharsets.ISO_8859_1);
		bytes[9] = (byte) 0xff;
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.codec.readInput(new JsonSlice(bytes, 0, bytes.length), Input.class));
	}

	@Test
	void onlyTheSliceIsRead() {
		byte[] bytes = "xx{\"Get\":\"a\"}yy".getBytes(StandardCharsets.UTF_8);
		assertThat(this.codec.readInput(new JsonSlice(bytes, 2, bytes.length - 4), Input.class))
			.isEqualTo(new Get("a"));
	}

	@Test
	void aLongValueIsShortenedInTheReason() {
		assertThatIllegalArgumentException().isThrownBy(() -> read("{\"Many\":\"" + "a".repeat(1000) + "\"}"))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(200));
	}

	@Test
	void whatIsWrittenIsReadAsTheSame() {
		for (Input input : List.of(new Put("a", trees.readTree("{\"x\":[1]}")), new Get("a"), new ListAll(),
				new Many(List.of("a", "b")), new Any(trees.readTree("{\"value\":{\"value\":1}}")),
				new Any(trees.readTree("[1]")), new Typed(1, 2.5, false, Color.GREEN, null, Optional.of("x")),
				new Renamed(3), new Nested(new Get("a"), List.of(new ListAll())))) {
			byte[] json = this.codec.writeInput(input);
			assertThat(this.codec.readInput(new JsonSlice(json, 0, json.length), Input.class)).isEqualTo(input);
		}
	}

	@Test
	void inputsAreWrittenTagged() {
		assertThat(new String(this.codec.writeInput(new Put("a", trees.readTree("1"))), StandardCharsets.UTF_8))
			.isEqualTo("{\"Put\":{\"key\":\"a\",\"value\":1}}");
		assertThat(new String(this.codec.writeInput(new ListAll()), StandardCharsets.UTF_8)).isEqualTo("\"List\"");
	}

	@Test
	void outputsAreWrittenAsJson() {
		assertThat(written(null)).isEqualTo("null");
		assertThat(written(true)).isEqualTo("true");
		assertThat(written(5L)).isEqualTo("5");
		assertThat(written(trees.readTree("123"))).isEqualTo("123");
		assertThat(written(trees.readTree("1.10"))).isEqualTo("1.1");
		assertThat(written(List.of("a"))).isEqualTo("[\"a\"]");
		assertThat(written(MissingNode.getInstance())).isEmpty();
	}

	@Test
	void anOutputThatCannotBeWrittenSaysWhy() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.codec.writeOutput(new Object()))
			.withMessageContaining("java.lang.Object");
	}

	@Test
	void outputsAreReadAsWhatTheCallerWants() {
		byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
		assertThat(this.codec.readOutput(json, JsonNode.class)).isEqualTo(trees.readTree("{\"a\":1}"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.codec.readOutput(json, Integer.class));
	}

	@Test
	void aPlainRecordIsReadByItsFields() {
		assertThat(this.codec.readInput(JsonSlice.of("{\"amount\":5}"), Plain.class)).isEqualTo(new Plain(5));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.codec.readInput(JsonSlice.of("{\"amount\":5,\"x\":1}"), Plain.class))
			.withMessageContaining("unknown field \"x\"");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.codec.readInput(JsonSlice.of("{\"amount\":\"a\"}"), Plain.class))
			.withMessage("\"amount\" must be a number (int) but is \"a\"");
	}

	private String written(@Nullable Object output) {
		return new String(this.codec.writeOutput(output), StandardCharsets.UTF_8);
	}

	private Object read(String json) {
		return this.codec.readInput(JsonSlice.of(json), Input.class);
	}

	record Plain(int amount) {
	}

	enum Color {

		RED, GREEN

	}

	sealed interface Input permits Put, Read, Typed, Renamed, Nested {

	}

	sealed interface Read extends Input permits Get, ListAll, Many, Any {

	}

	record Put(String key, JsonNode value) implements Input {
	}

	record Get(String key) implements Read {
	}

	@JsonTypeName("List")
	record ListAll() implements Read {

		@Override
		public String toString() {
			return "List[]";
		}

	}

	record Many(List<String> keys) implements Read {
	}

	record Any(JsonNode value) implements Read {
	}

	record Typed(int number, double factor, boolean flag, Color color, @Nullable String note,
			Optional<String> other) implements Input {
	}

	record Renamed(@JsonProperty("n") int number) implements Input {

		Renamed {
			if (number < 0) {
				throw new IllegalArgumentException("n must not be negative");
			}
		}

	}

	record Nested(Input first, List<Input> rest) implements Input {
	}

}
