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

package io.raftboot;

import java.io.IOException;
import java.io.InputStream;

import org.jspecify.annotations.Nullable;

/**
 * A machine that keeps its state in a storage of its own, such as an embedded database,
 * so that a restart goes on where the storage ends instead of restoring a snapshot and
 * applying the log from there.
 * <p>
 * The node and the machine share one rule: what {@link #open()} finds is exactly the
 * state at the last {@link #persist} that completed, together with the bytes that were
 * given to it, whatever was applied after it and however the process ended. Entries that
 * were applied after that are applied again. So what {@link #apply} writes must either
 * wait for the next {@code persist} (a transaction that stays open until then, a batch)
 * or be undone by {@code open} (a file that is cut to the length that was committed).
 * <p>
 * Snapshots remain: they bring up nodes that are new or were away for too long, and let
 * the log be dropped. A storage that is emptied while the node is stopped is filled again
 * from snapshot and log. It belongs to one node, and goes with its data directory: with a
 * storage from another cluster's log the node fails and says so.
 * <p>
 * All methods but {@link #isReadOnly} and queries are called by one thread at a time. A
 * machine that holds files open closes them in a {@code close} method of its own, which
 * whoever closes the node calls afterwards.
 *
 * @param <I> the type of the inputs, as in {@link Machine}
 */
public interface OnDiskMachine<I> extends Machine<I> {

	/**
	 * Open the storage. Called once, before anything else and on the thread that starts
	 * the node.
	 * @return what was given to the last {@link #persist} that completed, {@code null}
	 * when there was none: then the state must be empty
	 * @throws IOException if the storage cannot be opened: the node does not start
	 */
	byte @Nullable [] open() throws IOException;

	/**
	 * Make durable, in one atomic step, all that was applied or restored so far and the
	 * bytes given here. After a crash at any moment {@link #open()} finds either all of
	 * this step or the one before it; once this method has returned, it finds this step.
	 * <p>
	 * Called between two commands, never beside a query: before a snapshot is captured,
	 * after one was restored, and when the node is closed, after the last command. There
	 * it has five seconds; then the thread is interrupted.
	 * @param hostState what the node has to know again: how far the machine is, and the
	 * sessions. Opaque, up to some 100 MB with very many sessions, mostly small
	 * @throws IOException if that fails: the step before stays, the node logs it and goes
	 * on, takes no snapshot now, and tries again at the next
	 */
	void persist(byte[] hostState) throws IOException;

	/**
	 * Capture the state between two commands: a consistent view, which further commands
	 * do not change. Comes right after a {@link #persist} that completed.
	 * @return the captured state, written in the background
	 * @throws IOException if the state cannot be captured
	 */
	@Override
	SnapshotWriter takeSnapshot() throws IOException;

	/**
	 * Replace the whole state by the one that {@link #takeSnapshot()} wrote. A
	 * {@link #persist} follows at once. After a crash before that has completed,
	 * {@link #open()} must find the step before, or nothing: never a part of the
	 * snapshot. Finding nothing is enough, because the snapshot is restored again then.
	 * @param snapshot the bytes that were written, in a stream of bounded memory
	 * @throws IOException if the stream cannot be read, is not such a state, or cannot be
	 * stored: the node fails
	 */
	@Override
	void restoreSnapshot(InputStream snapshot) throws IOException;

}
