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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandler;
import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeSettings;
import io.raftboot.NodeStatus;
import io.raftboot.RaftException;
import io.raftboot.Tls;
import io.raftboot.engine.Engine;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.ReadRequest;
import io.raftboot.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of this project's own: a {@link Replica} with a thread, a clock and a
 * network. One event loop owns the replica and every connection of the port.
 */
public final class NativeEngine implements Engine {

	private static final Logger logger = LoggerFactory.getLogger(NativeEngine.class);

	private final NodeSettings settings;

	private final @Nullable Supplier<? extends ChannelHandler> clientHandler;

	private final MeterRegistry meters;

	private volatile @Nullable Running running;

	/** What the log holds is applied, and reported as such, before the start returns. */
	private volatile @Nullable Running replaying;

	private boolean closed;

	/**
	 * Create an engine.
	 * @param settings the settings of the node
	 * @param clientHandler makes the handler of a client's connection, {@code null} when
	 * clients are not served on the port; the connection is open and its first bytes are
	 * read when the handler is added
	 * @param meters where figures go
	 */
	public NativeEngine(NodeSettings settings, @Nullable Supplier<? extends ChannelHandler> clientHandler,
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
		Running starting = Running.open(this.settings);
		this.replaying = starting;
		try {
			starting.start(this.settings, listener, this.clientHandler, this.meters);
			this.running = starting;
			starting.openPort(this.settings);
		}
		catch (RuntimeException ex) {
			this.running = null;
			starting.close();
			throw ex;
		}
		warnOfOpenAddress();
	}

	private void warnOfOpenAddress() {
		String address = this.settings.address();
		if (address == null) {
			return;
		}
		InetAddress host = new InetSocketAddress(Transport.parse(address).getHostString(), 0).getAddress();
		Supplier<Tls> tls = this.settings.tls();
		if (host == null || host.isLoopbackAddress()) {
			return;
		}
		if (tls == null) {
			logger.warn("The Raft port {} is open to the network and not encrypted:"
					+ " anyone who reaches it can read and write", address);
		}
		else if (tls.get().clientAuth() == Tls.ClientAuth.NONE) {
			logger.warn("The Raft port {} is open to the network and asks for no certificate:"
					+ " anyone who reaches it can read and write", address);
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
		if (current == null || !current.driver().submit(proposal)) {
			proposal.rejected(ErrorCode.NO_LEADER);
		}
	}

	@Override
	public void read(ReadRequest request) {
		Running current = this.running;
		if (current == null || !current.driver().submit(request)) {
			request.rejected(ErrorCode.NO_LEADER);
		}
	}

	@Override
	public void applied(long index) {
		Running current = this.replaying;
		if (current != null) {
			current.driver().applied(index);
		}
	}

	@Override
	public void execute(Runnable task) {
		Running current = this.running;
		if (current == null || !current.driver().afterwards(task)) {
			task.run();
		}
	}

	@Override
	public CompletableFuture<List<Member>> createCluster(long minElectionTimeoutMillis, long maxElectionTimeoutMillis) {
		return call((replica) -> replica.createCluster(minElectionTimeoutMillis, maxElectionTimeoutMillis));
	}

	@Override
	public CompletableFuture<List<Member>> addMember(String address, MemberRole role) {
		return call((replica) -> replica.addMember(address, role));
	}

	@Override
	public CompletableFuture<List<Member>> removeMember(String address) {
		return call((replica) -> replica.removeMember(address));
	}

	@Override
	public CompletableFuture<String> transferLeadership(@Nullable String address) {
		return call((replica) -> replica.transferLeadership(address));
	}

	@Override
	public CompletableFuture<Long> takeSnapshot() {
		return call(Replica::takeSnapshot);
	}

	private <T> CompletableFuture<T> call(Function<Replica, CompletableFuture<T>> call) {
		CompletableFuture<T> result = new CompletableFuture<>();
		Running current = this.running;
		Runnable task = () -> {
			if (current != null) {
				call.apply(current.replica()).whenComplete((value, problem) -> {
					if (problem != null) {
						result.completeExceptionally(problem);
					}
					else {
						result.complete(value);
					}
				});
			}
		};
		if (current == null || !current.driver().submit(task)) {
			result.completeExceptionally(
					(current != null && current.replica().status().condition() == NodeStatus.Condition.REMOVED)
							? new RaftException(ErrorCode.NOT_CLUSTER_MEMBER)
							: new RaftException(ErrorCode.NO_LEADER, "the node is not running"));
		}
		return result;
	}

	@Override
	public long clusterId() {
		Running current = this.replaying;
		return (current != null) ? current.driver().clusterId() : 0;
	}

	@Override
	public NodeStatus status() {
		Running current = this.running;
		if (current == null) {
			return ReplicaView.beforeStart(ReplicaSettings.of(this.settings));
		}
		return current.replica().status();
	}

}
