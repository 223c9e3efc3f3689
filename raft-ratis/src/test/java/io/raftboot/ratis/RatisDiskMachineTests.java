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

package io.raftboot.ratis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.raftboot.ApplyKind;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.Session;
import io.raftboot.machine.DiskMachine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A machine with a storage of its own, on an engine that packs commands together.
 */
@Timeout(120)
class RatisDiskMachineTests {

	private static final int COMMANDS = 500;

	private static final Session SESSION = new Session("c", 1);

	@TempDir
	private Path directory;

	@Test
	void aRestartGoesOnFromTheStorageAndAnEmptyOneIsFilled() {
		RaftNode first = start("machine");
		assertThat(add(first, SESSION).join()).isEqualTo(1);
		addMany(first);
		first.takeSnapshot().join();
		addMany(first);
		first.close();
		RaftNode second = start("machine");
		assertThat(read(second, new DiskMachine.Get("a"))).isEqualTo(1 + 2 * COMMANDS);
		assertThat(read(second, new DiskMachine.Applied())).isZero();
		assertThat(add(second, SESSION).join()).isEqualTo(1);
		assertThat(add(second, null).join()).isEqualTo(2 + 2 * COMMANDS);
		second.takeSnapshot().join();
		second.close();
		RaftNode third = start("emptied");
		assertThat(read(third, new DiskMachine.Get("a"))).isEqualTo(2 + 2 * COMMANDS);
		assertThat(add(third, SESSION).join()).isEqualTo(1);
		third.close();
	}

	private RaftNode start(String machine) {
		RaftNode node = RaftNodeBuilder.create(new DiskMachine(this.directory.resolve(machine)))
			.engine("ratis")
			.dataDirectory(this.directory.resolve("log"))
			.build();
		node.start();
		TestNodes.await(node::isLeader);
		return node;
	}

	private static void addMany(RaftNode node) {
		List<CompletableFuture<Long>> answers = new ArrayList<>();
		for (int i = 0; i < COMMANDS; i++) {
			answers.add(add(node, null));
		}
		answers.forEach(CompletableFuture::join);
	}

	private static CompletableFuture<Long> add(RaftNode node, @Nullable Session session) {
		return node.apply(ApplyKind.COMMAND, new DiskMachine.Add("a", 1), session, Long.class);
	}

	private static long read(RaftNode node, DiskMachine.Input query) {
		return node.apply(ApplyKind.QUERY, query, null, Long.class).join();
	}

}
