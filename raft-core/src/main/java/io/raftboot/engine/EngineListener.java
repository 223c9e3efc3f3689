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

package io.raftboot.engine;

import java.util.List;

import io.raftboot.Member;
import io.raftboot.Role;
import org.jspecify.annotations.Nullable;

/**
 * What an engine tells. Called on the engine's own thread, one call at a time: must
 * return at once, so whatever takes time is handed to another thread.
 */
public interface EngineListener {

	/**
	 * Further entries are committed, in order and without a gap. Entries of the engine's
	 * own (a leader's first entry, configurations) come along with a {@code null}
	 * payload.
	 * @param entries the entries, at least one
	 */
	void committed(List<CommittedEntry> entries);

	/**
	 * The state is to be replaced by a snapshot's. Entries that follow come after its
	 * index.
	 * @param snapshot the snapshot
	 */
	void restore(SnapshotSource snapshot);

	/**
	 * A snapshot is due. The listener captures the state between two entries and writes
	 * it in the background; the engine then drops the log before it.
	 * @param target where to
	 */
	void takeSnapshot(SnapshotTarget target);

	/**
	 * Role, term or leader changed.
	 * @param role the role of this node
	 * @param term the current term
	 * @param leader the leader, {@code null} when none is known
	 */
	void roleChanged(Role role, long term, @Nullable Member leader);

	/**
	 * The engine cannot go on: nothing more will be committed on this node.
	 * @param cause why
	 */
	void failed(Throwable cause);

}
