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

import java.util.concurrent.TimeUnit;

/**
 * Notices when this process stood still, as on a machine that was suspended: what was
 * measured meanwhile says nothing about the nodes.
 */
final class Stalls implements AutoCloseable {

	private static final long LIMIT = TimeUnit.SECONDS.toNanos(2);

	private final Thread thread = new Thread(this::watch, "stalls");

	private volatile long last = System.nanoTime();

	private volatile long latestStall = System.nanoTime() - TimeUnit.DAYS.toNanos(1);

	private volatile boolean closed;

	Stalls() {
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void watch() {
		while (!this.closed) {
			Pauses.millis(100);
			long now = System.nanoTime();
			if (now - this.last > LIMIT) {
				this.latestStall = now;
			}
			this.last = now;
		}
	}

	/** Whether there was a stall since a time of nanoTime. */
	boolean anySince(long since) {
		return this.latestStall - since > 0 || System.nanoTime() - this.last > LIMIT;
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
