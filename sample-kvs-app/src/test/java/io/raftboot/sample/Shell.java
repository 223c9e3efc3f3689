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
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What one types at a prompt.
 */
final class Shell {

	private Shell() {
	}

	/**
	 * Run a line and return what it printed.
	 */
	static String run(String line) throws IOException, InterruptedException {
		Process process = start(line);
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(line).isTrue();
		assertThat(process.exitValue()).as("%s: %s", line, output).isZero();
		return output;
	}

	static Process start(String line) throws IOException {
		Process process = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		return process;
	}

	/**
	 * Skip the test, with a message, where a program is missing.
	 */
	static void require(String program) throws IOException, InterruptedException {
		Process search = new ProcessBuilder("sh", "-c", "command -v " + program).start();
		assumeTrue(search.waitFor() == 0, program + " is not installed");
	}

}
