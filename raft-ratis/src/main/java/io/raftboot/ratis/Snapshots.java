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

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.EngineListener;
import io.raftboot.engine.SnapshotTarget;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of this node's own machine: when one is due, and what follows when it is
 * complete. Written beside Ratis, which neither waits for one nor knows of it before it
 * is durable. On the loop.
 */
final class Snapshots {

	private static final Logger logger = LoggerFactory.getLogger(Snapshots.class);

	/** How long to wait after a snapshot that failed, milliseconds. */
	private static final long RETRY_DELAY = 10_000;

	private static final long PUBLISH_MILLIS = 60_000;

	private final RatisSettings settings;

	private final Delivery delivery;

	private final EngineListener listener;

	private final Executor loop;

	private final Executor control;

	private final List<Request> requests = new ArrayList<>();

	private @Nullable Group group;

	private @Nullable Target current;

	private long entriesSince;

	private long bytesSince;

	private long latestIndex;

	private long latestTerm;

	private long notBefore;

	private long now;

	Snapshots(RatisSettings settings, Delivery delivery, EngineListener listener, Executor loop, Executor control) {
		this.settings = settings;
		this.delivery = delivery;
		this.listener = listener;
		this.loop = loop;
		this.control = control;
	}

	void group(@Nullable Group opened) {
		this.group = opened;
	}

	long latestIndex() {
		return this.latestIndex;
	}

	long latestTerm() {
		return this.latestTerm;
	}

	/** Note a snapshot that Ratis has now, taken here or sent by the leader. */
	void latest(long index, long term) {
		if (index > this.latestIndex) {
			this.latestIndex = index;
			this.latestTerm = term;
		}
	}

	void given(List<CommittedEntry> entries) {
		for (CommittedEntry entry : entries) {
			byte[] payload = entry.payload();
			if (payload != null) {
				this.entriesSince++;
				this.bytesSince += Bundle.bytes(payload);
			}
		}
	}

	CompletableFuture<Long> request(long applied) {
		CompletableFuture<Long> future = new CompletableFuture<>();
		this.requests.add(new Request(applied, future));
		return future;
	}

	boolean areWanted() {
		return !this.requests.isEmpty();
	}

	/**
	 * Start a snapshot if one is due.
	 * @param applied the last index that the listener has dealt with
	 */
	void check(long applied, long time) {
		this.now = time;
		completeRequests();
		Group opened = this.group;
		if (opened == null || this.current != null || time < this.notBefore || applied <= this.latestIndex
				|| applied < 1) {
			return;
		}
		boolean due = this.entriesSince >= this.settings.node().snapshotLogEntries()
				|| this.bytesSince >= this.settings.node().snapshotLogSize();
		if (due || !this.requests.isEmpty()) {
			try {
				Target target = new Target(opened, opened.machine().snapshots().newFile(), this.entriesSince,
						this.bytesSince);
				this.current = target;
				this.listener.takeSnapshot(target);
			}
			catch (IOException ex) {
				notTaken(ex);
			}
		}
	}

	private void completeRequests() {
		this.requests.removeIf((request) -> {
			if (this.latestIndex >= request.applied && this.latestIndex > 0) {
				request.future.complete(this.latestIndex);
				return true;
			}
			return false;
		});
	}

	private void completed(Target target, long index, long term) {
		this.current = null;
		this.entriesSince = Math.max(0, this.entriesSince - target.entries);
		this.bytesSince = Math.max(0, this.bytesSince - target.bytes);
		latest(index, term);
		completeRequests();
		logger.info("Took a snapshot at index {}", index);
	}

	private void abandoned(Target target, Throwable cause) {
		if (this.current == target) {
			this.current = null;
			notTaken(cause);
		}
		try {
			Files.deleteIfExists(target.file);
		}
		catch (IOException ex) {
			logger.debug("\"{}\" stays until the next start", target.file, ex);
		}
	}

	private void notTaken(Throwable cause) {
		logger.warn("A snapshot could not be taken; the one before and the log stay", cause);
		this.notBefore = this.now + RETRY_DELAY;
		this.requests.forEach((request) -> request.future.completeExceptionally(cause));
		this.requests.clear();
	}

	private record Request(long applied, CompletableFuture<Long> future) {
	}

	/** Used by the thread that writes the snapshot. */
	private final class Target implements SnapshotTarget {

		private final Group group;

		private final Path file;

		private final long entries;

		private final long bytes;

		private @Nullable TermIndex point;

		private @Nullable FileChannel channel;

		private @Nullable DigestOutputStream out;

		Target(Group group, Path file, long entries, long bytes) {
			this.group = group;
			this.file = file;
			this.entries = entries;
			this.bytes = bytes;
		}

		@Override
		public OutputStream open(long index, long term) throws IOException {
			this.point = TermIndex.valueOf(term, index);
			FileChannel opened = FileChannel.open(this.file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
			this.channel = opened;
			DigestOutputStream digesting = new DigestOutputStream(
					new BufferedOutputStream(Channels.newOutputStream(opened), 1 << 16), MD5FileUtil.newMD5());
			this.out = digesting;
			DataOutputStream header = new DataOutputStream(digesting);
			header.writeInt(StoredSnapshot.FORMAT);
			header.writeLong(Snapshots.this.delivery.timestampMillis());
			header.flush();
			return new Content(digesting);
		}

		@Override
		public void complete() throws IOException {
			TermIndex at = this.point;
			DigestOutputStream written = this.out;
			FileChannel opened = this.channel;
			if (at == null || written == null || opened == null) {
				throw new IllegalStateException("a snapshot was completed before it was opened");
			}
			written.flush();
			opened.force(true);
			opened.close();
			StagedSnapshot staged = new StagedSnapshot(at, this.file,
					MD5Hash.newInstance(written.getMessageDigest().digest()), new CompletableFuture<>());
			staged.published().whenComplete((index, problem) -> Snapshots.this.loop.execute(() -> {
				if (problem == null) {
					completed(this, index, at.getTerm());
				}
				else {
					abandoned(this, problem);
				}
			}));
			Snapshots.this.control.execute(() -> this.group.publish(staged, PUBLISH_MILLIS));
		}

		@Override
		public void abandon(Throwable cause) {
			try {
				if (this.channel != null) {
					this.channel.close();
				}
			}
			catch (IOException ex) {
				cause.addSuppressed(ex);
			}
			Snapshots.this.loop.execute(() -> abandoned(this, cause));
		}

	}

	/** The file is closed when the snapshot is complete, not by who wrote it. */
	private static final class Content extends FilterOutputStream {

		Content(OutputStream out) {
			super(out);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			this.out.write(bytes, offset, length);
		}

		@Override
		public void close() throws IOException {
			flush();
		}

	}

}
