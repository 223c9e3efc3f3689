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
 * The command line: each command is one class. What reads a directory goes through
 * {@code io.raftboot.storage}, what talks to a node through
 * {@link io.raftboot.cli.NodeConnection}; nothing here knows a file's format.
 */
@NullMarked
package io.raftboot.cli;

import org.jspecify.annotations.NullMarked;
