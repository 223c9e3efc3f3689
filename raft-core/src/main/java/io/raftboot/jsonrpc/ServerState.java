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
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import io.raftboot.Member;
import io.raftboot.NodeStatus;
import io.raftboot.RaftNode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * The result of {@code GetServerState}.
 */
final class ServerState {

	/** Above this size the machine's state is left out. */
	private static final int MAX_MACHINE_BYTES = 1 << 20;

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private ServerState() {
	}

	/**
	 * Return the state.
	 * @param user whether to include the machine's, which costs it a moment
	 */
	static CompletableFuture<byte[]> of(RaftNode node, boolean user) {
		if (!user) {
			return CompletableFuture.completedFuture(write(node.status(), null));
		}
		return node.machineState(MAX_MACHINE_BYTES).thenApply((machine) -> write(node.status(), machine));
	}

	private static byte[] write(NodeStatus status, byte @Nullable [] machine) {
		Member leader = status.leader();
		ObjectNode state = MAPPER.createObjectNode();
		state.put("addr", status.address());
		state.put("node_id", status.nodeId());
		state.put("current_term", status.term());
		state.put("voted_for", status.votedFor());
		state.put("role", status.role().wireName());
		state.put("leader", (leader != null) ? leader.address() : null);
		state.put("commit_index", status.commitIndex());
		state.put("last_applied", status.lastApplied());
		state.putObject("snapshot").put("term", status.snapshotTerm()).put("index", status.snapshotIndex());
		ObjectNode machines = state.putObject("machines");
		ObjectNode system = machines.putObject("system");
		system.put("min_election_timeout_ms", status.minElectionTimeoutMillis());
		system.put("max_election_timeout_ms", status.maxElectionTimeoutMillis());
		ObjectNode members = system.putObject("members");
		for (Member member : status.members()) {
			members.putObject(Long.toString(member.nodeId()))
				.put("addr", member.address())
				.put("role", member.role().name().toLowerCase(Locale.ROOT));
		}
		if (machine != null) {
			machines.putRawValue("user", new RawValue(new String(machine, StandardCharsets.UTF_8)));
		}
		else {
			machines.putNull("user");
		}
		return MAPPER.writeValueAsBytes(state);
	}

}
