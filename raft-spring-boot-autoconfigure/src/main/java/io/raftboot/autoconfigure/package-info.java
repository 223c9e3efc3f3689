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
 * Turns a {@link io.raftboot.Machine} bean into a running node: configuration keys,
 * beans, lifecycle, failure analyses.
 * <p>
 * Called by Spring Boot alone. Applications may use {@code RaftNodeBuilderCustomizer} and
 * {@code RaftNodeProperties}; everything else may change. Knows nothing of how consensus
 * works: it only calls {@link io.raftboot.RaftNodeBuilder} and
 * {@link io.raftboot.RaftNode}.
 */
@NullMarked
package io.raftboot.autoconfigure;

import org.jspecify.annotations.NullMarked;
