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

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.Role;
import io.raftboot.engine.Engine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a leader owes the others before it closes: a successor, so that they need not wait
 * for an election timeout (Raft dissertation, section 3.10).
 */
final class Departure {

	private static final Logger log = LoggerFactory.getLogger(Departure.class);

	private Departure() {
	}

	/**
	 * Hand leadership over, if this node has it and a voter has lately answered. Waits
	 * for an election timeout at most.
	 * @param engine the engine, still running
	 */
	static void handOver(Engine engine) {
		NodeStatus status = engine.status();
		if (status.condition() != NodeStatus.Condition.MEMBER || status.role() != Role.LEADER
				|| !hasSuccessor(status)) {
			return;
		}
		try {
			String leader = engine.transferLeadership(null)
				.get(status.minElectionTimeoutMillis(), TimeUnit.MILLISECONDS);
			log.info("Handed leadership over to {} before closing", leader);
		}
		catch (ExecutionException | TimeoutException ex) {
			log.info("Nobody took leadership over before closing: the others elect");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean hasSuccessor(NodeStatus status) {
		for (NodeStatus.Progress progress : status.progress()) {
			boolean heard = progress.lastContactMillis() >= 0
					&& progress.lastContactMillis() < status.maxElectionTimeoutMillis();
			if (heard && isVoter(status, progress.nodeId())) {
				return true;
			}
		}
		return false;
	}

	private static boolean isVoter(NodeStatus status, long nodeId) {
		for (Member member : status.members()) {
			if (member.nodeId() == nodeId) {
				return member.role() == MemberRole.VOTER;
			}
		}
		return false;
	}

}
