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

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandler;
import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeStatus;
import io.raftboot.RaftException;
import io.raftboot.engine.Engine;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.ReadRequest;
import io.raftboot.transport.PeerMessage.CallKind;
import org.jspecify.annotations.Nullable;

/**
 * The engine on Apache Ratis.
 */
final class RatisEngine implements Engine {

	private final RatisSettings settings;

	private final @Nullable Supplier<? extends ChannelHandler> clientHandler;

	private final MeterRegistry meters;

	private volatile @Nullable Running running;

	private boolean closed;

	RatisEngine(RatisSettings settings, @Nullable Supplier<? extends ChannelHandler> clientHandler,
			MeterRegistry meters) {
		this.settings = settings;
		this.clientHandler = clientHandler;
		this.meters = meters;
	}

	@Override
	public synchronized void start(EngineListener listener) {
		if (this.closed || this.running != null) {
			throw new IllegalStateException("an engine starts once");
		}
		Running starting = Running.open(this.settings, listener, this.clientHandler, this.meters);
		this.running = starting;
		try {
			starting.start();
		}
		catch (RuntimeException ex) {
			this.running = null;
			starting.close();
			throw ex;
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		Running ending = this.running;
		if (ending != null) {
			ending.close();
		}
	}

	@Override
	public void propose(Proposal proposal) {
		Running current = this.running;
		if (current == null || !current.loop().submit(proposal)) {
			proposal.rejected(ErrorCode.NO_LEADER);
		}
	}

	@Override
	public void read(ReadRequest request) {
		Running current = this.running;
		if (current == null || !current.loop().submit(request)) {
			request.rejected(ErrorCode.NO_LEADER);
		}
	}

	@Override
	public void applied(long index) {
		Running current = this.running;
		if (current != null) {
			current.node().applied(index);
		}
	}

	@Override
	public void execute(Runnable task) {
		Running current = this.running;
		if (current == null || !current.loop().submit(task)) {
			task.run();
		}
	}

	@Override
	public CompletableFuture<List<Member>> createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis) {
		return call((node) -> node.createCluster(minElectionTimeoutMillis, maxElectionTimeoutMillis));
	}

	@Override
	public CompletableFuture<List<Member>> addMember(String address, MemberRole role) {
		if (role == MemberRole.WITNESS) {
			return CompletableFuture.failedFuture(new UnsupportedOperationException(
					"role \"witness\": the engine ratis has no witnesses; use \"voter\" or \"learner\""));
		}
		return call((node) -> node.call(CallKind.ADD, address, role));
	}

	@Override
	public CompletableFuture<List<Member>> removeMember(String address) {
		return call((node) -> node.call(CallKind.REMOVE, address, MemberRole.VOTER));
	}

	@Override
	public CompletableFuture<String> transferLeadership(@Nullable String address) {
		return call((node) -> node.call(CallKind.TRANSFER, (address != null) ? address : "", MemberRole.VOTER))
			.thenApply((leader) -> leader.isEmpty() ? "" : leader.get(0).address());
	}

	@Override
	public CompletableFuture<Long> takeSnapshot() {
		return call(RatisNode::takeSnapshot);
	}

	private <T> CompletableFuture<T> call(Function<RatisNode, CompletableFuture<T>> call) {
		CompletableFuture<T> result = new CompletableFuture<>();
		Running current = this.running;
		Runnable task = () -> {
			if (current != null) {
				call.apply(current.node()).whenComplete((value, problem) -> {
					if (problem != null) {
						result.completeExceptionally(problem);
					}
					else {
						result.complete(value);
					}
				});
			}
		};
		if (current == null || !current.loop().submit(task)) {
			result.completeExceptionally(new RaftException(ErrorCode.NO_LEADER, "the node is not running"));
		}
		return result;
	}

	@Override
	public NodeStatus status() {
		Running current = this.running;
		return (current != null) ? current.node().status() : View.beforeStart(this.settings);
	}

}
