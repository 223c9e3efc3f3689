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

import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import io.raftboot.OutcomeHandler;
import io.raftboot.engine.Proposal;
import org.jspecify.annotations.Nullable;

/**
 * A caller that waits for a command. It is answered by the machine when the entry with
 * its number is applied, wherever in the log that is. When the leader told the entry's
 * index and another entry was applied there, or when an entry of a later term than the
 * command was sent in was applied, the command is surely not in the log: 106. When
 * nothing is heard of it, it may be: 107.
 */
final class CommandCall extends Call implements Proposal {

	private final Envelope.Writer envelope;

	private byte @Nullable [] payload;

	/** Zero until the leader has told. */
	private volatile long index;

	/** The only term in which it can be appended, zero until that is known. */
	private volatile long term;

	/** The last snapshot that was restored before the command was proposed. */
	private long restoredBefore;

	CommandCall(Calls calls, Object input, Envelope.Writer envelope, OutcomeHandler handler) {
		super(calls, ApplyKind.COMMAND, input, envelope.size(), handler);
		this.envelope = envelope;
	}

	@Override
	void registered(long number, long deadlineNanos) {
		super.registered(number, deadlineNanos);
		this.payload = this.envelope.write(number);
		this.restoredBefore = calls().restored();
	}

	@Override
	public byte[] payload() {
		byte[] bytes = this.payload;
		if (bytes == null) {
			throw new IllegalStateException("a command was proposed before it was registered");
		}
		return bytes;
	}

	@Override
	public void sent(long term) {
		this.term = term;
	}

	@Override
	public void appended(long index, long term) {
		this.term = term;
		this.index = index;
	}

	@Override
	public void rejected(ErrorCode code) {
		fail(code, null);
	}

	@Override
	void applied(long lastApplied, long lastTerm, long restored) {
		long at = this.index;
		long in = this.term;
		if (at != 0 && at <= restored) {
			fail(ErrorCode.RESULT_UNKNOWN, "a snapshot took the place of the entry at index " + at);
		}
		else if (at != 0 && at <= lastApplied) {
			fail(ErrorCode.LEADER_CHANGED, null);
		}
		else if (in != 0 && in < lastTerm) {
			overtaken((at == 0) && restored != this.restoredBefore);
		}
	}

	/**
	 * Terms never fall along a log, so behind an entry of a later term there is none of
	 * the command's, and before it the command was not, unless a snapshot hides it.
	 */
	private void overtaken(boolean hidden) {
		if (hidden) {
			fail(ErrorCode.RESULT_UNKNOWN, "its leader was lost, and a snapshot took the place of entries");
		}
		else {
			fail(ErrorCode.LEADER_CHANGED, null);
		}
	}

	@Override
	void unanswered() {
		fail(ErrorCode.RESULT_UNKNOWN, null);
	}

	@Override
	void run() {
		throw new IllegalStateException("a command is applied when it is committed, not by itself");
	}

}
