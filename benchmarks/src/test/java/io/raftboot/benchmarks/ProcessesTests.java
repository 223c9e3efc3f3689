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

package io.raftboot.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Processes}.
 */
@EnabledOnOs(OS.LINUX)
class ProcessesTests {

	@Test
	void findsTheProcessThatListensOnAPort() throws IOException {
		try (FakeServer server = FakeServer.lines(FakeServer::result)) {
			assertThat(Processes.pidListeningOn(server.address().getPort())).hasValue(ProcessHandle.current().pid());
		}
	}

	@Test
	void readsTheProcessorTimeOfAProcess() {
		Map<String, Long> micros = Processes.of(List.of(ProcessHandle.current().pid())).cpuMicros();
		assertThat(micros).containsOnlyKeys("generator", "pid " + ProcessHandle.current().pid());
		assertThat(micros.values()).allMatch((value) -> value > 0);
	}

	@Test
	void leavesOutAProcessThatHasEnded() {
		assertThat(Processes.of(List.of(Long.MAX_VALUE)).cpuMicros()).containsOnlyKeys("generator");
	}

}
