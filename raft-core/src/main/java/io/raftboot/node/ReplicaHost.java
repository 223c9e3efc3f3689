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

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * What a replica takes from its surroundings besides time.
 *
 * @param random where numbers and election timeouts are drawn from
 * @param owner runs a task on the thread that owns the replica, and lets
 * {@link Replica#process} follow; may be called from any thread
 * @param background runs a task that waits for the disk, on any thread; a simulation runs
 * it at once, or when it pleases
 * @param meters where figures go
 */
public record ReplicaHost(RandomGenerator random, Executor owner, Executor background, MeterRegistry meters) {

}
