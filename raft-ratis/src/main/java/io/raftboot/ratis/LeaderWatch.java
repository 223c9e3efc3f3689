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

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;

/**
 * Notices a leader that a majority does not answer. Ratis looks for that only while
 * nothing happens, so one that is cut off and keeps getting writes would never step down
 * (dissertation, section 6.2).
 */
final class LeaderWatch {

	private LeaderWatch() {
	}

	/**
	 * Return whether a leader has been without a majority for too long.
	 * @param patienceMillis how long that may be
	 */
	static boolean isDeserted(RaftServer.Division division, long patienceMillis) {
		RoleInfoProto info = division.getInfo().getRoleInfoProto();
		if (!info.hasLeaderInfo() || info.getRoleElapsedTimeMs() < patienceMillis) {
			return false;
		}
		Set<String> heard = new HashSet<>();
		heard.add(division.getId().toString());
		for (ServerRpcProto follower : info.getLeaderInfo().getFollowerInfoList()) {
			if (follower.getLastRpcElapsedTimeMs() <= patienceMillis) {
				heard.add(follower.getId().getId().toStringUtf8());
			}
		}
		RaftConfiguration configuration = division.getRaftConf();
		return !isMajority(configuration.getCurrentPeers(RaftPeerRole.FOLLOWER), heard)
				|| !isMajority(configuration.getPreviousPeers(RaftPeerRole.FOLLOWER), heard);
	}

	private static boolean isMajority(Collection<RaftPeer> voters, Set<String> heard) {
		long count = voters.stream().filter((peer) -> heard.contains(peer.getId().toString())).count();
		return voters.isEmpty() || 2 * count > voters.size();
	}

}
