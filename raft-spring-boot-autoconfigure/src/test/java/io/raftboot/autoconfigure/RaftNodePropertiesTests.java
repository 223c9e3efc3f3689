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

package io.raftboot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.raftboot.MemberRole;
import io.raftboot.NodeSettings;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.RaftStartException;
import io.raftboot.Tls.ClientAuth;
import io.raftboot.autoconfigure.RaftNodeProperties.Engine;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RaftNodePropertiesTests {

	@Test
	void defaultsAreThoseOfTheBuilder() {
		assertThat(settings(Map.of())).isEqualTo(RaftNodeBuilder.create(new CounterMachine()).settings());
	}

	@Test
	void everyKeyReachesTheNode() {
		Map<String, String> keys = new TreeMap<>();
		keys.put("raft.address", "127.0.0.1:4001");
		keys.put("raft.members", "127.0.0.1:4001,127.0.0.1:4002");
		keys.put("raft.data-directory", "target/somewhere");
		keys.put("raft.storage", "memory");
		keys.put("raft.sync", "false");
		keys.put("raft.election-timeout", "2s");
		keys.put("raft.heartbeat-interval", "250ms");
		keys.put("raft.read-mode", "lease");
		keys.put("raft.request-timeout", "3s");
		keys.put("raft.max-command-size", "1MB");
		keys.put("raft.log.segment-size", "2MB");
		keys.put("raft.log.cache-size", "16MB");
		keys.put("raft.snapshot.log-entries", "77");
		keys.put("raft.snapshot.log-size", "4MB");
		keys.put("raft.json-rpc.tcp", "false");
		keys.put("raft.json-rpc.max-request-size", "5MB");
		keys.put("raft.json-rpc.max-batch-size", "6");
		NodeSettings settings = settings(keys);
		assertThat(settings.address()).isEqualTo("127.0.0.1:4001");
		assertThat(settings.members()).containsExactly("127.0.0.1:4001", "127.0.0.1:4002");
		assertThat(settings.manualBootstrap()).isFalse();
		assertThat(settings.dataDirectory()).isEqualTo(Path.of("target/somewhere"));
		assertThat(settings.memoryStorage()).isTrue();
		assertThat(settings.sync()).isFalse();
		assertThat(settings.electionTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(settings.heartbeatInterval()).isEqualTo(Duration.ofMillis(250));
		assertThat(settings.leaseReads()).isTrue();
		assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(settings.maxCommandSize()).isEqualTo(1 << 20);
		assertThat(settings.logSegmentSize()).isEqualTo(2 << 20);
		assertThat(settings.logCacheSize()).isEqualTo(16 << 20);
		assertThat(settings.snapshotLogEntries()).isEqualTo(77);
		assertThat(settings.snapshotLogSize()).isEqualTo(4 << 20);
		assertThat(settings.jsonRpcTcp()).isFalse();
		assertThat(settings.maxRequestSize()).isEqualTo(5 << 20);
		assertThat(settings.maxBatchSize()).isEqualTo(6);
	}

	@Test
	void aNodeMayWaitForACluster() {
		NodeSettings settings = settings(Map.of("raft.address", "127.0.0.1:4001", "raft.bootstrap", "manual"));
		assertThat(settings.manualBootstrap()).isTrue();
	}

	@Test
	void aNodeMayJoin() {
		NodeSettings settings = settings(
				Map.of("raft.address", "127.0.0.1:4004", "raft.join", "127.0.0.1:4001", "raft.role", "learner"));
		assertThat(settings.role()).isEqualTo(MemberRole.LEARNER);
		assertThat(settings.join()).containsExactly("127.0.0.1:4001");
	}

	@Test
	void anEmptyAddressIsNone() {
		assertThat(settings(Map.of("raft.address", "")).address()).isNull();
	}

	@Test
	void aSizeThatNoArrayHasIsRefused() {
		assertThatExceptionOfType(RaftStartException.class)
			.isThrownBy(() -> settings(Map.of("raft.max-command-size", "4GB")))
			.satisfies((ex) -> assertThat(ex.setting()).isEqualTo("max-command-size"))
			.withMessageContaining("4294967296B");
	}

	@Test
	void anEngineThatIsNotThereIsRefused() {
		RaftNodeBuilder builder = RaftNodeBuilder.create(new CounterMachine());
		BuilderProperties.apply(bind(Map.of("raft.engine", "ratis")), builder, null);
		assertThatExceptionOfType(RaftStartException.class).isThrownBy(builder::build)
			.satisfies((ex) -> assertThat(ex.setting()).isEqualTo("engine"))
			.withMessageContaining("io.raftboot:raft-ratis");
	}

	@Test
	void theSettingsOfTheOtherEngineComeToTheBuilder() {
		NodeSettings settings = settings(Map.of("raft.engine", "ratis", "raft.ratis.port-offset", "2000",
				"raft.ratis.properties.raft.server.log.queue.element-limit", "77"));
		assertThat(settings.engine()).isEqualTo("ratis");
		assertThat(settings.engineProperties()).containsOnly(Map.entry("port-offset", "2000"),
				Map.entry("properties.raft.server.log.queue.element-limit", "77"));
		assertThat(settings(Map.of()).engineProperties()).isEmpty();
	}

	@Test
	void tlsIsNeverLeftOutSilently() {
		assertThatExceptionOfType(RaftStartException.class)
			.isThrownBy(() -> settings(Map.of("raft.ssl.bundle", "peers")))
			.satisfies((ex) -> assertThat(ex.setting()).isEqualTo("ssl.bundle"))
			.withMessageContaining("peers");
	}

	@Test
	void aDirectoryThatIsNoPathIsRefused() {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> settings(Map.of("raft.data-directory", "a\0b")))
			.withMessageContaining("raft.data-directory");
	}

	@Test
	void keysWithoutACounterpartInTheBuilderBindToo() {
		RaftNodeProperties properties = bind(
				Map.of("raft.engine", "ratis", "raft.json-rpc.path", "/api", "raft.ssl.bundle", "peers"));
		assertThat(properties.engine()).isEqualTo(Engine.RATIS);
		assertThat(properties.jsonRpc().path()).isEqualTo("/api");
		assertThat(properties.ssl().bundle()).isEqualTo("peers");
		assertThat(properties.ssl().clientAuth()).isEqualTo(ClientAuth.NEED);
		assertThat(properties.ssl().verifyHost()).isTrue();
	}

	@Test
	void everyPropertyHasADescription() throws IOException {
		List<JsonNode> properties = metadata();
		assertThat(properties).isNotEmpty()
			.allSatisfy((property) -> assertThat(property.path("description").asString("")).as(property.toString())
				.hasSizeGreaterThan(15)
				.endsWith("."));
	}

	@Test
	void everyKeyIsInTheMetadata() throws IOException {
		assertThat(metadata().stream().map((property) -> property.path("name").asString())).contains("raft.enabled",
				"raft.engine", "raft.address", "raft.members", "raft.bootstrap", "raft.join", "raft.role",
				"raft.data-directory", "raft.storage", "raft.sync", "raft.election-timeout", "raft.heartbeat-interval",
				"raft.read-mode", "raft.request-timeout", "raft.max-command-size", "raft.log.segment-size",
				"raft.log.cache-size", "raft.snapshot.log-entries", "raft.snapshot.log-size", "raft.json-rpc.path",
				"raft.json-rpc.tcp", "raft.json-rpc.max-request-size", "raft.json-rpc.max-batch-size",
				"raft.ssl.bundle", "raft.ssl.client-auth", "raft.ssl.verify-host", "management.health.raft.enabled",
				"management.endpoint.raft.access");
	}

	private static List<JsonNode> metadata() throws IOException {
		try (InputStream metadata = RaftNodeProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			assertThat(metadata).isNotNull();
			return JsonMapper.shared().readTree(metadata).path("properties").valueStream().toList();
		}
	}

	private static NodeSettings settings(Map<String, String> keys) {
		RaftNodeBuilder builder = RaftNodeBuilder.create(new CounterMachine());
		BuilderProperties.apply(bind(keys), builder, null);
		return builder.settings();
	}

	private static RaftNodeProperties bind(Map<String, String> keys) {
		return new Binder(new MapConfigurationPropertySource(keys)).bindOrCreate("raft", RaftNodeProperties.class);
	}

}
