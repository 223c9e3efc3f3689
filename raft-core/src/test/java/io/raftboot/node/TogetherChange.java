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

package io.raftboot.node;

import io.raftboot.consensus.Consensus.MembershipChange;

/**
 * A change of several members in one step, which consensus can do and no call asks for
 * yet.
 */
public final class TogetherChange {

	/** No call has this number, so its outcome is nobody's. */
	private static final long NOBODY = -1;

	private TogetherChange() {
	}

	/**
	 * Begin it, on the replica's own thread.
	 * @param replica the replica, which does nothing unless it leads
	 * @param change the change
	 * @param timestampMillis the clock
	 */
	public static void start(Replica replica, MembershipChange change, long timestampMillis) {
		replica.consensus().change(NOBODY, change, timestampMillis);
	}

}
