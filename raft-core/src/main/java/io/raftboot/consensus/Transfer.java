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

import org.jspecify.annotations.Nullable;

/**
 * A handing over of leadership that has not ended (dissertation, section 3.10).
 */
final class Transfer {

	private final RaftState state;

	private final long request;

	private final long target;

	private final long deadline;

	private boolean told;

	Transfer(RaftState state, long request, long target) {
		this.state = state;
		this.request = request;
		this.target = target;
		this.deadline = state.now + state.clock.max();
	}

	long target() {
		return this.target;
	}

	long deadline() {
		return this.deadline;
	}

	boolean isTold() {
		return this.told;
	}

	/** Tell the target to stand for election. */
	void tell() {
		this.told = true;
		this.state.outbox.send(new Message.TimeoutNow(this.state.self, this.target, this.state.term()));
	}

	void decide(@Nullable Refusal refusal) {
		this.state.outbox.decideChange(this.request, refusal);
	}

}
