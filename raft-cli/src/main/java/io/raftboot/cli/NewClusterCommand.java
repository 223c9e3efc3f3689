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

import io.raftboot.Member;
import io.raftboot.consensus.Configuration;
import io.raftboot.storage.FileDisk;
import io.raftboot.storage.ForcedCluster;
import io.raftboot.storage.StorageCheck;
import io.raftboot.storage.StorageSettings;
import io.raftboot.storage.StorageSummary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Recovery after the loss of the majority.
 */
@Command(name = "new-cluster", mixinStandardHelpOptions = true,
		description = { "After the loss of the majority: make a stopped node the only member of a new cluster.",
				"Without --confirm, prints what would be done and what may be lost, and changes nothing." })
final class NewClusterCommand implements Callable<Integer> {

	@Parameters(arity = "1", paramLabel = "DIRECTORY", description = "raft.data-directory of the stopped survivor")
	private @Nullable Path directory;

	@Option(names = "--confirm", description = "do it")
	private boolean confirm;

	@Option(names = "--address", paramLabel = "HOST:PORT", description = "another raft.address for the survivor")
	private @Nullable String address;

	@Option(names = "--group", defaultValue = "default", description = "the group's name (${DEFAULT-VALUE})")
	private String group = "default";

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public Integer call() throws IOException {
		if (this.directory == null || this.spec == null) {
			throw new IllegalStateException("not called by picocli");
		}
		PrintWriter out = this.spec.commandLine().getOut();
		StorageSummary summary = StorageCheck.check(this.directory);
		if (!summary.problems().isEmpty()) {
			summary.problems().forEach(this.spec.commandLine().getErr()::println);
			return RaftCli.FAILED;
		}
		Configuration after = ForcedCluster.plan(this.directory.toString(), summary.identity(), summary.configuration(),
				this.address);
		print(summary, after, out);
		if (!this.confirm) {
			out.println("Nothing was changed. Add --confirm to do it.");
			return 0;
		}
		StorageSettings settings = new StorageSettings(this.group, true, 64L << 20, 1 << 20);
		Member member = ForcedCluster.form(FileDisk.open(this.directory), settings, this.address).members().get(0);
		out.printf("Done: member %d at %s is a cluster of its own. Start it, then add new nodes with empty"
				+ " directories.%n", member.nodeId(), member.address());
		return 0;
	}

	private static void print(StorageSummary summary, Configuration after, PrintWriter out) {
		Member self = after.members().get(0);
		out.printf("Member %d at %s, with entries up to %d of term %d, is to be the only member.%n", self.nodeId(),
				self.address(), summary.lastIndex(), summary.lastTerm());
		for (Member member : summary.configuration().members()) {
			if (member.nodeId() != self.nodeId()) {
				out.printf("Given up for ever: member %d at %s.%n", member.nodeId(), member.address());
			}
		}
		out.println("What may be lost: every command after entry " + summary.lastIndex()
				+ " that only the others had, acknowledged or not.");
		out.println("What may appear: commands up to that entry whose outcome nobody was told.");
		out.println("Compare \"raft-cli describe\" of all survivors first: take the one with the highest last term,"
				+ " then the highest last entry.");
		out.println("Never start a given-up node with its old data again: two of them could go on as the old cluster"
				+ " for clients that reach them.");
	}

}
