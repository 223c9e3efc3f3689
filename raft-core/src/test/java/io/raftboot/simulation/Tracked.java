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

package io.raftboot.simulation;

import io.raftboot.ErrorCode;
import io.raftboot.engine.CommittedEntry;
import io.raftboot.engine.Proposal;

/**
 * A proposal that is made once and says whether it is surely not applied, by the answers
 * to it or by what the node that was asked has applied.
 */
final class Tracked implements Proposal {

	private final Command command;

	private long sentIn;

	private boolean rejected;

	Tracked(Command command) {
		this.command = command;
	}

	@Override
	public byte[] payload() {
		return this.command.toBytes();
	}

	@Override
	public void sent(long term) {
		this.sentIn = term;
	}

	@Override
	public void appended(long index, long term) {
		this.sentIn = term;
	}

	@Override
	public void rejected(ErrorCode code) {
		this.rejected = true;
	}

	boolean isRejected() {
		return this.rejected;
	}

	/**
	 * Take the next entry that the node applies.
	 * @param entry the entry
	 * @param before the state before it
	 * @return whether the fate of the proposal is known
	 */
	boolean isOvertaken(CommittedEntry entry, KeyValueState before) {
		if (this.rejected || before.sequence(this.command.client()) == this.command.sequence()) {
			return true;
		}
		this.rejected = this.sentIn != 0 && this.sentIn < entry.term();
		return this.rejected;
	}

}
