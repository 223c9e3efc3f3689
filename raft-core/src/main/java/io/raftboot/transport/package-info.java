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
 * What goes over the network: the port that tells peers from clients by their first byte,
 * peer frames and the handshake before them, and a connection to each other member.
 * Delivers messages, in order and at most once, or not at all; knows nothing of what they
 * mean. Called by {@code io.raftboot.node} on the event loop that it shares; must never
 * block it, nor believe a length that came from outside.
 */
@NullMarked
package io.raftboot.transport;

import org.jspecify.annotations.NullMarked;
