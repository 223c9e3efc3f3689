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

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the node its thread. Inputs gather while the loop goes through the sockets that
 * are ready, and one turn of the node follows: so batches grow with the load.
 */
final class EngineLoop implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(EngineLoop.class);

	private final EventLoop loop;

	private final long startNanos = System.nanoTime();

	private final Queue<Object> inputs = new ConcurrentLinkedQueue<>();

	/** Whether the loop knows of {@link #inputs}: one wake-up for all of them. */
	private final AtomicBoolean woken = new AtomicBoolean();

	private @Nullable Turns turns;

	private @Nullable ScheduledFuture<?> ticks;

	private volatile boolean closed;

	EngineLoop(EventLoop loop) {
		this.loop = loop;
	}

	/** Begin with turns, at least one in each interval. On the loop. */
	void start(Turns started, long intervalMillis) {
		this.turns = started;
		this.ticks = this.loop.scheduleAtFixedRate(this::turn, 0, intervalMillis, TimeUnit.MILLISECONDS);
	}

	/** End the turns. On the loop. */
	void close() {
		this.closed = true;
		if (this.ticks != null) {
			this.ticks.cancel(false);
		}
	}

	long now() {
		return (System.nanoTime() - this.startNanos) / 1_000_000;
	}

	@Override
	public void execute(Runnable task) {
		submit(task);
	}

	/**
	 * Bring an input, from any thread.
	 * @return whether it will be taken
	 */
	boolean submit(Object input) {
		if (this.closed) {
			return false;
		}
		this.inputs.add(input);
		return wake();
	}

	/** Have a turn soon, from any thread. */
	boolean wake() {
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

	private void turn() {
		this.woken.set(false);
		Turns running = this.turns;
		if (this.closed || running == null) {
			return;
		}
		Object input = this.inputs.poll();
		while (input != null) {
			take(running, input);
			input = this.inputs.poll();
		}
		try {
			running.turn(now());
		}
		catch (RuntimeException ex) {
			logger.error("A turn failed", ex);
		}
	}

	private static void take(Turns running, Object input) {
		try {
			if (input instanceof Runnable task) {
				task.run();
			}
			else {
				running.take(input);
			}
		}
		catch (RuntimeException ex) {
			logger.error("An input was not taken: {}", input, ex);
		}
	}

	/**
	 * What runs on the loop.
	 */
	interface Turns {

		/** Take an input that is no task. */
		void take(Object input);

		/**
		 * Carry out what has arrived.
		 * @param now the monotonic time, milliseconds
		 */
		void turn(long now);

	}

}
