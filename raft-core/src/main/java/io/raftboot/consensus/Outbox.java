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
 * Gathers effects until they are drained.
 */
final class Outbox {

	private List<Message> messages = new ArrayList<>();

	private List<Message> messagesAfterSync = new ArrayList<>();

	private List<Effects.ReadResult> reads = new ArrayList<>();

	private List<Effects.ChangeResult> changes = new ArrayList<>();

	private List<Message.InstallSnapshot> snapshots = new ArrayList<>();

	private @Nullable SnapshotPoint restore;

	void send(Message message) {
		this.messages.add(message);
	}

	void sendAfterSync(Message message) {
		this.messagesAfterSync.add(message);
	}

	/**
	 * Acknowledge. Of several acknowledgements between two drains only the furthest goes
	 * out, as it says all that the others do.
	 * @param reply the acknowledgement
	 */
	void acknowledge(Message.AppendReply reply) {
		int last = this.messagesAfterSync.size() - 1;
		if (last >= 0 && this.messagesAfterSync.get(last) instanceof Message.AppendReply previous && previous.success()
				&& previous.to() == reply.to() && previous.term() == reply.term()) {
			this.messagesAfterSync.set(last, new Message.AppendReply(reply.from(), reply.to(), reply.term(), true,
					Math.max(previous.index(), reply.index()), 0, 0, Math.max(previous.round(), reply.round())));
		}
		else {
			this.messagesAfterSync.add(reply);
		}
	}

	void sendSnapshot(Message.InstallSnapshot snapshot) {
		this.snapshots.add(snapshot);
	}

	void restore(SnapshotPoint snapshot) {
		this.restore = snapshot;
	}

	void decideRead(long request, long index) {
		this.reads.add(new Effects.ReadResult(request, index));
	}

	void decideChange(long request, @Nullable Refusal refusal) {
		this.changes.add(new Effects.ChangeResult(request, refusal));
	}

	boolean isEmpty() {
		return this.messages.isEmpty() && this.messagesAfterSync.isEmpty() && this.reads.isEmpty()
				&& this.changes.isEmpty() && this.snapshots.isEmpty() && this.restore == null;
	}

	/**
	 * Empty it.
	 * @param hardState to be saved, {@code null} when it did not change. If there is one,
	 * no message leaves before it is saved: each carries a term or a vote.
	 * @param entries to be appended
	 * @param commitIndex the commit index
	 * @return the effects
	 */
	Effects drain(@Nullable HardState hardState, List<Entry> entries, long commitIndex) {
		Effects effects = new Effects(this.messages, hardState, this.restore, entries, this.messagesAfterSync,
				commitIndex, this.reads, this.changes, this.snapshots);
		this.messages = new ArrayList<>();
		this.messagesAfterSync = new ArrayList<>();
		this.reads = new ArrayList<>();
		this.changes = new ArrayList<>();
		this.snapshots = new ArrayList<>();
		this.restore = null;
		return (hardState != null) ? effects.withMessagesAfterSync() : effects;
	}

}
