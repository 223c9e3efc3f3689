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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;

/**
 * Ratis's network for a node without an address: there is none. Ratis makes it by the
 * name of the class.
 */
public final class NoNetwork implements RpcType {

	@Override
	public String name() {
		return NoNetwork.class.getName();
	}

	@Override
	public RpcFactory newFactory(Parameters parameters) {
		return new ServerFactory() {

			@Override
			public RaftServerRpc newRaftServerRpc(RaftServer server) {
				return new Silence();
			}

			@Override
			public RpcType getRpcType() {
				return NoNetwork.this;
			}

		};
	}

	private final class Silence implements RaftServerRpc {

		@Override
		public void start() {
			// there is nothing to open
		}

		@Override
		public void close() {
			// nor to close
		}

		@Override
		public InetSocketAddress getInetSocketAddress() {
			return InetSocketAddress.createUnresolved(RatisSettings.NO_ADDRESS, 0);
		}

		@Override
		public RpcType getRpcType() {
			return NoNetwork.this;
		}

		@Override
		public void addRaftPeers(Collection<RaftPeer> peers) {
			// nobody is reached
		}

		@Override
		public void handleException(RaftPeerId serverId, Exception ex, boolean reconnect) {
			// nothing is sent
		}

		@Override
		public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
			throw nobody();
		}

		@Override
		public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) throws IOException {
			throw nobody();
		}

		@Override
		public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) throws IOException {
			throw nobody();
		}

		@Override
		public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
				throws IOException {
			throw nobody();
		}

		private static IOException nobody() {
			return new IOException("a node without an address has no other members");
		}

	}

}
