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

package io.raftboot.engine;

import org.jspecify.annotations.Nullable;

/**
 * An entry that is committed.
 *
 * @param index its index in the log; an engine that packs several payloads into one of
 * its entries repeats it
 * @param term its term
 * @param timestampMillis the leader's clock when it was appended, never falling
 * @param payload the payload, {@code null} for an entry of the engine's own; must not be
 * written to
 */
public record CommittedEntry(long index, long term, long timestampMillis, byte @Nullable [] payload) {

}
