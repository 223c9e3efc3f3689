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

/**
 * Hosts the user's machine: reads inputs, keeps the callers that wait, applies committed
 * commands in batches on one thread, remembers outcomes by session, runs queries, writes
 * and restores snapshots. Stands on {@code io.raftboot.engine} and is put together by
 * {@link io.raftboot.RaftNodeBuilder}; nothing else calls it.
 * <p>
 * It must never run the user's code on the engine's thread, nor know which engine runs.
 */
@NullMarked
package io.raftboot.machine;

import org.jspecify.annotations.NullMarked;
