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
 * A checker of linearizability: takes what the clients of a service saw and says whether
 * some single order of their operations explains all of it.
 * <p>
 * Called by the tests of every module, through the test jar of this one. Knows nothing of
 * Raft, threads, sockets or time beyond numbers that grow, and must never import
 * production code, so that a mistake there cannot hide itself here.
 */
@NullMarked
package io.raftboot.linearizability;

import org.jspecify.annotations.NullMarked;
