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
 * Raft itself: rules only. No I/O, no threads, no clock, and no randomness but what is
 * handed in: the same inputs give the same outputs, so a whole cluster runs inside one
 * test.
 */
@NullMarked
package io.raftboot.consensus;

import org.jspecify.annotations.NullMarked;
