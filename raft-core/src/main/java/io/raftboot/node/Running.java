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

import java.io.IOException;
import java.security.SecureRandom;
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
import java.util.random.RandomGenerator;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.raftboot.NodeSettings;
import io.raftboot.NodeStatus.Condition;
import io.raftboot.RaftStartException;
import io.raftboot.engine.EngineListener;
import io.raftboot.storage.Disk;
import io.raftboot.storage.FileDisk;
import io.raftboot.storage.MemoryDisk;
import io.raftboot.storage.NodeStorage;
import io.raftboot.storage.StorageSettings;
import io.raftboot.transport.Outbox;
import io.raftboot.transport.SocketPolling;
import io.raftboot.transport.Transport;
import io.raftboot.transport.TransportSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that a started engine holds: its storage, its event loop, the threads beside
 * it and its port. Ends all of it when closed.
 */
final class Running {

	private static final Logger logger = LoggerFactory.getLogger(Running.class);

	private static final long CLOSE_SECONDS = 5;

	/** Steps of handshakes that wait for the processor; further ones fail. */
	private static final int MAX_HANDSHAKES = 1024;

	private final NodeStorage storage;

	private final Disk disk;

	/** The threads that were started, so that their end can be awaited. */
	private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

	private final EventLoopGroup group;

	private final EventLoop loop;

	private final ExecutorService background;

	/** Handshakes of TLS: a flood of them must delay neither the loop nor a snapshot. */
	private final ExecutorService handshakes;

	private final Driver driver;

	private @Nullable Replica replica;

	private @Nullable Transport transport;

	private boolean closed;

	private Running(NodeSettings settings, Disk disk, NodeStorage storage, PeerDirectories directories) {
		this.disk = disk;
		this.storage = storage;
		this.group = new MultiThreadIoEventLoopGroup(1, threads("raft-" + settings.group() + "-loop"),
				SocketPolling.factory());
		this.loop = this.group.next();
		this.background = pool(2, Integer.MAX_VALUE, "raft-" + settings.group() + "-background");
		this.handshakes = pool(1, MAX_HANDSHAKES, "raft-" + settings.group() + "-tls");
		this.driver = new Driver(this.loop, directories);
	}

	private ExecutorService pool(int size, int queued, String name) {
		ThreadPoolExecutor pool = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(queued), threads(name));
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
	 * Open the storage.
	 * @throws RaftStartException if it cannot be used
	 */
	static Running open(NodeSettings settings) {
		Disk disk = null;
		NodeStorage storage = null;
		try {
			disk = settings.memoryStorage() ? new MemoryDisk() : FileDisk.open(settings.dataDirectory());
			storage = NodeStorage.open(disk, new StorageSettings(settings.group(), settings.sync(),
					settings.logSegmentSize(), settings.logCacheSize()));
			return new Running(settings, disk, storage, PeerDirectories.open(disk));
		}
		catch (IOException | RuntimeException ex) {
			close(disk, storage);
			throw new RaftStartException("data-directory", settings.dataDirectory().toString(),
					"The storage cannot be opened: " + ex.getMessage(),
					"Repair what the message names, or restore the directory; as the last resort remove this member,"
							+ " delete the directory and add the member again.",
					ex);
		}
	}

	/**
	 * Start the replica.
	 * @throws RaftStartException if that fails
	 */
	void start(NodeSettings settings, EngineListener listener, @Nullable Supplier<? extends ChannelHandler> clients,
			MeterRegistry meters) {
		RandomGenerator random = new SplittableRandom(new SecureRandom().nextLong());
		String address = settings.address();
		Outbox outbox = new SilentOutbox();
		if (address != null) {
			this.transport = new Transport(
					TransportSettings.of(settings.group(), address, settings.maxCommandSize(), settings.tls()),
					new Transport.Threads(this.loop, Epoll.isAvailable(), this.background, this.handshakes),
					this.driver, clients, random, meters);
			outbox = this.transport;
		}
		Replica created = new Replica(ReplicaSettings.of(settings), this.storage, listener, outbox,
				new ReplicaHost(random, this.driver, this.background, meters));
		this.replica = created;
		onLoop(() -> {
			try {
				this.driver.start(created);
			}
			catch (IOException ex) {
				throw new RaftStartException("data-directory", settings.dataDirectory().toString(),
						"The storage cannot be written: " + ex.getMessage(),
						"Make room on the disk, or look whether it works.", ex);
			}
		});
	}

	/**
	 * Open the port, join a cluster if that is set.
	 * @throws RaftStartException if that fails
	 */
	void openPort(NodeSettings settings) {
		if (this.transport != null) {
			this.transport.open();
			if (!settings.join().isEmpty() && replica().status().condition() == Condition.UNINITIALISED) {
				this.transport.join(settings.join(), settings.role());
			}
		}
	}

	private void onLoop(Runnable task) {
		try {
			CompletableFuture.runAsync(task, this.loop).join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	Driver driver() {
		return this.driver;
	}

	Replica replica() {
		Replica started = this.replica;
		if (started == null) {
			throw new IllegalStateException("the engine was not started");
		}
		return started;
	}

	void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		Runnable ending = () -> {
			if (this.transport != null) {
				this.transport.close();
			}
			this.driver.close();
		};
		if (this.loop.inEventLoop()) {
			ending.run();
			this.group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		else {
			CompletableFuture.runAsync(ending, this.loop)
				.orTimeout(CLOSE_SECONDS, TimeUnit.SECONDS)
				.exceptionally((problem) -> {
					logger.warn("The engine did not close in order", problem);
					return null;
				})
				.join();
			this.group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
				.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		this.handshakes.shutdownNow();
		this.background.shutdownNow();
		awaitThreads();
		close(this.disk, this.storage);
	}

	/**
	 * Netty calls a loop terminated while its thread has still some steps to go, and a
	 * snapshot that is being written must not outlive its storage.
	 */
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

	private static void close(@Nullable Disk disk, @Nullable NodeStorage storage) {
		if (storage != null) {
			storage.close();
		}
		if (disk != null) {
			disk.close();
		}
	}

}
