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

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/**
 * Ratis's gRPC without encryption. Ratis makes it by the name of the class.
 */
public final class PlainNetwork implements RpcType {

	@Override
	public String name() {
		return PlainNetwork.class.getName();
	}

	@Override
	public RpcFactory newFactory(Parameters parameters) {
		return new Factory(parameters);
	}

	private static final class Factory extends GrpcFactory {

		private final Appenders appenders;

		Factory(Parameters parameters) {
			super(parameters);
			this.appenders = Appenders.of(parameters);
		}

		@Override
		public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
			return this.appenders.add(new PromptAppender(server, state, follower));
		}

	}

}
