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

import io.raftboot.ErrorCode;

/**
 * A payload on its way into the log. At most one of {@link #appended} and
 * {@link #rejected} is called, once. All on the engine's thread; none may block.
 */
public interface Proposal {

	/**
	 * Return the payload, the same array at each call, never written to once proposed.
	 * @return the payload
	 */
	byte[] payload();

	/**
	 * The payload is on its way to the leader of a term. It is committed in that term or
	 * never: when an entry of a later term is applied here and the payload was not before
	 * it, it is surely not in the log. Comes at most once, before any of the two others,
	 * and not on the node that leads.
	 * @param term the term
	 */
	default void sent(long term) {
	}

	/**
	 * The leader has appended the payload. It is committed at this index and term or
	 * never. May come after {@link EngineListener#committed} has given out the entry.
	 * @param index its index
	 * @param term its term
	 */
	void appended(long index, long term);

	/**
	 * The payload is surely not in the log.
	 * @param code {@link ErrorCode#LEADER_CHANGED}, {@link ErrorCode#NO_LEADER},
	 * {@link ErrorCode#BUSY}, {@link ErrorCode#TOO_LARGE} or
	 * {@link ErrorCode#NOT_CLUSTER_MEMBER}
	 */
	void rejected(ErrorCode code);

}
