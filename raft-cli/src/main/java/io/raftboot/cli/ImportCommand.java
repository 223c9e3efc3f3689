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
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.raftboot.NodeSettings;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.RaftStartException;
import io.raftboot.engine.ExportFile;
import io.raftboot.node.Engines;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Begins a new cluster with an exported snapshot.
 */
@Command(name = "import", mixinStandardHelpOptions = true,
		description = { "Make an empty directory that of the only member of a new cluster, with an exported state.",
				"Start its node as usual, then add others with empty directories." })
final class ImportCommand implements Callable<Integer> {

	@Parameters(arity = "1", paramLabel = "FILE", description = "what \"raft-cli export\" has written")
	private @Nullable Path file;

	@Option(names = "--data", required = true, paramLabel = "DIRECTORY",
			description = "raft.data-directory of the new node: empty or not there")
	private @Nullable Path directory;

	@Option(names = "--address", required = true, paramLabel = "HOST:PORT",
			description = "raft.address of the new node")
	private @Nullable String address;

	@Option(names = "--group", defaultValue = "default", description = "the group's name (${DEFAULT-VALUE})")
	private String group = "default";

	@Option(names = "--engine", defaultValue = NodeSettings.NATIVE_ENGINE,
			description = "raft.engine of the new node (${DEFAULT-VALUE})")
	private String engine = NodeSettings.NATIVE_ENGINE;

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public Integer call() throws IOException {
		if (this.file == null || this.directory == null || this.address == null || this.spec == null) {
			throw new IllegalStateException("not called by picocli");
		}
		ExportFile exported;
		try {
			NodeSettings settings = RaftNodeBuilder.create((context, input) -> null)
				.address(this.address)
				.group(this.group)
				.dataDirectory(this.directory)
				.engine(this.engine)
				.settings();
			exported = ExportFile.read(this.file);
			Engines.form(settings, exported);
		}
		catch (RaftStartException ex) {
			throw new ParameterException(this.spec.commandLine(), ex.getMessage(), ex);
		}
		this.spec.commandLine()
			.getOut()
			.printf("Imported the state at index %d of term %d: member 1 at %s is a cluster of its own. Start it, then"
					+ " add new nodes with empty directories.%n", exported.index(), exported.term(), this.address);
		return 0;
	}

}
