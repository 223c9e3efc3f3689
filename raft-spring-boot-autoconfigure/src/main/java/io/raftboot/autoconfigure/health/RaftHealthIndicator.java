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

package io.raftboot.autoconfigure.health;

import io.raftboot.Member;
import io.raftboot.NodeStatus;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.RaftNode;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Up while a leader is known and the log can be written, out of service without a leader
 * or a cluster, down when the storage failed.
 */
final class RaftHealthIndicator extends AbstractHealthIndicator {

	private final RaftNode node;

	RaftHealthIndicator(RaftNode node) {
		super("Raft health check failed");
		this.node = node;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		NodeStatus status = this.node.status();
		Member leader = status.leader();
		if (status.condition() == Condition.FAILED) {
			builder.down().withDetail("reason", (status.failure() != null) ? status.failure() : "storage failed");
		}
		else if (status.condition() == Condition.UNINITIALISED) {
			builder.outOfService().withDetail("reason", "not a member of a cluster yet");
		}
		else if (status.condition() == Condition.REMOVED) {
			builder.outOfService().withDetail("reason", "removed from the cluster");
		}
		else if (leader == null) {
			builder.outOfService().withDetail("reason", "no leader known");
		}
		else {
			builder.up().withDetail("leader", leader.address());
		}
		builder.withDetail("role", status.role().wireName()).withDetail("term", status.term());
	}

}
