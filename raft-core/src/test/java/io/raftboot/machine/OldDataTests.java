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

package io.raftboot.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

import io.raftboot.NodeSettings;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.RaftStartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Other addresses over the data of before, and two nodes that claim one address.
 */
@Timeout(120)
class OldDataTests {

	@TempDir
	private Path directory;

	@Test
	void theSameAddressesAreNoProblem() throws IOException {
		String address = freeAddress();
		run(address);
		assertThat(run(address)).isEmpty();
	}

	@Test
	void anotherAddressOfTheNodeIsWarnedOf() throws IOException {
		String before = freeAddress();
		run(before);
		String now = freeAddress();
		assertThat(run(now)).hasSize(2)
			.anySatisfy((warning) -> assertThat(warning).startsWith("raft.address=" + now)
				.contains(before, this.directory.toString(), "remove it"))
			.anySatisfy((warning) -> assertThat(warning).startsWith("raft.members has [" + now + "]")
				.contains(before, "AddServer"));
	}

	@Test
	void twoNodesWithOneAddressAreRefused() throws IOException {
		String address = freeAddress();
		RaftNode first = builder(address).build();
		first.start();
		try (RaftNode second = builder(address).dataDirectory(this.directory.resolve("other")).build()) {
			assertThatThrownBy(second::start).isInstanceOf(RaftStartException.class)
				.hasMessageContaining("raft.address=" + address);
		}
		first.close();
		assertThatThrownBy(() -> builder(address).members(List.of(address, address)).build().start())
			.isInstanceOf(RaftStartException.class)
			.hasMessageContaining("raft.members");
	}

	private List<String> run(String address) {
		RaftNodeBuilder builder = builder(address);
		NodeSettings settings = builder.settings();
		try (RaftNode node = builder.build()) {
			node.start();
			return OldData.warnings(settings, node.status());
		}
	}

	private RaftNodeBuilder builder(String address) {
		return RaftNodeBuilder.create(new TestMachine())
			.address(address)
			.members(List.of(address))
			.dataDirectory(this.directory);
	}

	private static String freeAddress() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return "127.0.0.1:" + socket.getLocalPort();
		}
	}

}
