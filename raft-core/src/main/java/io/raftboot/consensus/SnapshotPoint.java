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
 * What consensus knows of a snapshot.
 *
 * @param index the index of the last entry whose effect it holds
 * @param term the term of that entry
 * @param configuration the configuration as of that entry
 * @param configurationIndex the index of the entry that brought the configuration
 * @param timestampMillis the timestamp of the entry at {@code index}, so that the next
 * one's is not below it
 */
public record SnapshotPoint(long index, long term, Configuration configuration, long configurationIndex,
		long timestampMillis) {

	/** No snapshot. */
	public static final SnapshotPoint NONE = new SnapshotPoint(0, 0, Configuration.EMPTY, 0, 0);

}
