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

package io.raftboot.benchmarks;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/**
 * The program: measures a cluster from outside, and checks what it holds.
 */
@Command(name = "benchmarks", mixinStandardHelpOptions = true,
		description = "Drives a cluster over the wire and says how fast and how evenly it answers.",
		subcommands = { RunCommand.class, SuiteCommand.class, SustainCommand.class, LoadCommand.class,
				VerifyCommand.class, FailoverCommand.class })
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Runs the program. The exit status is 0 when everything went well, 1 otherwise.
	 * @param args subcommand and options
	 */
	public static void main(String[] args) {
		if (execute(writer(System.out), writer(System.err), args) != ExitCode.OK) {
			// An exception that leaves main gives exit status 1 and lets the JVM shut
			// down
			// in order; what went wrong has been printed.
			Thread.currentThread().setUncaughtExceptionHandler((thread, ex) -> {
			});
			throw new IllegalStateException("Ended with errors");
		}
	}

	private static PrintWriter writer(PrintStream stream) {
		return new PrintWriter(stream, true, StandardCharsets.UTF_8);
	}

	static int execute(PrintWriter out, PrintWriter err, String... args) {
		return new CommandLine(new Benchmarks()).setOut(out)
			.setErr(err)
			.setCaseInsensitiveEnumValuesAllowed(true)
			.registerConverter(InetSocketAddress.class, Values::address)
			.registerConverter(Duration.class, Values::duration)
			.registerConverter(Kind.class, Values::kind)
			.registerConverter(Suite.Table.class, Values::table)
			.setExecutionExceptionHandler((ex, command, result) -> {
				command.getErr().println("FAILED: " + ex.getMessage());
				return ExitCode.SOFTWARE;
			})
			.execute(args);
	}

}
