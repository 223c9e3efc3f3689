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

package io.raftboot.ratis;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;

/**
 * A snapshot that is complete and durable, and that Ratis does not know of yet.
 *
 * @param point the index and term of its last entry
 * @param file the file, beside Ratis's snapshots
 * @param digest the file's MD5
 * @param published completes when Ratis has it
 */
record StagedSnapshot(TermIndex point, Path file, MD5Hash digest, CompletableFuture<Long> published) {

}
