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

package io.raftboot.client;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.raftboot.Tls;
import org.jspecify.annotations.Nullable;

/**
 * What was set on a client.
 *
 * @param addresses members to begin with
 * @param name the name of its sessions
 * @param requestTimeout for a call with all its attempts
 * @param attemptTimeout for the silence of one member
 * @param maxInFlight the most calls that wait
 * @param maxReplySize the largest reply, bytes
 * @param tls asked at each new connection, {@code null} for no encryption
 */
record ClientSettings(List<String> addresses, String name, Duration requestTimeout, Duration attemptTimeout,
		int maxInFlight, int maxReplySize, @Nullable Supplier<Tls> tls) {

}
