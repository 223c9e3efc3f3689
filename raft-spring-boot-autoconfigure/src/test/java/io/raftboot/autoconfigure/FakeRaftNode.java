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

package io.raftboot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.JsonSlice;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeListener;
import io.raftboot.NodeStatus;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.NodeStatus.Progress;
import io.raftboot.OutcomeHandler;
import io.raftboot.RaftException;
import io.raftboot.RaftNode;
import io.raftboot.Role;
import io.raftboot.Session;
import org.jspecify.annotations.Nullable;

/**
 * A node without an engine: echoes queries at once, keeps commands until they are
 * answered by the test, notes what was called.
 */
public class FakeRaftNode implements RaftNode {

	public static final Member FIRST = new Member(1, "127.0.0.1:4001", MemberRole.VOTER);

	public static final Member SECOND = new Member(2, "127.0.0.1:4002", MemberRole.VOTER);

	public final List<String> calls = new ArrayList<>();

	public final List<NodeListener> listeners = new ArrayList<>();

	public final List<OutcomeHandler> waiting = new ArrayList<>();

	public volatile NodeStatus status = status(Role.LEADER, FIRST, Condition.MEMBER);

	public static NodeStatus status(Role role, @Nullable Member leader, Condition condition) {
		return new NodeStatus("127.0.0.1:4001", 1L, role, 3, leader, 1L, 40, 39, 5, 41, 2, 4, 500, 1000,
				List.of(FIRST, SECOND),
				(role == Role.LEADER) ? List.of(new Progress(2, 38, 12, "replicate")) : List.of(), condition,
				(condition == Condition.FAILED) ? "disk full" : null);
	}

	@Override
	public void start() {
		this.calls.add("start");
	}

	@Override
	public void close() {
		this.calls.add("close");
	}

	@Override
	public <O> CompletableFuture<O> apply(ApplyKind kind, Object input, @Nullable Session session,
			Class<O> outputType) {
		return CompletableFuture.failedFuture(new RaftException(ErrorCode.NO_LEADER));
	}

	@Override
	public void apply(ApplyKind kind, JsonSlice json, @Nullable Session session, OutcomeHandler handler) {
		if (kind == ApplyKind.COMMAND) {
			synchronized (this.waiting) {
				this.waiting.add(handler);
				this.waiting.notifyAll();
			}
		}
		else {
			handler.succeeded(json.toString().getBytes(StandardCharsets.UTF_8));
		}
	}

	/**
	 * Wait for a command and return who takes its outcome.
	 */
	public OutcomeHandler awaitCommand() throws InterruptedException {
		synchronized (this.waiting) {
			while (this.waiting.isEmpty()) {
				this.waiting.wait(10_000);
			}
			return this.waiting.remove(0);
		}
	}

	@Override
	public CompletableFuture<List<Member>> createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis) {
		return CompletableFuture.failedFuture(new RaftException(ErrorCode.CLUSTER_ALREADY_CREATED));
	}

	@Override
	public CompletableFuture<List<Member>> addMember(String address, MemberRole role) {
		return CompletableFuture.completedFuture(List.of(FIRST, SECOND));
	}

	@Override
	public CompletableFuture<List<Member>> removeMember(String address) {
		return CompletableFuture.completedFuture(List.of(FIRST));
	}

	@Override
	public CompletableFuture<List<Member>> leave() {
		this.calls.add("leave");
		return CompletableFuture.completedFuture(List.of(SECOND));
	}

	@Override
	public CompletableFuture<Long> takeSnapshot() {
		this.calls.add("takeSnapshot");
		return CompletableFuture.completedFuture(39L);
	}

	@Override
	public CompletableFuture<Long> exportSnapshot(Path file) {
		return CompletableFuture.completedFuture(39L);
	}

	@Override
	public CompletableFuture<String> transferLeadership(@Nullable String address) {
		this.calls.add("transferLeadership " + address);
		if ("127.0.0.1:9".equals(address)) {
			return CompletableFuture.failedFuture(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER, "unknown address"));
		}
		return CompletableFuture.completedFuture(SECOND.address());
	}

	@Override
	public NodeStatus status() {
		return this.status;
	}

	@Override
	public CompletableFuture<byte @Nullable []> machineState(int maxBytes) {
		return CompletableFuture.completedFuture("{}".getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public void addListener(NodeListener listener) {
		this.listeners.add(listener);
	}

}
