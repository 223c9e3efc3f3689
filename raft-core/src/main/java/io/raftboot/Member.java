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

package io.raftboot;

import java.util.Objects;

/**
 * A node's entry in the configuration of its cluster.
 *
 * @param nodeId the number given at joining, above zero, never used again in this cluster
 * @param address where the node is reached, {@code host:port}
 * @param role what the member counts for
 */
public record Member(long nodeId, String address, MemberRole role) {

	public Member {
		if (nodeId <= 0) {
			throw new IllegalArgumentException("nodeId must be above 0 but was \"" + nodeId + "\"");
		}
		Objects.requireNonNull(address, "address");
		Objects.requireNonNull(role, "role");
	}

}
