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

package io.raftboot.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import io.raftboot.ApplyKind;
import io.raftboot.RaftNode;
import io.raftboot.test.CounterApplication.CounterInput.Add;
import io.raftboot.test.CounterApplication.CounterInput.Read;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ShutdownTests {

	@Test
	void leavesNoThreadAndExitsWithSuccess(@TempDir Path directory) {
		run(directory).close();
		Set<Thread> before = threads();
		ConfigurableApplicationContext context = run(directory);
		context.getBean(RaftNode.class).apply(ApplyKind.COMMAND, new Add("a", 1)).join();
		assertThat(SpringApplication.exit(context)).isZero();
		await().pollInSameThread().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			Set<Thread> left = threads();
			left.removeAll(before);
			assertThat(left).isEmpty();
		});
	}

	@Test
	void stateIsThereAfterARestart(@TempDir Path directory) {
		try (ConfigurableApplicationContext context = run(directory)) {
			context.getBean(RaftNode.class).apply(ApplyKind.COMMAND, new Add("kept", 3)).join();
		}
		try (ConfigurableApplicationContext context = run(directory)) {
			assertThat(
					context.getBean(RaftNode.class).apply(ApplyKind.QUERY, new Read("kept"), null, Long.class).join())
				.isEqualTo(3);
		}
	}

	private static ConfigurableApplicationContext run(Path directory) {
		return SpringApplication.run(CounterApplication.class, "--server.port=0", "--spring.main.banner-mode=off",
				"--raft.data-directory=" + directory.resolve("data"));
	}

	/**
	 * The JDK's own threads come when they are first needed, and stay.
	 */
	private static Set<Thread> threads() {
		Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
		threads.removeIf((thread) -> thread.getName().startsWith("ForkJoinPool.commonPool")
				|| thread.getName().startsWith("CompletableFutureDelayScheduler")
				|| (thread.getThreadGroup() != null && "system".equals(thread.getThreadGroup().getName())));
		return threads;
	}

}
