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

package io.raftboot.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client in {@code examples/python}, which knows the methods from
 * {@code rpc.discover}.
 */
@Timeout(120)
class PythonClientTests {

	private final List<String> addresses = Nodes.addresses(2);

	@TempDir
	Path parent;

	@BeforeAll
	static void needsPython() {
		try {
			Assumptions.assumeTrue(new ProcessBuilder("python3", "--version").start().waitFor() == 0);
		}
		catch (IOException | InterruptedException ex) {
			Assumptions.abort("python3 is not installed");
		}
	}

	@Test
	void itProposesReadsGrowsDebugsAndShrinksACluster() throws Exception {
		String member = this.addresses.get(0);
		String added = this.addresses.get(1);
		try (Nodes nodes = new Nodes(this.parent)) {
			nodes.start(member, List.of(member));
			nodes.start(added, List.of());
			assertThat(python("session.py", member, added).out().lines()).containsExactly("put: None",
					"put again: Python", "get: Python 3", "added: ['" + member + "', '" + added + "']",
					"added twice: 101", "get there: Python 3", "role: Leader of 2", "removed: ['" + member + "']",
					"put through another: Python 3");
		}
	}

	@Test
	void theCommandLineNamesMethodsAndWhatIsWrong() throws Exception {
		String member = this.addresses.get(0);
		try (Nodes nodes = new Nodes(this.parent)) {
			nodes.start(member, List.of(member));
			assertThat(python("raft_client.py", member, "methods").out()).contains("AddServer", "rpc.discover");
			assertThat(python("raft_client.py", member, "GetServerState").out()).contains("\"role\": \"Leader\"");
			Cli unknown = python("raft_client.py", member, "AddServer", "address=1");
			assertThat(unknown.code()).isEqualTo(2);
			assertThat(unknown.out()).contains("AddServer takes addr, role but not 'address'");
			Cli refused = python("raft_client.py", member, "RemoveServer", "addr=\"127.0.0.1:1\"");
			assertThat(refused.code()).isEqualTo(1);
			assertThat(refused.out()).contains("102 Not a cluster member");
		}
	}

	private static Cli python(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("python3", "-B"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).directory(new File("../examples/python"))
			.redirectErrorStream(true)
			.start();
		String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return new Cli(process.waitFor(), out, "");
	}

}
