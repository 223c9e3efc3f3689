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
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.raftboot.JsonSlice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RequestScanner}: what it takes, the parser takes in the same way.
 */
class RequestScannerTests {

	private static final int MUTATIONS = 200_000;

	private static final int MAX_BATCH = 3;

	private static final List<String> COMMON = List.of(
			"{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"Apply\",\"params\":{\"input\":{\"Put\":[\"foo\",123]},\"kind\":\"Command\"}}",
			"{\"jsonrpc\": \"2.0\", \"method\": \"Apply\", \"params\": {\"kind\": \"Query\", \"input\": {\"Get\": \"foo\"}}, \"id\": \"a-1\"}\r",
			"{\"jsonrpc\":\"2.0\",\"method\":\"Apply\",\"params\":{\"kind\":\"LocalQuery\",\"input\":\"List\"}}",
			"{\"id\":-1.5e+3,\"jsonrpc\":\"2.0\",\"method\":\"Apply\",\"params\":{\"session\":{\"client\":\"c\",\"sequence\":7},"
					+ "\"kind\":\"Command\",\"input\":{\"Put\":{\"key\":\"k\",\"value\":[[],{},true,false,null,0.5,-0,1E9]}}}}");

	private final RequestParser parser = new RequestParser(MAX_BATCH);

	@Test
	void commonRequestsAreScanned() throws Exception {
		for (String request : COMMON) {
			assertThat(RequestScanner.scan(JsonSlice.of(request), MAX_BATCH)).as(request).isNotNull();
			assertTakenAlike(request);
		}
	}

	@Test
	void batchesAreScanned() throws Exception {
		for (String batch : batches()) {
			assertThat(RequestScanner.scan(JsonSlice.of(batch), MAX_BATCH)).as(batch).isNotNull();
			assertTakenAlike(batch);
		}
	}

	@Test
	void aBatchThatIsTooLargeIsLeftToTheParser() {
		String batch = "[" + String.join(",", Collections.nCopies(MAX_BATCH + 1, COMMON.get(0))) + "]";
		assertThat(RequestScanner.scan(JsonSlice.of(batch), MAX_BATCH)).isNull();
	}

	private static List<String> batches() {
		return List.of("[" + COMMON.get(0) + "]", "[" + String.join(" ,\n", COMMON.subList(0, 3)) + " ] ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "{}", "", " ", "{\"jsonrpc\":\"2.0\"}",
			"{\"jsonrpc\":\"2.0\",\"id\":01,\"method\":\"Apply\",\"params\":{\"kind\":\"Query\",\"input\":1}}",
			"{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"Apply\",\"params\":{\"kind\":\"Query\",\"input\":1}}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Apply\",\"params\":{\"kind\":\"Query\",\"input\":1}}}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Apply\",\"params\":{\"kind\":\"Query\",\"input\":1,\"kind\":\"Query\"}}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Apply\",\"params\":{\"kind\":\"Query\",\"input\":\"\\u00e4\"}}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Apply\",\"params\":{\"kind\":\"Query\",\"input\":\"ä\"}}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Apply\",\"params\":{\"kind\":\"Query\",\"input\":[1,]}}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"Apply\",\"params\":{\"kind\":\"query\",\"input\":1}}",
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"TakeSnapshot\",\"params\":{}}" })
	void everythingElseIsLeftToTheParser(String request) {
		assertThat(RequestScanner.scan(JsonSlice.of(request), MAX_BATCH)).isNull();
	}

	@Test
	void deepNestingIsLeftToTheParser() {
		String request = COMMON.get(0).replace("123", "[".repeat(200) + "]".repeat(200));
		assertThat(RequestScanner.scan(JsonSlice.of(request), MAX_BATCH)).isNull();
	}

	@Test
	void whatIsScannedIsParsedAlike() throws Exception {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		List<String> texts = new ArrayList<>(COMMON);
		texts.addAll(batches());
		int scanned = 0;
		for (int i = 0; i < MUTATIONS; i++) {
			String request = mutate(texts.get(random.nextInt(texts.size())), random);
			if (RequestScanner.scan(JsonSlice.of(request), MAX_BATCH) != null) {
				scanned++;
				assertTakenAlike(request);
			}
		}
		assertThat(scanned).as("seed " + seed).isGreaterThan(MUTATIONS / 100);
	}

	private static String mutate(String request, Random random) {
		StringBuilder text = new StringBuilder(request);
		int changes = 1 + random.nextInt(3);
		for (int i = 0; i < changes; i++) {
			int at = random.nextInt(text.length());
			char other = request.charAt(random.nextInt(request.length()));
			switch (random.nextInt(4)) {
				case 0 -> text.setCharAt(at, other);
				case 1 -> text.deleteCharAt(at);
				case 2 -> text.insert(at, other);
				default -> text.insert(at, (char) random.nextInt(256));
			}
		}
		return text.toString();
	}

	private void assertTakenAlike(String text) throws Exception {
		byte[] shifted = ("xx" + text + "yy").getBytes(StandardCharsets.UTF_8);
		JsonSlice json = new JsonSlice(shifted, 2, shifted.length - 4);
		RequestParser.Parsed scanned = RequestScanner.scan(json, MAX_BATCH);
		RequestParser.Parsed parsed = this.parser.parseAny(json);
		assertThat(scanned).as(text).isNotNull();
		assertThat(scanned.batch()).as(text).isEqualTo(parsed.batch());
		assertThat(scanned.requests()).as(text).hasSameSizeAs(parsed.requests());
		for (int i = 0; i < parsed.requests().size(); i++) {
			assertAlike(scanned.requests().get(i), parsed.requests().get(i), text);
		}
	}

	private static void assertAlike(Request scanned, Request parsed, String text) {
		assertThat(parsed.error()).as(text).isNull();
		assertThat(scanned.method()).as(text).isEqualTo(parsed.method());
		assertThat(scanned.id()).as(text).isEqualTo(parsed.id());
		assertThat(scanned.params()).as(text).hasSameSizeAs(parsed.params());
		for (Request.Param param : parsed.params()) {
			Request.Param same = scanned.param(param.name());
			assertThat(same).as(text).isNotNull();
			assertThat(same.json()).as(text).hasToString(param.json().toString());
			if (param.name().equals("kind")) {
				assertThat(same.text()).as(text).isEqualTo(param.text());
			}
		}
	}

}
