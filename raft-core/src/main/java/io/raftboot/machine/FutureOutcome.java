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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.raftboot.ErrorCode;
import io.raftboot.InputCodec;
import io.raftboot.OutcomeHandler;
import io.raftboot.RaftException;

/**
 * The outcome of a caller in this process. What the caller hangs on the future may take
 * its time or wait for further outcomes, so it never runs on a thread of the node.
 *
 * @param <O> the type of the output
 */
final class FutureOutcome<O> implements OutcomeHandler {

	private final CompletableFuture<O> future = new CompletableFuture<>();

	private final Thread caller = Thread.currentThread();

	private final InputCodec codec;

	private final Class<O> type;

	private final Executor completions;

	FutureOutcome(InputCodec codec, Class<O> type, Executor completions) {
		this.codec = codec;
		this.type = type;
		this.completions = completions;
	}

	CompletableFuture<O> future() {
		return this.future;
	}

	@Override
	public void succeeded(byte[] json) {
		complete(() -> {
			try {
				this.future.complete(this.codec.readOutput(json, this.type));
			}
			catch (RuntimeException ex) {
				this.future
					.completeExceptionally(new RaftException(ErrorCode.INVALID_MACHINE_OUTPUT, InputErrors.reason(ex)));
			}
		});
	}

	@Override
	public void failed(RaftException failure) {
		complete(() -> this.future.completeExceptionally(failure));
	}

	private void complete(Runnable completion) {
		if (Thread.currentThread() == this.caller) {
			completion.run();
		}
		else {
			this.completions.execute(completion);
		}
	}

}
