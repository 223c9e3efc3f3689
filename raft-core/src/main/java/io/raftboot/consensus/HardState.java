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

/**
 * What a node must not forget over a restart, written in one piece before any answer that
 * depends on it (Raft paper, figure 2).
 *
 * @param term the highest term seen
 * @param votedFor the member that got the vote in that term, 0 when none did
 */
public record HardState(long term, long votedFor) {

	/** The state of a node that has seen nothing. */
	public static final HardState INITIAL = new HardState(0, 0);

}
