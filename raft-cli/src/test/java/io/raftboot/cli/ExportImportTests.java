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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import io.raftboot.ApplyKind;
import io.raftboot.RaftException;
import io.raftboot.RaftNode;
import io.raftboot.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The state of a cluster, taken to another one.
 */
@Timeout(300)
class ExportImportTests {

	private static final int KEYS = 50;

	private static final Session SESSION = new Session("client", 1);

	private final List<String> addresses = Nodes.addresses(5);

	@TempDir
	Path parent;

	@Test
	void anotherClusterGoesOnWithTheStateAndTheSessions() throws IOException {
		List<String> old = this.addresses.subList(0, 3);
		Path file = this.parent.resolve("state.export");
		try (Nodes nodes = new Nodes(this.parent)) {
			List<RaftNode> started = old.stream().map((address) -> nodes.start(address, old)).toList();
			Nodes.awaitLeader(old.get(0));
			for (int i = 0; i < KEYS; i++) {
				until("apply", old.get(0), "Command", put("key" + i, i));
			}
			assertThat(retry(started.get(0))).isEqualTo(1);
			until("snapshot", old.get(0));
			until("apply", old.get(0), "Command", put("key0", -1));
			started.forEach(RaftNode::close);
			Cli exported = Cli.run("export", "--data", nodes.directory(old.get(0)), "--to", file);
			assertThat(exported.out()).containsPattern("Exported the state at index [0-9]+ of term [0-9]+ to .*export")
				.contains("Not in it: what later entries, up to ");
			String first = this.addresses.get(3);
			assertThat(Cli.run("import", file, "--data", nodes.directory(first), "--address", first).out())
				.contains("member 1 at " + first + " is a cluster of its own");
			assertThat(Cli.run("verify", nodes.directory(first)).code()).isZero();
			growsFrom(nodes, first, this.addresses.get(4));
		}
	}

	private static void growsFrom(Nodes nodes, String first, String second) {
		RaftNode imported = nodes.start(first, List.of());
		Nodes.awaitLeader(first);
		RaftNode added = nodes.start(second, List.of());
		until("add", first, second);
		for (String address : List.of(first, second)) {
			for (int i = 0; i < KEYS; i++) {
				assertThat(until("apply", address, "Query", get("key" + i))).isEqualTo(i + "\n");
			}
		}
		assertThat(retry(imported)).isEqualTo(1);
		assertThat(retry(added)).isEqualTo(1);
		assertThat(until("apply", second, "Query", get("counted"))).isEqualTo("2\n");
		imported.close();
		nodes.start(first, List.of());
		Nodes.awaitLeader(first);
		assertThat(until("apply", first, "Query", get("key1"))).isEqualTo("1\n");
	}

	/** A busy machine may change the leader in between. */
	private static String until(Object... command) {
		Cli done = Cli.run(command);
		for (int i = 0; i < 100 && done.code() != 0 && !done.error().contains("Server already added"); i++) {
			LockSupport.parkNanos(100_000_000);
			done = Cli.run(command);
		}
		assertThat(done).matches((cli) -> cli.code() == 0 || cli.error().contains("Server already added"));
		return done.out();
	}

	/** The first time it finds 1 there, and any other time 2 if it were applied again. */
	private static int retry(RaftNode node) {
		if (again(() -> node.apply(ApplyKind.QUERY, Map.of("Get", "counted"), null, Integer.class)) == null) {
			again(() -> node.apply(ApplyKind.COMMAND, Map.of("Put", List.of("counted", 1))));
		}
		return again(() -> node.apply(ApplyKind.COMMAND, Map.of("Put", List.of("counted", 2)), SESSION, Integer.class));
	}

	private static <T> T again(Supplier<CompletableFuture<T>> call) {
		for (int i = 0;; i++) {
			try {
				return call.get().join();
			}
			catch (CompletionException ex) {
				if (i == 100 || !(ex.getCause() instanceof RaftException)) {
					throw ex;
				}
				LockSupport.parkNanos(100_000_000);
			}
		}
	}

	@Test
	void aRunningNodeIsExportedToo() throws IOException {
		String running = this.addresses.get(0);
		String first = this.addresses.get(1);
		Path file = this.parent.resolve("state.export");
		try (Nodes nodes = new Nodes(this.parent)) {
			RaftNode node = nodes.start(running, List.of(running));
			Nodes.awaitLeader(running);
			assertThat(retry(node)).isEqualTo(1);
			assertThat(node.exportSnapshot(file).join()).isEqualTo(node.status().lastApplied());
			assertThat(node.exportSnapshot(file)).failsWithin(Duration.ofMinutes(1))
				.withThrowableThat()
				.withMessageContaining("is there already");
			assertThat(Cli.run("import", file, "--data", nodes.directory(first), "--address", first).code()).isZero();
			RaftNode imported = nodes.start(first, List.of());
			Nodes.awaitLeader(first);
			assertThat(retry(imported)).isEqualTo(1);
		}
	}

	@Test
	void whatCannotBeUsedIsRefusedAndNothingTouched() throws IOException {
		String address = this.addresses.get(0);
		Path target = this.parent.resolve("target");
		Path file = this.parent.resolve("state.export");
		try (Nodes nodes = new Nodes(this.parent)) {
			RaftNode node = nodes.start(address, List.of(address));
			Nodes.awaitLeader(address);
			assertThat(retry(node)).isEqualTo(1);
			Cli inUse = Cli.run("export", "--data", nodes.directory(address), "--to", file);
			assertThat(inUse).matches((cli) -> cli.code() == 3 && cli.error().contains("raft-cli status ADDRESS"));
			node.exportSnapshot(file).join();
			node.close();
			Cli none = Cli.run("export", "--data", nodes.directory(address), "--to", this.parent.resolve("none"));
			assertThat(none).matches((cli) -> cli.code() == 1 && cli.error().contains("has no snapshot"));
			assertThat(this.parent.resolve("none")).doesNotExist();
			Cli used = Cli.run("import", file, "--data", nodes.directory(address), "--address", address);
			assertThat(used).matches((cli) -> cli.code() == 3 && cli.error().contains("into an empty directory"));
		}
		byte[] good = Files.readAllBytes(file);
		Files.write(file, Arrays.copyOf(good, good.length - 1));
		refuses(file, target, "it is cut off");
		byte[] damaged = good.clone();
		damaged[good.length / 2] ^= 1;
		Files.write(file, damaged);
		refuses(file, target, "its checksum is wrong");
		byte[] newer = good.clone();
		newer[11] = 9;
		Files.write(file, newer);
		refuses(file, target, "it has the version 9");
		Cli bad = Cli.run("import", file, "--data", target, "--address", "nowhere");
		assertThat(bad).matches((cli) -> cli.code() == 2 && cli.error().contains("raft.address=nowhere"));
		assertThat(target).doesNotExist();
	}

	private static void refuses(Path file, Path target, String reason) {
		Cli refused = Cli.run("import", file, "--data", target, "--address", "127.0.0.1:4001");
		assertThat(refused.code()).isOne();
		assertThat(refused.error()).contains("\"" + file + "\" cannot be used: " + reason);
		assertThat(target).doesNotExist();
	}

	private static String put(String key, int value) {
		return "{\"Put\":[\"" + key + "\"," + value + "]}";
	}

	private static String get(String key) {
		return "{\"Get\":\"" + key + "\"}";
	}

}
