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
 * The second engine: Apache Ratis behind the boundary of {@code io.raftboot.engine}.
 * Ratis elects, replicates and keeps the log; what it leaves open is done here: many
 * commands in one of its entries, reads by a barrier entry, calls that reach the leader
 * from everywhere, and guards for what was found in version 3.3.0. Clients, forwarded
 * commands and joining nodes come over the port of {@code io.raftboot.transport}; Ratis
 * has a port of its own, for its own protocol between members alone.
 * <p>
 * One event loop owns the state; Ratis's threads only hand things over to it. Nothing but
 * the service loader knows this package.
 */
@NullMarked
package io.raftboot.ratis;

import org.jspecify.annotations.NullMarked;
