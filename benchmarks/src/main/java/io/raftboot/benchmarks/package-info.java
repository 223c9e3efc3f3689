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
 * The load generator: it drives a cluster from outside, over the wire, and prints how
 * fast and how evenly the cluster answered.
 * <p>
 * Nothing calls this package but {@code main} and the script {@code benchmarks/run}. It
 * must never call into a node in process, and its hot path must stay lighter than any
 * server it measures: one thread, prepared bytes, no JSON tree.
 */
@NullMarked
package io.raftboot.benchmarks;

import org.jspecify.annotations.NullMarked;
