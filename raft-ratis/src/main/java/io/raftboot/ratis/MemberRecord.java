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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Who the node with this directory is, and whom it has met.
 *
 * @param directoryId drawn at random when the directory was first used, never 0
 * @param clusterId the same for all members of a cluster, 0 before it is known
 * @param nodeId the member's number, 0 before it is one
 * @param removed whether the member was removed from the cluster
 * @param formatted whether Ratis has its directory, so that one that is missing is
 * noticed
 * @param minTimeoutMillis the lower bound of the election timeout
 * @param maxTimeoutMillis the upper bound
 * @param peers the directory that each other member had when it was first met
 */
record MemberRecord(long directoryId, long clusterId, long nodeId, boolean removed, boolean formatted,
		long minTimeoutMillis, long maxTimeoutMillis, Map<Long, Long> peers) {

	MemberRecord {
		peers = Map.copyOf(peers);
	}

	static MemberRecord empty(long directoryId) {
		return new MemberRecord(directoryId, 0, 0, false, false, 0, 0, Map.of());
	}

	MemberRecord member(long cluster, long number, long minMillis, long maxMillis) {
		return new MemberRecord(this.directoryId, cluster, number, false, false, minMillis, maxMillis, this.peers);
	}

	MemberRecord withTimeouts(long minMillis, long maxMillis) {
		return new MemberRecord(this.directoryId, this.clusterId, this.nodeId, this.removed, this.formatted, minMillis,
				maxMillis, this.peers);
	}

	MemberRecord asFormatted() {
		return new MemberRecord(this.directoryId, this.clusterId, this.nodeId, this.removed, true,
				this.minTimeoutMillis, this.maxTimeoutMillis, this.peers);
	}

	MemberRecord asRemoved() {
		return new MemberRecord(this.directoryId, this.clusterId, this.nodeId, true, this.formatted,
				this.minTimeoutMillis, this.maxTimeoutMillis, this.peers);
	}

	MemberRecord knowing(long member, long directory) {
		Map<Long, Long> more = new TreeMap<>(this.peers);
		more.put(member, directory);
		return new MemberRecord(this.directoryId, this.clusterId, this.nodeId, this.removed, this.formatted,
				this.minTimeoutMillis, this.maxTimeoutMillis, more);
	}

	/**
	 * Return the name that Ratis has for the group.
	 */
	UUID groupId(String group) {
		byte[] name = group.getBytes(StandardCharsets.UTF_8);
		return UUID
			.nameUUIDFromBytes(ByteBuffer.allocate(Long.BYTES + name.length).putLong(this.clusterId).put(name).array());
	}

}
