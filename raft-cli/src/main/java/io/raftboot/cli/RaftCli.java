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
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import io.raftboot.storage.DirectoryRefusedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Looks at nodes and repairs clusters. Exit codes: 0 done, 1 failed or damaged, 2 wrong
 * usage, 3 the directory cannot be used, 4 the node refused the call or did not answer.
 */
@Command(name = "raft-cli", mixinStandardHelpOptions = true, version = "raft-cli 0.1.0",
		description = "Looks at Raft nodes, running or stopped, and repairs clusters.",
		footer = { "", "Exit codes: 0 done; 1 failed or damaged; 2 wrong usage; 3 the directory cannot be used;",
				"4 the node refused the call or did not answer." },
		subcommands = { DescribeCommand.class, DumpCommand.class, VerifyCommand.class, NewClusterCommand.class,
				ExportCommand.class, ImportCommand.class, StatusCommand.class, CallCommands.State.class,
				CallCommands.Create.class, CallCommands.Add.class, CallCommands.Remove.class,
				CallCommands.Transfer.class, CallCommands.Snapshot.class, CallCommands.Apply.class })
public final class RaftCli {

	static final int FAILED = 1;

	static final int REFUSED = 3;

	static final int CALL_FAILED = 4;

	private RaftCli() {
	}

	/**
	 * Run a command and exit with its code.
	 * @param arguments the command and its arguments
	 */
	public static void main(String[] arguments) {
		System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
		System.exit(commandLine().setOut(writer(System.out)).setErr(writer(System.err)).execute(arguments));
	}

	/** JSON is UTF-8 wherever it goes. */
	private static PrintWriter writer(PrintStream stream) {
		return new PrintWriter(stream, true, StandardCharsets.UTF_8);
	}

	static CommandLine commandLine() {
		CommandLine commandLine = new CommandLine(new RaftCli());
		commandLine.setExecutionExceptionHandler((problem, command, parsed) -> {
			command.getErr().println("raft-cli: " + sentence(problem));
			return code(problem);
		});
		return commandLine;
	}

	private static String sentence(Exception problem) {
		if (problem instanceof DirectoryRefusedException) {
			return problem.getMessage() + ". A running node is asked with \"raft-cli status ADDRESS\"";
		}
		boolean known = problem instanceof IOException && problem.getMessage() != null;
		return known ? String.valueOf(problem.getMessage()) : problem.toString();
	}

	private static int code(Exception problem) {
		if (problem instanceof DirectoryRefusedException) {
			return REFUSED;
		}
		return (problem instanceof CallFailedException) ? CALL_FAILED : FAILED;
	}

}
