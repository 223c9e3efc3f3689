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

package io.raftboot.client;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.netty.util.internal.PlatformDependent;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.client.RaftClientTests.Counter;
import io.raftboot.client.RaftClientTests.Increment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that do harm, and a client beside them that must notice nothing.
 */
@Tag("cluster")
@Timeout(300)
class HostileConnectionsTests {

	private static final int RESETS = Integer.getInteger("hostile.resets", 2000);

	private static final long MEMORY = 32L << 20;

	private int port;

	private RaftNode node;

	private RaftClient innocent;

	private long commands;

	@BeforeEach
	void start() throws IOException {
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.port = free.getLocalPort();
		}
		String address = "127.0.0.1:" + this.port;
		this.node = RaftNodeBuilder.create(new Counter()).address(address).memoryStorage(true).build();
		this.node.start();
		this.innocent = RaftClient.builder(List.of(address)).requestTimeout(Duration.ofSeconds(60)).build();
		assertServed();
	}

	@AfterEach
	void stop() {
		this.innocent.close();
		this.node.close();
	}

	@Test
	void clientsThatResetWithRepliesQueuedHarmNoOther() throws IOException {
		byte[] requests = """
				{"jsonrpc":"2.0","id":1,"method":"rpc.discover"}
				{"jsonrpc":"2.0","id":2,"method":"GetServerState"}
				{"jsonrpc":"2.0","id":3,"method":"Apply","params":{"kind":"Query","input":{"Value":[]}}}
				{"jsonrpc":"2.0","id":4,"method":""".repeat(8).getBytes(StandardCharsets.UTF_8);
		reset(requests, 500);
		long heap = usedHeap();
		long direct = PlatformDependent.usedDirectMemory();
		reset(requests, RESETS);
		assertThat(usedHeap() - heap).isLessThan(MEMORY);
		assertThat(PlatformDependent.usedDirectMemory() - direct).isLessThan(MEMORY);
		assertServed();
	}

	private void reset(byte[] requests, int times) throws IOException {
		for (int i = 0; i < times; i++) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
				socket.setSoLinger(true, 0);
				OutputStream out = socket.getOutputStream();
				out.write(requests);
				if (i % 3 == 0) {
					socket.getInputStream().read();
				}
			}
			if (i % 100 == 0) {
				assertServed();
			}
		}
	}

	@Test
	void aFloodOfSilentConnectionsKeepsNobodyOut() throws IOException {
		List<Socket> silent = new ArrayList<>();
		try {
			for (int i = 0; i < 1200; i++) {
				silent.add(new Socket(InetAddress.getLoopbackAddress(), this.port));
			}
			assertThat(silent.get(0).getInputStream().read()).as("the oldest gives way").isEqualTo(-1);
			assertServed();
			try (RaftClient late = RaftClient.builder(List.of("127.0.0.1:" + this.port)).build()) {
				assertThat(late.command(new Increment(1), Long.class).join()).isEqualTo(++this.commands);
			}
		}
		finally {
			for (Socket each : silent) {
				each.close();
			}
		}
	}

	private void assertServed() {
		assertThat(this.innocent.command(new Increment(1), Long.class).join()).isEqualTo(++this.commands);
	}

	private static long usedHeap() {
		Runtime runtime = Runtime.getRuntime();
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			runtime.gc();
			least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
		}
		return least;
	}

}
