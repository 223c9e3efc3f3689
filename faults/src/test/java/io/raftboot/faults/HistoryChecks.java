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

package io.raftboot.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.raftboot.linearizability.CheckResult;
import io.raftboot.linearizability.KeyValueInput;
import io.raftboot.linearizability.KeyValueModel;
import io.raftboot.linearizability.KeyValueOutput;
import io.raftboot.linearizability.KeyValueState;
import io.raftboot.linearizability.LinearizabilityChecker;

/**
 * Checks histories beside the run, and keeps those that are wrong.
 */
final class HistoryChecks implements AutoCloseable {

	private static final long PATIENCE_MINUTES = 10;

	private final LinearizabilityChecker<KeyValueState, KeyValueInput, KeyValueOutput> checker = new LinearizabilityChecker<>(
			new KeyValueModel());

	private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "history-checks");
		thread.setDaemon(true);
		return thread;
	});

	private final AtomicLong checked = new AtomicLong();

	private final Verdict verdict;

	private final Path directory;

	HistoryChecks(Verdict verdict, Path directory) {
		this.verdict = verdict;
		this.directory = directory;
	}

	void submit(Window window) {
		this.executor.execute(() -> check(window));
	}

	private void check(Window window) {
		CheckResult<KeyValueInput, KeyValueOutput> result = this.checker.check(window.history());
		this.checked.addAndGet(window.history().operations().size());
		if (!result.isLinearizable()) {
			Path file = this.directory.resolve("history-" + window.name() + ".jsonl");
			this.verdict.violation("In \"" + file + "\": " + result.text());
			try {
				window.history().write(file);
			}
			catch (IOException ex) {
				this.verdict.violation("\"" + file + "\" cannot be written: " + ex);
			}
		}
	}

	/** Return the number of operations that were checked. */
	long checked() {
		return this.checked.get();
	}

	@Override
	public void close() {
		this.executor.shutdown();
		try {
			if (!this.executor.awaitTermination(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
				this.verdict.violation("The histories were not checked in time");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
