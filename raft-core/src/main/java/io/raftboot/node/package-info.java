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
 * The native engine: {@link io.raftboot.node.Replica} drives consensus and storage in one
 * thread's order of things, {@link io.raftboot.node.NativeEngine} gives it a thread, a
 * clock and a network. May use every package of the engine; nothing but the builder may
 * use this one. User code never runs here.
 */
@NullMarked
package io.raftboot.node;

import org.jspecify.annotations.NullMarked;
