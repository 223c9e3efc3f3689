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
import io.raftboot.engine.ReadRequest;

/**
 * A caller that waits for a query. A linearizable one first waits for its index to be
 * confirmed and then for the machine to have applied it; a local one only for its turn.
 */
final class QueryCall extends Call implements ReadRequest, Comparable<QueryCall> {

	private final MachineThread thread;

	private long index;

	QueryCall(Calls calls, MachineThread thread, ApplyKind kind, Object input, int size, OutcomeHandler handler) {
		super(calls, kind, input, size, handler);
		this.thread = thread;
	}

	long index() {
		return this.index;
	}

	@Override
	public void confirmed(long index) {
		this.index = index;
		if (!this.thread.answerQuickly(this)) {
			this.thread.submitWithOthers(this);
		}
	}

	@Override
	public void rejected(ErrorCode code) {
		fail(code, null);
	}

	@Override
	void unanswered() {
		fail(ErrorCode.NO_LEADER, null);
	}

	@Override
	void run() {
		this.thread.query(this);
	}

	@Override
	public int compareTo(QueryCall other) {
		return Long.compare(this.index, other.index);
	}

}
