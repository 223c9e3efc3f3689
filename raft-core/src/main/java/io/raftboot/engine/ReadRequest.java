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
 * A request for an index that makes a local read linearizable. At most one of the methods
 * is called, once, on the engine's thread; neither may block.
 */
public interface ReadRequest {

	/**
	 * The read may be answered by a state that includes this index.
	 * @param index the read index
	 */
	void confirmed(long index);

	/**
	 * The read cannot be confirmed.
	 * @param code {@link ErrorCode#NO_LEADER}, {@link ErrorCode#BUSY} or
	 * {@link ErrorCode#NOT_CLUSTER_MEMBER}
	 */
	void rejected(ErrorCode code);

}
