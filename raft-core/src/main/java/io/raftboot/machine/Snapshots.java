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

import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.raftboot.engine.ExportFile;
import io.raftboot.engine.SnapshotSource;
import io.raftboot.engine.SnapshotTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes and restores snapshots: captures on the machine thread, between two commands,
 * writes on a thread of its own, which exists only while there is something to write.
 */
final class Snapshots {

	private static final Logger log = LoggerFactory.getLogger(Snapshots.class);

	private final MachineThread thread;

	private final HostedMachine machine;

	private final MachineMeters meters;

	private final ThreadPoolExecutor writer;

	Snapshots(String group, MachineThread thread, HostedMachine machine, MachineMeters meters) {
		this.thread = thread;
		this.machine = machine;
		this.meters = meters;
		this.writer = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), (task) -> {
			Thread created = new Thread(task, "raft-" + group + "-snapshot");
			created.setDaemon(true);
			return created;
		});
		this.writer.allowCoreThreadTimeOut(true);
	}

	/**
	 * The engine knows who the members were at an index only once it has given that out.
	 */
	void take(SnapshotTarget target) {
		Inbox.Task capturing = new Inbox.Task() {

			@Override
			void run() {
				capture(target);
			}

			@Override
			void drop() {
				target.abandon(new IOException("the node is closed"));
			}

		};
		this.thread.submit(new Inbox.Task() {

			@Override
			void run() {
				Snapshots.this.thread.whenReached(capturing);
			}

			@Override
			void drop() {
				capturing.drop();
			}

		});
	}

	private void capture(SnapshotTarget target) {
		try {
			HostedMachine.Captured captured = this.machine.capture();
			this.writer.execute(() -> write(captured, target));
		}
		catch (IOException | RuntimeException | StackOverflowError ex) {
			if (!(ex instanceof RejectedExecutionException)) {
				log.error("The machine could not be captured: no snapshot is taken and the log keeps growing", ex);
			}
			target.abandon(ex);
		}
	}

	private void write(HostedMachine.Captured captured, SnapshotTarget target) {
		long start = System.nanoTime();
		try {
			long bytes = writeTo(target, captured);
			target.complete();
			this.meters.snapshotWritten(bytes, System.nanoTime() - start);
		}
		catch (Throwable ex) {
			if (!this.writer.isShutdown()) {
				log.error("The snapshot at index {} could not be written: the log keeps growing", captured.index(), ex);
			}
			target.abandon(ex);
		}
	}

	private static long writeTo(SnapshotTarget target, HostedMachine.Captured captured) throws IOException {
		try (Counting out = new Counting(target.open(captured.index(), captured.term()))) {
			captured.writeTo(out);
			return out.count;
		}
	}

	/**
	 * Write the machine as it is between two commands to a file that no engine knows.
	 * @return the index, when the file is there
	 */
	CompletableFuture<Long> export(Path file) {
		CompletableFuture<Long> done = new CompletableFuture<>();
		this.thread.submit(new Inbox.Task() {

			@Override
			void run() {
				try {
					HostedMachine.Captured captured = Snapshots.this.machine.capture();
					Snapshots.this.writer.execute(() -> export(captured, file, done));
				}
				catch (IOException | RuntimeException | StackOverflowError ex) {
					done.completeExceptionally(ex);
				}
			}

			@Override
			void drop() {
				done.completeExceptionally(new IOException("the node is closed"));
			}

		});
		return done;
	}

	private static void export(HostedMachine.Captured captured, Path file, CompletableFuture<Long> done) {
		try {
			ExportFile.write(file, captured.index(), captured.term(), captured.timestampMillis(), captured::writeTo);
			done.complete(captured.index());
		}
		catch (Throwable ex) {
			done.completeExceptionally(ex);
		}
	}

	void restore(SnapshotSource source) {
		this.thread.submit(new Inbox.Task() {

			@Override
			void run() {
				restoreNow(source);
			}

			@Override
			void drop() {
				source.close();
			}

		});
	}

	/**
	 * A machine that cannot be restored is in no known state: the failure ends the node.
	 */
	private void restoreNow(SnapshotSource source) {
		try (source) {
			if (!this.machine.skip(source.index(), source.term())) {
				restoreFrom(source);
			}
		}
		this.thread.restored();
	}

	private void restoreFrom(SnapshotSource source) {
		long start = System.nanoTime();
		try (InputStream in = new BufferedInputStream(source.open(), 1 << 16)) {
			this.machine.restore(source.index(), source.term(), in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The snapshot at index " + source.index() + " could not be restored", ex);
		}
		this.machine.tryToPersist();
		this.meters.restored(System.nanoTime() - start);
	}

	/**
	 * Give up what is being written.
	 */
	ExecutorService close() {
		this.writer.shutdownNow();
		return this.writer;
	}

	private static final class Counting extends FilterOutputStream {

		private long count;

		Counting(OutputStream target) {
			super(target);
		}

		@Override
		public void write(int b) throws IOException {
			this.out.write(b);
			this.count++;
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			if (Thread.currentThread().isInterrupted()) {
				throw new IOException("the node is closed");
			}
			this.out.write(bytes, offset, length);
			this.count += length;
		}

	}

}
