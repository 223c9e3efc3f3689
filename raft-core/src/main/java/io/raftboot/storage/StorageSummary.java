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

package io.raftboot.storage;

import java.util.List;

import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.SnapshotPoint;

/**
 * What is in a node's directory, as {@link StorageCheck} found it.
 *
 * @param identity who the node is, 0 for every number that it has not got
 * @param hardState its term and vote
 * @param snapshots the complete snapshots, oldest first
 * @param logFiles the log's files, oldest first
 * @param firstIndex the index of the first entry that the log can have
 * @param lastIndex the index of the last entry, one below the first in an empty log
 * @param lastTerm the term of the last entry
 * @param configuration the members as of the last entry, committed or not
 * @param problems what a start would refuse, a sentence each, with file and offset
 * @param notes what a start would repair, likewise
 */
public record StorageSummary(Identity identity, HardState hardState, List<SnapshotPoint> snapshots,
		List<LogFile> logFiles, long firstIndex, long lastIndex, long lastTerm, Configuration configuration,
		List<String> problems, List<String> notes) {

	public StorageSummary {
		snapshots = List.copyOf(snapshots);
		logFiles = List.copyOf(logFiles);
		problems = List.copyOf(problems);
		notes = List.copyOf(notes);
	}

	/**
	 * A file of the log.
	 *
	 * @param name its name
	 * @param firstIndex the index of its first entry
	 * @param lastIndex the index of its last entry
	 * @param size its size, bytes, zeros written ahead included
	 */
	public record LogFile(String name, long firstIndex, long lastIndex, long size) {
	}

}
