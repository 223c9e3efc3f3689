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

package io.raftboot.sample;

import java.io.IOException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a node holds, as its clients see it.
 */
final class KeyValueState {

	private static final int SAMPLES = 100;

	private KeyValueState() {
	}

	/**
	 * Return the keys that a node lists locally, after a consistent read, so that every
	 * command acknowledged before is among them.
	 */
	static Set<String> keys(NodeProcess node) throws IOException {
		try (LineClient client = node.connect()) {
			assertThat(client.apply("Query", "{\"Get\":\"none\"}").has("result")).isTrue();
			Set<String> keys = new HashSet<>();
			for (JsonNode key : client.apply("LocalQuery", "\"List\"").get("result")) {
				keys.add(key.asString());
			}
			return keys;
		}
	}

	/**
	 * Compare some values of {@link PutLoad} with what a node holds locally.
	 */
	static void assertSampledValues(NodeProcess node, int count, long seed) throws IOException {
		Random random = new Random(seed);
		try (LineClient client = node.connect()) {
			for (int i = 0; i < SAMPLES; i++) {
				int number = random.nextInt(count);
				JsonNode reply = client.apply("LocalQuery", "{\"Get\":\"key-" + number + "\"}");
				assertThat(reply.path("result").asInt(-1)).as("key-%d on %s, seed %d: %s", number, node, seed, reply)
					.isEqualTo(number);
			}
		}
	}

}
