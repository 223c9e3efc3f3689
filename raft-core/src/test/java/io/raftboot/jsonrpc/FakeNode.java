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

package io.raftboot.jsonrpc;

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
import io.raftboot.OutcomeHandler;
import io.raftboot.RaftException;
import io.raftboot.RaftNode;
import io.raftboot.Role;
import io.raftboot.Session;
import org.jspecify.annotations.Nullable;

/**
 * A node whose machine gives back its input, and that notes how it was called. The input
 * {@code "bad"} is refused, {@code "later"} is answered by {@link #answerLater()}.
 */
final class FakeNode implements RaftNode {

	final List<String> calls = new ArrayList<>();

	private final List<OutcomeHandler> later = new ArrayList<>();

	private final List<Member> members = List.of(new Member(1, "127.0.0.1:4001", MemberRole.VOTER),
			new Member(4, "127.0.0.1:4002", MemberRole.LEARNER));

	void answerLater() {
		this.later.forEach((handler) -> handler.succeeded("\"late\"".getBytes(StandardCharsets.UTF_8)));
		this.later.clear();
	}

	@Override
	public void start() {
	}

	@Override
	public void close() {
	}

	@Override
	public <O> CompletableFuture<O> apply(ApplyKind kind, Object input, @Nullable Session session,
			Class<O> outputType) {
		throw new AssertionError("the doors send bytes");
	}

	@Override
	public void apply(ApplyKind kind, JsonSlice json, @Nullable Session session, OutcomeHandler handler) {
		this.calls.add(kind + " " + json + ((session != null) ? " " + session : ""));
		if (json.toString().equals("\"bad\"")) {
			handler.failed(new RaftException(ErrorCode.INVALID_MACHINE_INPUT, "\"bad\" is no \"input\""));
		}
		else if (json.toString().equals("\"later\"")) {
			this.later.add(handler);
		}
		else {
			handler.succeeded(json.toString().getBytes(StandardCharsets.UTF_8));
		}
	}

	@Override
	public CompletableFuture<List<Member>> createCluster(long min, long max) {
		this.calls.add("createCluster " + min + " " + max);
		return CompletableFuture.completedFuture(this.members);
	}

	@Override
	public CompletableFuture<List<Member>> addMember(String address, MemberRole role) {
		this.calls.add("addMember " + address + " " + role);
		return CompletableFuture.completedFuture(this.members);
	}

	@Override
	public CompletableFuture<List<Member>> removeMember(String address) {
		this.calls.add("removeMember " + address);
		return CompletableFuture.failedFuture(new RaftException(ErrorCode.NOT_CLUSTER_MEMBER));
	}

	@Override
	public CompletableFuture<List<Member>> leave() {
		return CompletableFuture.completedFuture(this.members);
	}

	@Override
	public CompletableFuture<Long> takeSnapshot() {
		return CompletableFuture.completedFuture(39L);
	}

	@Override
	public CompletableFuture<Long> exportSnapshot(Path file) {
		return CompletableFuture.completedFuture(39L);
	}

	@Override
	public CompletableFuture<String> transferLeadership(@Nullable String address) {
		this.calls.add("transferLeadership " + address);
		return CompletableFuture.completedFuture("127.0.0.1:4002");
	}

	@Override
	public NodeStatus status() {
		return new NodeStatus("127.0.0.1:4001", 1L, Role.LEADER, 3, this.members.get(0), null, 7, 6, 1, 8, 0, 0, 300,
				2000, this.members, List.of(), NodeStatus.Condition.MEMBER, null);
	}

	@Override
	public CompletableFuture<byte @Nullable []> machineState(int maxBytes) {
		return CompletableFuture.completedFuture("{\"entries\":{}}".getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public void addListener(NodeListener listener) {
	}

}
