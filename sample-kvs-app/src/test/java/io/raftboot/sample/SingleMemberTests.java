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
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application with nothing configured but the port of HTTP.
 */
@Tag("cluster")
class SingleMemberTests {

	/** What a JVM ends with after an orderly shutdown on SIGTERM. */
	private static final int SHUT_DOWN_BY_SIGTERM = 128 + 15;

	@Test
	void worksWithNothingConfiguredStopsOnSigtermAndKeepsItsData(@TempDir Path directory)
			throws IOException, InterruptedException {
		int port = ClusterProcesses.freePorts(1).get(0);
		NodeProcess node = new NodeProcess(directory, port, 0, List.of(), List.of());
		try {
			node.start();
			node.awaitAnswer();
			assertThat(apply(port, "Command", "{\"Put\":[\"foo\",123]}")).endsWith("\"result\":null}");
			assertThat(apply(port, "Query", "{\"Get\":\"foo\"}")).endsWith("\"result\":123}");
			assertThat(HttpRpc.get(port, "/actuator/health/readiness").statusCode()).isEqualTo(200);
			assertThat(node.state().path("role").asString()).isEqualTo("Leader");
			assertThat(node.stop()).isEqualTo(SHUT_DOWN_BY_SIGTERM);
			assertThat(directory.resolve("data/raft")).isDirectory();
			node.start();
			node.awaitAnswer();
			assertThat(apply(port, "Query", "{\"Get\":\"foo\"}")).endsWith("\"result\":123}");
			assertThat(node.stop()).isEqualTo(SHUT_DOWN_BY_SIGTERM);
			assertThat(node.log()).doesNotContain("Exception");
		}
		finally {
			node.kill();
		}
	}

	@Test
	void closingTheContextGivesExitCodeZeroAndLeavesNoThread(@TempDir Path directory) throws IOException {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		List<Integer> ports = ClusterProcesses.freePorts(2);
		ConfigurableApplicationContext context = SpringApplication.run(KvsApplication.class,
				"--server.address=127.0.0.1", "--server.port=" + ports.get(0),
				"--raft.address=127.0.0.1:" + ports.get(1), "--raft.members=127.0.0.1:" + ports.get(1),
				"--raft.data-directory=" + directory);
		assertThat(SpringApplication.exit(context)).isZero();
		await().untilAsserted(() -> assertThat(raftThreads(before)).isEmpty());
	}

	private static Set<String> raftThreads(Set<Thread> before) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.isAlive() && !before.contains(thread))
			.filter((thread) -> !thread.isDaemon() || thread.getName().startsWith("raft"))
			.map(Thread::getName)
			.filter((name) -> !name.startsWith("awaitility"))
			.collect(Collectors.toSet());
	}

	private static String apply(int port, String kind, String input) throws IOException {
		return HttpRpc.post(port, LineClient.apply("1", kind, input)).body();
	}

}
