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

import java.nio.file.Path;
import java.util.List;

import io.raftboot.RaftNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Three nodes, two lost for ever, the third made the first of a new cluster.
 */
@Timeout(120)
class LostMajorityTests {

	private static final int KEYS = 50;

	@TempDir
	Path parent;

	@Test
	void theSurvivorGoesOnWithAllItsDataAndGrowsAndRefusesAnOldNode() {
		List<String> old = Nodes.addresses(5);
		List<String> founders = old.subList(0, 3);
		try (Nodes nodes = new Nodes(this.parent)) {
			List<RaftNode> started = founders.stream().map((address) -> nodes.start(address, founders)).toList();
			Nodes.awaitLeader(old.get(0));
			for (int i = 0; i < KEYS; i++) {
				assertThat(Cli.run("apply", old.get(0), "Command", put(i)).code()).isZero();
			}
			// every node has them all before two of them go
			started
				.forEach((node) -> assertThat(Cli.run("apply", node.status().address(), "Query", get(KEYS - 1)).out())
					.isEqualTo((KEYS - 1) + "\n"));
			started.forEach(RaftNode::close);
			Path directory = nodes.directory(old.get(2));
			Cli planned = Cli.run("new-cluster", directory);
			assertThat(planned.out()).contains("Given up for ever: member 1 at " + old.get(0), "What may be lost",
					"Nothing was changed");
			assertThat(Cli.run("describe", directory).out()).contains("members     1 " + old.get(0));
			assertThat(Cli.run("new-cluster", directory, "--confirm").out())
				.contains("Done: member 3 at " + old.get(2));
			growsAgain(nodes, old);
		}
	}

	private static void growsAgain(Nodes nodes, List<String> all) {
		String survivor = all.get(2);
		nodes.start(survivor, all.subList(0, 3));
		Nodes.awaitLeader(survivor);
		for (int i = 0; i < KEYS; i++) {
			assertThat(Cli.run("apply", survivor, "Query", get(i)).out()).isEqualTo(i + "\n");
		}
		// one of the old members comes back with its data: it neither joins nor disturbs
		RaftNode ghost = nodes.start(all.get(0), all.subList(0, 3));
		for (String added : all.subList(3, 5)) {
			nodes.start(added, List.of());
			assertThat(Cli.run("add", survivor, added).error()).isEmpty();
		}
		assertThat(Cli.run("apply", all.get(4), "Command", put(KEYS)).code()).isZero();
		assertThat(Cli.run("apply", all.get(3), "Query", get(0)).out()).isEqualTo("0\n");
		assertThat(Cli.run("status", all.get(4)).out()).contains(" " + survivor + " voter", all.get(3) + " voter")
			.doesNotContain(all.get(0) + " voter");
		assertThat(ghost.status().leader()).isNull();
		Cli refused = Cli.run("apply", "--timeout", 30, all.get(0), "Command", put(0));
		assertThat(refused.code()).isEqualTo(4);
		assertThat(refused.error()).contains("108");
	}

	private static String put(int i) {
		return "{\"Put\":[\"key" + i + "\"," + i + "]}";
	}

	private static String get(int i) {
		return "{\"Get\":\"key" + i + "\"}";
	}

}
