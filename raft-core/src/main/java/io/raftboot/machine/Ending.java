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

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.raftboot.ErrorCode;
import io.raftboot.NodeSettings;
import io.raftboot.RaftException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that nothing goes on for ever: futures and threads.
 */
final class Ending {

	private static final Logger log = LoggerFactory.getLogger(Ending.class);

	/** How long the user's code may take to return when the node is closed. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private Ending() {
	}

	/**
	 * Return a future that completes as another one does, within the request timeout, and
	 * never on a thread of the node.
	 */
	static <T> CompletableFuture<T> within(NodeSettings settings, CompletableFuture<T> future, Executor completions) {
		CompletableFuture<T> result = new CompletableFuture<>();
		future.copy()
			.orTimeout(settings.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)
			.whenCompleteAsync((value, failure) -> {
				if (failure == null) {
					result.complete(value);
				}
				else {
					result.completeExceptionally(outcome(failure));
				}
			}, completions);
		return result;
	}

	private static Throwable outcome(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return (cause instanceof TimeoutException) ? new RaftException(ErrorCode.RESULT_UNKNOWN) : cause;
	}

	/**
	 * Wait for the threads of a node to end; what does not return is interrupted, then
	 * left behind.
	 */
	static void await(Thread machine, Thread timeouts, ExecutorService snapshots) {
		boolean interrupted = Thread.interrupted();
		try {
			join(timeouts);
			join(machine);
			if (!snapshots.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				log.warn("A snapshot is still being written by the machine after the node was closed");
			}
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private static void join(Thread thread) throws InterruptedException {
		if (thread == Thread.currentThread()) {
			return;
		}
		thread.join(PATIENCE.toMillis());
		if (thread.isAlive()) {
			log.warn("The thread \"{}\" does not end: the machine has not returned for {}; interrupting it",
					thread.getName(), PATIENCE);
			thread.interrupt();
			thread.join(PATIENCE.toMillis());
		}
	}

}
