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

package io.raftboot.machine;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that complete futures, and run what callers hang on them, which may take its
 * time. The JDK's common pool would do it, but has a single thread on two processors, and
 * whoever blocks that one would hold up all callers. These threads know the classes that
 * whoever creates them knows, and end a minute after the last completion.
 */
public final class Completions implements Executor {

	private static final Logger log = LoggerFactory.getLogger(Completions.class);

	private static final long PATIENCE_MILLIS = 500;

	private final ForkJoinPool pool;

	/**
	 * Create them.
	 * @param name begins the names of the threads
	 */
	public Completions(String name) {
		ClassLoader loader = Thread.currentThread().getContextClassLoader();
		int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
		this.pool = new ForkJoinPool(threads, (owner) -> {
			ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(owner);
			thread.setName(name + "-" + thread.getPoolIndex());
			thread.setContextClassLoader(loader);
			return thread;
		}, null, true);
	}

	/**
	 * Run a completion soon. After {@link #close()} it is run at once, by the caller.
	 * @param completion what to run
	 */
	@Override
	public void execute(Runnable completion) {
		try {
			this.pool.execute(completion);
		}
		catch (RejectedExecutionException ex) {
			completion.run();
		}
	}

	/**
	 * End the threads, after what was given to them before. Waits for that a little,
	 * since callers may take their time, and not at all on one of the threads.
	 */
	public void close() {
		this.pool.shutdown();
		if (ForkJoinTask.getPool() == this.pool) {
			return;
		}
		try {
			if (!this.pool.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
				log.debug("What hangs on a future goes on after the end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
