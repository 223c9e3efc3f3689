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

import io.raftboot.Member;
import io.raftboot.NodeListener;
import io.raftboot.Role;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes of leader, and of this node's role, to the log.
 */
final class LeaderLog implements NodeListener {

	private static final Logger logger = LoggerFactory.getLogger(LeaderLog.class);

	@Override
	public void leaderChanged(@Nullable Member leader, long term) {
		if (leader != null) {
			logger.info("Leader of term {}: {} (member {})", term, leader.address(), leader.nodeId());
		}
		else {
			logger.info("No leader known in term {}", term);
		}
	}

	@Override
	public void roleChanged(Role role, long term) {
		logger.info("Role of this node in term {}: {}", term, role.wireName());
	}

}
