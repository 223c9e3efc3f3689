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
import java.util.Locale;
import java.util.concurrent.Callable;

import io.raftboot.Member;
import io.raftboot.consensus.SnapshotPoint;
import io.raftboot.storage.Identity;
import io.raftboot.storage.StorageCheck;
import io.raftboot.storage.StorageSummary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints what a stopped node's directory holds, for people.
 */
@Command(name = "describe", mixinStandardHelpOptions = true,
		description = "Print identity, term and vote, members, snapshots and log of a stopped node's directory.")
final class DescribeCommand implements Callable<Integer> {

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
		print(summary, out);
		summary.problems().forEach((problem) -> out.println("damaged     " + problem));
		summary.notes().forEach((note) -> out.println("note        " + note));
		return summary.problems().isEmpty() ? 0 : RaftCli.FAILED;
	}

	static void print(StorageSummary summary, PrintWriter out) {
		Identity identity = summary.identity();
		out.printf("member      %s%s%n", (identity.nodeId() != 0) ? identity.nodeId() : "none yet",
				identity.removed() ? ", removed from its cluster" : "");
		out.printf("cluster     %s%n", Long.toHexString(identity.clusterId()));
		out.printf("directory   %s%n", Long.toHexString(identity.directoryId()));
		out.printf("term        %d, voted for %s%n", summary.hardState().term(),
				(summary.hardState().votedFor() != 0) ? "member " + summary.hardState().votedFor() : "nobody");
		for (Member member : summary.configuration().members()) {
			out.printf("members     %d %s %s%n", member.nodeId(), member.address(), name(member));
		}
		for (Member member : summary.configuration().outgoing()) {
			out.printf("outgoing    %d %s %s%n", member.nodeId(), member.address(), name(member));
		}
		for (SnapshotPoint snapshot : summary.snapshots()) {
			out.printf("snapshot    index %d, term %d%n", snapshot.index(), snapshot.term());
		}
		out.printf("log         %s%n", (summary.lastIndex() < summary.firstIndex()) ? "empty" : "entries "
				+ summary.firstIndex() + " to " + summary.lastIndex() + ", last term " + summary.lastTerm());
		for (StorageSummary.LogFile file : summary.logFiles()) {
			out.printf("file        %s, entries %d to %d, %d bytes%n", file.name(), file.firstIndex(), file.lastIndex(),
					file.size());
		}
	}

	private static String name(Member member) {
		return member.role().name().toLowerCase(Locale.ROOT);
	}

}
