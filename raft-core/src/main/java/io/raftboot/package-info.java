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
 * The public API: the machine that a user writes, the node that runs it, and what both
 * tell of themselves. Everything outside this package is internal and may change.
 * <p>
 * {@link io.raftboot.RaftNodeBuilder} knows the inner packages: it wires them.
 * {@link io.raftboot.MachineFields} reads and writes sealed interfaces as
 * {@code io.raftboot.machine} does. All others depend on nothing of this project.
 */
@NullMarked
package io.raftboot;

import org.jspecify.annotations.NullMarked;
