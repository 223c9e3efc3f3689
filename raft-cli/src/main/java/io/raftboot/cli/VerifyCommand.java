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
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.raftboot.storage.StorageCheck;
import io.raftboot.storage.StorageSummary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Checks every checksum in a stopped node's directory.
 */
@Command(name = "verify", mixinStandardHelpOptions = true,
		description = "Check every checksum of a stopped node's directory; name file and offset of what is damaged.")
final class VerifyCommand implements Callable<Integer> {

	@Parameters(arity = "1", paramLabel = "DIRECTORY", description = "raft.data-directory of a stopped node")
	private @Nullable Path directory;

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public Integer call() throws IOException {
		if (this.directory == null || this.spec == null) {
			throw new IllegalStateException("not called by picocli");
		}
		StorageSummary summary = StorageCheck.check(this.directory);
		PrintWriter out = this.spec.commandLine().getOut();
		summary.problems().forEach(out::println);
		summary.notes().forEach(out::println);
		if (!summary.problems().isEmpty()) {
			return RaftCli.FAILED;
		}
		out.printf("Good: %d log file(s) with entries %d to %d, %d snapshot(s)%n", summary.logFiles().size(),
				summary.firstIndex(), summary.lastIndex(), summary.snapshots().size());
		return 0;
	}

}
