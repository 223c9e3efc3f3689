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

import java.io.IOException;
import java.util.function.LongSupplier;

import io.raftboot.NodeSettings;
import io.raftboot.OnDiskMachine;
import io.raftboot.RaftStartException;
import io.raftboot.engine.CommittedEntry;
import org.jspecify.annotations.Nullable;

/**
 * The storage of a machine that has one of its own: what it held when it was opened, and
 * so need not be applied again, and what it holds now. Opened before the machine thread
 * starts, then used by that alone.
 * <p>
 * Nothing here knows whether a storage belongs to the log but by what the log gives out.
 * Terms and timestamps never fall along a log, and one index has one of each: an entry
 * that does not fit between the beginning and the last one held is of another log.
 */
final class MachineStorage {

	private final NodeSettings settings;

	private final OnDiskMachine<?> machine;

	private final LongSupplier clusterId;

	/** What the storage held when it was opened. */
	private @Nullable HostState held;

	private long persisted;

	MachineStorage(NodeSettings settings, OnDiskMachine<?> machine, LongSupplier clusterId) {
		this.settings = settings;
		this.machine = machine;
		this.clusterId = clusterId;
	}

	/**
	 * Open it.
	 * @return what it holds, {@code null} if it holds nothing
	 * @throws RaftStartException if it cannot be opened, or is another's
	 */
	@Nullable HostState open() {
		byte[] bytes;
		try {
			bytes = this.machine.open();
		}
		catch (IOException ex) {
			throw refused("The storage of " + name() + " cannot be opened: " + InputErrors.reason(ex),
					"Repair what the message names; or " + remedy(), ex);
		}
		if (bytes == null) {
			return null;
		}
		HostState found;
		try {
			found = HostState.decode(bytes);
		}
		catch (IOException ex) {
			throw refused(
					"The " + bytes.length + " bytes that " + name()
							+ " returned from open() are not those of its last persist: " + InputErrors.reason(ex),
					"Correct the machine, or start the newer version again; or " + remedy(), ex);
		}
		if (!found.group().equals(this.settings.group())) {
			throw refused(
					"The storage of " + name() + " belongs to the group \"" + found.group()
							+ "\" but this node's group is \"" + this.settings.group() + "\"",
					"Give each group's machine a storage of its own; or " + remedy(), null);
		}
		this.held = found;
		this.persisted = found.index();
		return found;
	}

	private RaftStartException refused(String problem, String remedy, @Nullable Throwable cause) {
		return new RaftStartException("data-directory", this.settings.dataDirectory().toString(), problem, remedy + ".",
				cause);
	}

	private String name() {
		return "the machine \"" + this.machine.getClass().getName() + "\"";
	}

	private static String remedy() {
		return "empty the machine's storage while the node is stopped: it is filled again from snapshot and log";
	}

	/**
	 * Return whether the storage held the effect of an entry when it was opened.
	 * @throws IllegalStateException if the storage is of another log
	 */
	boolean holds(CommittedEntry entry) {
		HostState state = this.held;
		if (state == null || entry.index() > state.index()) {
			return false;
		}
		checkCluster(state);
		checkTerm(state, entry.index(), entry.term());
		// an engine's own entries may have the timestamp of whatever was before them here
		boolean late = entry.payload() != null
				&& ((entry.index() == state.index()) ? entry.timestampMillis() != state.timestampMillis()
						: entry.timestampMillis() > state.timestampMillis());
		if (late) {
			throw foreign("holds the log up to index " + state.index() + " of the time " + state.timestampMillis()
					+ " but the log's entry at index " + entry.index() + " is of the time " + entry.timestampMillis());
		}
		return true;
	}

	/**
	 * Return whether the storage held the effect of all that a snapshot covers.
	 * @throws IllegalStateException if the storage is of another log
	 */
	boolean holds(long index, long term) {
		HostState state = this.held;
		if (state == null || index > state.index()) {
			return false;
		}
		checkCluster(state);
		checkTerm(state, index, term);
		return true;
	}

	private void checkCluster(HostState state) {
		long cluster = this.clusterId.getAsLong();
		if (cluster != state.clusterId() && cluster != 0 && state.clusterId() != 0) {
			throw foreign("is of the cluster " + Long.toHexString(state.clusterId())
					+ " but this node is in the cluster " + Long.toHexString(cluster));
		}
	}

	private void checkTerm(HostState state, long index, long term) {
		if ((index == state.index()) ? term != state.term() : term > state.term()) {
			throw foreign("holds the log up to index " + state.index() + " of term " + state.term()
					+ " but the log's entry at index " + index + " is of term " + term);
		}
	}

	private IllegalStateException foreign(String problem) {
		return new IllegalStateException("The storage of " + name() + " " + problem
				+ ": it was written with another log than that in " + this.settings.dataDirectory() + ". "
				+ "Set the directory that belongs to it; or " + remedy());
	}

	/**
	 * Make the machine's state durable, if it is not yet.
	 * @throws IOException if that fails; the storage holds what it held
	 */
	void persist(long index, long term, long timestampMillis, Sessions sessions) throws IOException {
		if (index != this.persisted) {
			this.machine.persist(new HostState(this.settings.group(), this.clusterId.getAsLong(), index, term,
					timestampMillis, sessions)
				.encode());
			this.persisted = index;
		}
	}

}
