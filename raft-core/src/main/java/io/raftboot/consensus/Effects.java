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

package io.raftboot.consensus;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the inputs since the last call of {@link Consensus#drain()} have led to. The
 * caller carries it out in this order:
 * <ol>
 * <li>send {@code messages};</li>
 * <li>save {@code hardState}, if there is one, durably;</li>
 * <li>if {@code restore} is there, let the log start anew after the snapshot and replace
 * the machine's state;</li>
 * <li>append {@code entries} to the log, dropping first whatever the log has from the
 * first one's index on, and make it durable;</li>
 * <li>call {@link Consensus#persisted};</li>
 * <li>send {@code messagesAfterSync}: votes and acknowledgements, which promise what
 * steps 2 to 4 wrote;</li>
 * <li>give the entries up to {@code commitIndex} to the machine, answer {@code reads},
 * and drain again if {@link Consensus#hasEffects()}.</li>
 * </ol>
 * A leader thus replicates before its own disk has the entries, and counts itself only
 * after it has (dissertation, section 10.2.1).
 *
 * @param messages may be sent at once
 * @param hardState to save, {@code null} when it did not change
 * @param restore the snapshot that replaces log and machine, {@code null} without one
 * @param entries to append, consecutive
 * @param messagesAfterSync to be sent after the writes are durable
 * @param commitIndex the commit index
 * @param reads read requests that are decided
 * @param changes membership changes and transfers that are decided
 * @param snapshotsToSend members that need the snapshot's bytes
 */
public record Effects(List<Message> messages, @Nullable HardState hardState, @Nullable SnapshotPoint restore,
		List<Entry> entries, List<Message> messagesAfterSync, long commitIndex, List<ReadResult> reads,
		List<ChangeResult> changes, List<Message.InstallSnapshot> snapshotsToSend) {

	/**
	 * Return the same with no message that may leave before the writes: for when an
	 * earlier hard state is still to be saved, since every message carries the term.
	 * @return the effects
	 */
	public Effects withMessagesAfterSync() {
		if (this.messages.isEmpty()) {
			return this;
		}
		List<Message> all = new ArrayList<>(this.messages);
		all.addAll(this.messagesAfterSync);
		return new Effects(List.of(), this.hardState, this.restore, this.entries, all, this.commitIndex, this.reads,
				this.changes, this.snapshotsToSend);
	}

	/**
	 * A read request that is decided.
	 *
	 * @param request its number
	 * @param index the read index, 0 when it cannot be confirmed
	 */
	public record ReadResult(long request, long index) {
	}

	/**
	 * A membership change or a transfer that is decided.
	 *
	 * @param request its number
	 * @param refusal why it failed, {@code null} when it succeeded
	 */
	public record ChangeResult(long request, @Nullable Refusal refusal) {
	}

}
