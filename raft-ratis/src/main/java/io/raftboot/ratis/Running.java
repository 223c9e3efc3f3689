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
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.raftboot.Member;
import io.raftboot.NodeSettings;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.RaftStartException;
import io.raftboot.consensus.Message;
import io.raftboot.engine.EngineListener;
import io.raftboot.storage.Disk;
import io.raftboot.storage.FileDisk;
import io.raftboot.storage.MemoryDisk;
import io.raftboot.transport.Inbox;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.PeerMessage;
import io.raftboot.transport.SocketPolling;
import io.raftboot.transport.Transport;
import io.raftboot.transport.TransportSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a started engine holds: its directory, its event loop, the threads
 * beside it and its ports. Ends all of it when closed.
 */
final class Running {

	private static final Logger logger = LoggerFactory.getLogger(Running.class);

	private static final long CLOSE_SECONDS = 5;

	/** Steps of handshakes that wait for the processor; further ones fail. */
	private static final int MAX_HANDSHAKES = 1024;

	private final RatisSettings settings;

	private final Disk disk;

	private final Path storage;

	/** The threads that were started, so that their end can be awaited. */
	private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

	private final EventLoopGroup group;

	private final EventLoop eventLoop;

	private final EngineLoop loop;

	/** One thread for what may wait, in order. */
	private final ThreadPoolExecutor control;

	private final ThreadPoolExecutor resolver;

	/** Handshakes of TLS: a flood of them must not delay the loop. */
	private final ThreadPoolExecutor handshakes;

	private final RatisNode node;

	private @Nullable Transport transport;

	private boolean closed;

	private Running(RatisSettings settings, Disk disk, MemberFile file, EngineListener listener,
			@Nullable Supplier<? extends ChannelHandler> clients, MeterRegistry meters) throws IOException {
		this.settings = settings;
		this.disk = disk;
		this.storage = StorageDirectory.open(settings);
		String prefix = "raft-" + settings.node().group();
		this.group = new MultiThreadIoEventLoopGroup(1, threads(prefix + "-loop"), SocketPolling.factory());
		this.eventLoop = this.group.next();
		this.loop = new EngineLoop(this.eventLoop);
		this.control = pool(Integer.MAX_VALUE, prefix + "-control");
		this.resolver = pool(Integer.MAX_VALUE, prefix + "-background");
		this.handshakes = pool(MAX_HANDSHAKES, prefix + "-tls");
		RatisNode.Surroundings surroundings = new RatisNode.Surroundings(settings, this.storage, this.loop,
				this.control, new RatisMeters(meters, settings.node().group()));
		this.node = new RatisNode(surroundings, file, listener, (inbox) -> network(inbox, clients, meters));
	}

	private Outbox network(Inbox inbox, @Nullable Supplier<? extends ChannelHandler> clients, MeterRegistry meters) {
		NodeSettings node = this.settings.node();
		String address = node.address();
		if (address == null) {
			return new Silence();
		}
		Transport created = new Transport(
				TransportSettings.of(node.group(), address, node.maxCommandSize(), node.tls()),
				new Transport.Threads(this.eventLoop, Epoll.isAvailable(), this.resolver, this.handshakes), inbox,
				clients, new SplittableRandom(MemberFile.nonZero()), meters);
		this.transport = created;
		return created;
	}

	private ThreadPoolExecutor pool(int queued, String name) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(queued),
				threads(name));
		pool.allowCoreThreadTimeOut(true);
		return pool;
	}

	private ThreadFactory threads(String name) {
		return (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			this.threads.removeIf((other) -> other.getState() == Thread.State.TERMINATED);
			this.threads.add(thread);
			return thread;
		};
	}

	/**
	 * Open the directory.
	 * @throws RaftStartException if it cannot be used
	 */
	static Running open(RatisSettings settings, EngineListener listener,
			@Nullable Supplier<? extends ChannelHandler> clients, MeterRegistry meters) {
		NodeSettings node = settings.node();
		Disk disk = null;
		try {
			disk = node.memoryStorage() ? new MemoryDisk() : FileDisk.open(node.dataDirectory());
			return new Running(settings, disk, MemberFile.open(disk, node.group()), listener, clients, meters);
		}
		catch (IOException | RuntimeException ex) {
			if (disk != null) {
				disk.close();
			}
			throw new RaftStartException("data-directory", node.dataDirectory().toString(),
					"The storage cannot be opened: " + ex.getMessage(),
					"Repair what the message names, or restore the directory; as the last resort remove this member,"
							+ " delete the directory and add the member again.",
					ex);
		}
	}

	/**
	 * Open Ratis and the port, join a cluster if that is set.
	 * @throws RaftStartException if that fails
	 */
	void start() {
		this.node.open();
		onLoop(this.node::start);
		onLoop(() -> this.node.turn(this.loop.now()));
		Transport network = this.transport;
		if (network != null) {
			network.open();
			NodeSettings wanted = this.settings.node();
			if (!wanted.join().isEmpty() && this.node.status().condition() == Condition.UNINITIALISED) {
				network.join(wanted.join(), wanted.role());
			}
		}
	}

	private void onLoop(Runnable task) {
		try {
			CompletableFuture.runAsync(task, this.eventLoop).join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	EngineLoop loop() {
		return this.loop;
	}

	RatisNode node() {
		return this.node;
	}

	void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		CompletableFuture.runAsync(this::endTurns, this.eventLoop)
			.orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
			.exceptionally((problem) -> {
				logger.warn("The engine did not close in order", problem);
				return null;
			})
			.join();
		shutDown(this.control);
		this.node.end();
		this.group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
			.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
		this.handshakes.shutdownNow();
		this.resolver.shutdownNow();
		this.threads.add(this.node.appending());
		awaitThreads();
		StorageDirectory.close(this.settings, this.storage);
		this.disk.close();
	}

	private void endTurns() {
		if (this.transport != null) {
			this.transport.close();
		}
		this.node.close();
	}

	/** What was begun, such as opening Ratis, is not left half done. */
	private static void shutDown(ExecutorService pool) {
		pool.shutdown();
		try {
			if (!pool.awaitTermination(4 * CLOSE_SECONDS, TimeUnit.SECONDS)) {
				logger.warn("Ratis does not come to an end; it is left behind");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void awaitThreads() {
		for (Thread thread : this.threads) {
			try {
				if (thread != Thread.currentThread()) {
					thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	/** The network of a node without an address. */
	private static final class Silence implements Outbox {

		@Override
		public void members(List<Member> others) {
			// there are none
		}

		@Override
		public void send(Message message) {
			// to nobody
		}

		@Override
		public void send(long member, PeerMessage message) {
			// to nobody
		}

		@Override
		public void flush() {
			// nothing was sent
		}

	}

}
