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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Puts an exact number of distinct keys.
 */
@Command(name = "load", mixinStandardHelpOptions = true, showDefaultValues = true,
		description = "Puts an exact number of distinct keys through all targets; \"verify\" checks them.")
@SuppressWarnings("NullAway.Init")
final class LoadCommand implements Callable<Integer> {

	/**
	 * Keys of a counted load are told from those of a timed one, which are overwritten.
	 */
	static final String KEY_PREFIX = "n";

	@Spec
	private CommandSpec spec;

	@Option(names = "--targets", required = true, split = ",", description = "host:port of each node to send to")
	private List<InetSocketAddress> targets;

	@Option(names = "--count", defaultValue = "100000", description = "number of keys")
	private int count;

	@Option(names = "--in-flight", defaultValue = "1000", description = "commands in flight over all targets")
	private int inFlight;

	@Option(names = "--value-size", defaultValue = "16", description = "bytes of a value")
	private int valueSize;

	@Option(names = "--duration", defaultValue = "10m", description = "bound of the whole load")
	private Duration duration;

	@Option(names = "--timeout", defaultValue = "15s", description = "time to wait for outstanding replies at the end")
	private Duration timeout;

	@Override
	public Integer call() throws IOException {
		int connections = Math.min(this.targets.size(), this.inFlight);
		if (this.count < 1) {
			throw new IllegalArgumentException(
					"Value \"" + this.count + "\" of --count cannot be used: give a number of 1 or more");
		}
		Plan plan = new Plan(this.targets, Protocol.JSONL, Kind.PUT, this.inFlight, connections, KEY_PREFIX, this.count,
				this.valueSize, 1, Duration.ZERO, this.duration, this.timeout, this.count);
		Result result = Generator.run(plan, Processes.listeningOn(this.targets));
		this.spec.commandLine().getOut().println(Report.table(result, List.of(result)));
		return Report.complain(this.spec.commandLine().getErr(), List.of(result)) ? ExitCode.SOFTWARE : ExitCode.OK;
	}

}
