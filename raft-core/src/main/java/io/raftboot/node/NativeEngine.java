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

package io.raftboot.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandler;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeSettings;
import io.raftboot.NodeStatus;
import io.raftboot.engine.Engine;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.ReadRequest;
import org.jspecify.annotations.Nullable;

/**
 * The engine of this project's own: a {@link Replica} with a thread, a clock and a
 * network. One event loop owns the replica and every connection of the port.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class NativeEngine implements Engine {

	/**
	 * Create an engine.
	 * @param settings the settings of the node
	 * @param clientHandler makes the handler of a client's connection, {@code null} when
	 * clients are not served on the port
	 * @param meters where figures go
	 */
	public NativeEngine(NodeSettings settings, @Nullable Supplier<? extends ChannelHandler> clientHandler,
			MeterRegistry meters) {
	}

	@Override
	public void start(EngineListener listener) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void propose(Proposal proposal) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void read(ReadRequest request) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void applied(long index) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<List<Member>> createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<List<Member>> addMember(String address, MemberRole role) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<List<Member>> removeMember(String address) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<String> transferLeadership(@Nullable String address) {
		throw new UnsupportedOperationException();
	}

	@Override
	public CompletableFuture<Long> takeSnapshot() {
		throw new UnsupportedOperationException();
	}

	@Override
	public NodeStatus status() {
		throw new UnsupportedOperationException();
	}

}
