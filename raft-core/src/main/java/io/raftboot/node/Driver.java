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
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.raftboot.MemberRole;
import io.raftboot.consensus.Message;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.ReadRequest;
import io.raftboot.transport.Inbox;
import io.raftboot.transport.PeerMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a replica its thread and its clock. Inputs gather while the loop goes through the
 * sockets that are ready, and one turn of the replica follows at the end of that pass: so
 * batches grow with the load, and nothing waits for a timer.
 */
final class Driver implements Inbox, Executor {

	private static final Logger logger = LoggerFactory.getLogger(Driver.class);

	private final EventLoop loop;

	private final PeerDirectories directories;

	private final long startNanos = System.nanoTime();

	/** What other threads have brought. */
	private final Queue<Object> inputs = new ConcurrentLinkedQueue<>();

	/** Whether the loop knows of {@link #inputs}: one wake-up for all of them. */
	private final AtomicBoolean woken = new AtomicBoolean();

	private volatile long applied;

	/** Whether the replica waits for entries to be applied. */
	private volatile boolean heldBack;

	private @Nullable Replica replica;

	private boolean scheduled;

	private @Nullable ScheduledFuture<?> timer;

	private long timerAt;

	private volatile boolean closed;

	Driver(EventLoop loop, PeerDirectories directories) {
		this.loop = loop;
		this.directories = directories;
	}

	/** Take the replica and start it. On the loop. */
	void start(Replica started) throws IOException {
		this.replica = started;
		started.start(now(), System.currentTimeMillis());
		turn();
	}

	/** Stop; the replica is closed. On the loop. */
	void close() {
		this.closed = true;
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		Replica running = this.replica;
		if (running != null) {
			running.close();
		}
	}

	// From any thread

	/**
	 * Bring a {@link Proposal}, a {@link ReadRequest} or a {@link Runnable}.
	 * @return whether it will be taken
	 */
	boolean submit(Object input) {
		if (this.closed) {
			return false;
		}
		if (this.loop.inEventLoop()) {
			take(input);
			schedule();
			return true;
		}
		this.inputs.add(input);
		return wake();
	}

	@Override
	public void execute(Runnable task) {
		submit(task);
	}

	/**
	 * Run something on the loop, when it has gone through what is ready.
	 * @return whether it will be run
	 */
	boolean afterwards(Runnable task) {
		try {
			this.loop.execute(task);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	void applied(long index) {
		this.applied = index;
		if (this.heldBack) {
			wake();
		}
	}

	private boolean wake() {
		if (this.woken.compareAndSet(false, true)) {
			try {
				this.loop.execute(this::turn);
			}
			catch (RejectedExecutionException ex) {
				return false;
			}
		}
		return true;
	}

	// On the loop

	private void schedule() {
		if (!this.scheduled && !this.closed) {
			this.scheduled = true;
			this.loop.execute(this::turn);
		}
	}

	private void turn() {
		this.scheduled = false;
		this.woken.set(false);
		Replica running = this.replica;
		if (this.closed || running == null) {
			return;
		}
		Object input = this.inputs.poll();
		while (input != null) {
			take(input);
			input = this.inputs.poll();
		}
		try {
			running.applied(this.applied);
			running.process(now(), System.currentTimeMillis());
		}
		catch (RuntimeException | Error ex) {
			running.fail(ex);
		}
		this.heldBack = running.isHeldBack();
		if (this.heldBack && this.applied > running.lastApplied()) {
			schedule();
		}
		arm(running);
	}

	private void take(Object input) {
		Replica running = this.replica;
		if (running == null) {
			return;
		}
		try {
			if (input instanceof Proposal proposal) {
				running.propose(proposal);
			}
			else if (input instanceof ReadRequest read) {
				running.read(read);
			}
			else if (input instanceof Runnable task) {
				// a snapshot that is asked for holds what its caller has seen applied
				running.applied(this.applied);
				task.run();
			}
		}
		catch (RuntimeException ex) {
			logger.error("An input was not taken: {}", input, ex);
		}
	}

	/** Have the timer fire when the replica needs it, or a little earlier. */
	private void arm(Replica running) {
		long next = running.nextDeadline();
		ScheduledFuture<?> armed = this.timer;
		if (armed != null) {
			if (this.timerAt <= next) {
				return;
			}
			armed.cancel(false);
		}
		this.timerAt = next;
		this.timer = this.loop.schedule(this::timeout, Math.max(0, next - now()), TimeUnit.MILLISECONDS);
	}

	private void timeout() {
		this.timer = null;
		turn();
	}

	private long now() {
		return (System.nanoTime() - this.startNanos) / 1_000_000;
	}

	// From the network

	@Override
	public long clusterId() {
		return running().identity().clusterId();
	}

	@Override
	public long directoryId() {
		return running().identity().directoryId();
	}

	@Override
	public long nodeId() {
		return running().identity().nodeId();
	}

	@Override
	public void received(Message message) {
		running().receive(message);
		schedule();
	}

	@Override
	public void received(long from, PeerMessage message) {
		running().receive(from, message);
		schedule();
	}

	@Override
	public void unreachable(long member) {
		// No turn for this alone: what it leads to could not be sent either
		running().unreachable(member);
	}

	@Override
	public boolean join(long clusterId, long nodeId) {
		return running().join(clusterId, nodeId);
	}

	@Override
	public CompletableFuture<?> addMember(String address, MemberRole role) {
		CompletableFuture<?> added = running().addMember(address, role);
		schedule();
		return added;
	}

	@Override
	public boolean knows(long member, long directoryId) {
		try {
			return this.directories.knows(member, directoryId);
		}
		catch (IOException ex) {
			running().fail(ex);
			return false;
		}
	}

	private Replica running() {
		Replica running = this.replica;
		if (running == null) {
			throw new IllegalStateException("the engine was not started");
		}
		return running;
	}

}
