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

package io.raftboot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RaftNodeBuilderTests {

	@Test
	void theDefaultsAreThoseOfTheReference() {
		NodeSettings settings = builder().settings();
		assertThat(settings).isEqualTo(new NodeSettings(null, List.of(), false, List.of(), MemberRole.VOTER, "default",
				Path.of("data/raft"), false, true, Duration.ofMillis(500), Duration.ofMillis(100), false,
				Duration.ofSeconds(10), 4 << 20, 64 << 20, 64L << 20, 100_000, 256L << 20, true, 8 << 20, 1000, null,
				"native", Map.of()));
	}

	@ParameterizedTest
	@MethodSource
	void goodValuesAreTaken(Consumer<RaftNodeBuilder> change) {
		RaftNodeBuilder builder = builder();
		change.accept(builder);
		assertThat(builder.settings()).isNotNull();
	}

	static Stream<Consumer<RaftNodeBuilder>> goodValuesAreTaken() {
		return Stream.of((builder) -> builder.address("127.0.0.1:4001"), (builder) -> builder.address("[::1]:4001"),
				(builder) -> builder.address("node-1.example.org:65535"),
				(builder) -> builder.address("a:1").members(List.of("a:1", "b:1")),
				(builder) -> builder.address("a:1").members(List.of("a:1")).manualBootstrap(true),
				(builder) -> builder.address("a:1").join(List.of("b:1")).role(MemberRole.WITNESS),
				(builder) -> builder.electionTimeout(Duration.ofMillis(10)).heartbeatInterval(Duration.ofMillis(5)));
	}

	@ParameterizedTest
	@MethodSource
	void badValuesAreNamedWithTheirRemedy(Consumer<RaftNodeBuilder> change, String key, @Nullable String value) {
		RaftNodeBuilder builder = builder();
		change.accept(builder);
		assertThatExceptionOfType(RaftStartException.class).isThrownBy(builder::settings).satisfies((ex) -> {
			assertThat(ex.setting()).isEqualTo(key);
			assertThat(ex.value()).isEqualTo(value);
			assertThat(ex.remedy()).isNotBlank();
			assertThat(ex).hasMessageContaining("raft." + key).hasMessageContaining(ex.remedy());
		});
	}

	static Stream<Arguments> badValuesAreNamedWithTheirRemedy() {
		return Stream.of(bad((builder) -> builder.address("localhost"), "address", "localhost"),
				bad((builder) -> builder.address("localhost:0"), "address", "localhost:0"),
				bad((builder) -> builder.address("localhost:65536"), "address", "localhost:65536"),
				bad((builder) -> builder.address(":4001"), "address", ":4001"),
				bad((builder) -> builder.address("a b:4001"), "address", "a b:4001"),
				bad((builder) -> builder.address("::1:4001"), "address", "::1:4001"),
				bad((builder) -> builder.address("a:1").members(List.of("b:1", "c:1")), "members", "[b:1, c:1]"),
				bad((builder) -> builder.address("a:1").members(List.of("a:1", "a:1")), "members", "[a:1, a:1]"),
				bad((builder) -> builder.address("a:1").members(List.of("a:1", "b")), "members", "b"),
				bad((builder) -> builder.members(List.of("a:1")), "address", null),
				bad((builder) -> builder.join(List.of("a:1")), "address", null),
				bad((builder) -> builder.manualBootstrap(true), "address", null),
				bad((builder) -> builder.address("a:1").members(List.of("a:1")).join(List.of("b:1")), "join", "[b:1]"),
				bad((builder) -> builder.role(MemberRole.LEARNER), "role", "learner"),
				bad((builder) -> builder.electionTimeout(Duration.ofMillis(9)), "election-timeout", "9ms"),
				bad((builder) -> builder.heartbeatInterval(Duration.ofMillis(251)), "heartbeat-interval", "251ms"),
				bad((builder) -> builder.heartbeatInterval(Duration.ZERO), "heartbeat-interval", "0ms"),
				bad((builder) -> builder.requestTimeout(Duration.ZERO), "request-timeout", "0ms"),
				bad((builder) -> builder.maxCommandSize(10), "max-command-size", "10B"),
				bad((builder) -> builder.logSegmentSize(10), "log.segment-size", "10B"),
				bad((builder) -> builder.logCacheSize(10), "log.cache-size", "10B"),
				bad((builder) -> builder.snapshotLogEntries(0), "snapshot.log-entries", "0"),
				bad((builder) -> builder.snapshotLogSize(0), "snapshot.log-size", "0B"),
				bad((builder) -> builder.maxRequestSize(0), "json-rpc.max-request-size", "0B"),
				bad((builder) -> builder.maxBatchSize(0), "json-rpc.max-batch-size", "0"),
				bad((builder) -> builder.group("a/b"), "group", "a/b"));
	}

	@Test
	void aMachineThatDoesNotTellItsInputTypeNeedsOne() {
		Machine<String> machine = (context, input) -> input;
		assertThatIllegalArgumentException().isThrownBy(() -> RaftNodeBuilder.create(machine).build())
			.withMessageContaining("Machine<YourInput>");
		assertThat(RaftNodeBuilder.create(machine).inputType(String.class).build()).isNotNull();
	}

	private static Arguments bad(Consumer<RaftNodeBuilder> change, String key, @Nullable String value) {
		return Arguments.of(change, key, value);
	}

	private static RaftNodeBuilder builder() {
		return RaftNodeBuilder.create(new Echo());
	}

	static final class Echo implements Machine<String> {

		@Override
		public @Nullable Object apply(ApplyContext context, String input) {
			return input;
		}

	}

}
