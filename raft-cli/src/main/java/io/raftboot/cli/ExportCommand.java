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

package io.raftboot.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.raftboot.consensus.SnapshotPoint;
import io.raftboot.engine.ExportFile;
import io.raftboot.storage.StorageCheck;
import io.raftboot.storage.StorageDump;
import io.raftboot.storage.StorageSummary;
import io.raftboot.storage.StoredSnapshot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Takes the newest snapshot out of a stopped node's directory.
 */
@Command(name = "export", mixinStandardHelpOptions = true,
		description = { "Write the newest snapshot of a stopped node's directory to a file.",
				"\"raft-cli import\" begins a new cluster with it." })
final class ExportCommand implements Callable<Integer> {

	@Option(names = "--data", required = true, paramLabel = "DIRECTORY",
			description = "raft.data-directory of a stopped node")
	private @Nullable Path directory;

	@Option(names = "--to", required = true, paramLabel = "FILE", description = "a file that is not there yet")
	private @Nullable Path file;

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public Integer call() throws IOException {
		if (this.directory == null || this.file == null || this.spec == null) {
			throw new IllegalStateException("not called by picocli");
		}
		// damage to the log need not keep anyone from a good snapshot
		StorageSummary summary = StorageCheck.check(this.directory);
		summary.problems().forEach(this.spec.commandLine().getErr()::println);
		PrintWriter out = this.spec.commandLine().getOut();
		try (StorageDump dump = StorageDump.open(this.directory); StoredSnapshot snapshot = dump.newestSnapshot()) {
			if (snapshot == null) {
				throw new IOException("\"" + this.directory + "\" has no snapshot: start its node, have one taken with"
						+ " \"raft-cli snapshot ADDRESS\", and stop it");
			}
			SnapshotPoint point = snapshot.point();
			export(snapshot, this.file);
			out.printf("Exported the state at index %d of term %d to %s.%n", point.index(), point.term(), this.file);
			if (summary.lastIndex() > point.index()) {
				out.printf(
						"Not in it: what later entries, up to %d, may have changed. A snapshot taken right before the"
								+ " node is stopped has most of them.%n",
						summary.lastIndex());
			}
		}
		return 0;
	}

	private static void export(StoredSnapshot snapshot, Path file) throws IOException {
		try (InputStream content = snapshot.content()) {
			if (content.read() < 0) {
				throw new IOException(
						"the snapshot is that of a witness, which keeps no values: name the directory of another member");
			}
		}
		SnapshotPoint point = snapshot.point();
		ExportFile.write(file, point.index(), point.term(), point.timestampMillis(), (out) -> {
			try (InputStream content = snapshot.content()) {
				content.transferTo(out);
			}
		});
	}

}
