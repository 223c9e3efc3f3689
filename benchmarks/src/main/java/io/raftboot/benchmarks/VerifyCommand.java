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
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/**
 * Checks that every target holds what {@link LoadCommand} has put.
 */
@Command(name = "verify", mixinStandardHelpOptions = true, showDefaultValues = true,
		description = "Checks that every target holds the keys of \"load\", and the same keys as the others.")
@SuppressWarnings("NullAway.Init")
final class VerifyCommand implements Callable<Integer> {

	@Spec
	private CommandSpec spec;

	@Option(names = "--targets", required = true, split = ",", description = "host:port of each node to look at")
	private List<InetSocketAddress> targets;

	@Option(names = "--count", defaultValue = "100000", description = "number of keys that were put")
	private int count;

	@Option(names = "--value-size", defaultValue = "16", description = "bytes of a value")
	private int valueSize;

	@Option(names = "--samples", defaultValue = "100", description = "values to compare on each target")
	private int samples;

	@Option(names = "--seed", defaultValue = "1", description = "decides which values are compared")
	private long seed;

	@Option(names = "--timeout", defaultValue = "15s", description = "time to wait for a reply")
	private Duration timeout;

	private int differences;

	@Override
	public Integer call() throws IOException {
		PrintWriter out = this.spec.commandLine().getOut();
		@Nullable Set<String> first = null;
		for (InetSocketAddress target : this.targets) {
			try (RpcClient client = new RpcClient(target, this.timeout)) {
				Set<String> keys = keys(client);
				checkKeys(target, keys, (first != null) ? first : keys);
				checkValues(target, client);
				out.println(Values.name(target) + ": " + keys.size() + " keys, " + this.samples + " values compared");
				first = (first != null) ? first : keys;
			}
		}
		out.println((this.differences == 0) ? "No difference." : "DIFFERENCES: " + this.differences);
		return (this.differences == 0) ? ExitCode.OK : ExitCode.SOFTWARE;
	}

	private static Set<String> keys(RpcClient client) throws IOException {
		// a consistent read first: from then on the local state has every acknowledged
		// Put
		client.apply(Kind.QUERY, Map.of("Get", ""));
		Set<String> keys = new HashSet<>();
		for (JsonNode key : client.apply(Kind.LOCAL_QUERY, "List")) {
			keys.add(key.asString());
		}
		return keys;
	}

	private void checkKeys(InetSocketAddress target, Set<String> keys, Set<String> first) {
		long missing = 0;
		for (int i = 0; i < this.count; i++) {
			missing += keys.contains(Digits.key(LoadCommand.KEY_PREFIX, i)) ? 0 : 1;
		}
		if (missing > 0) {
			differ(Values.name(target) + " lacks " + missing + " of " + this.count + " keys that were put");
		}
		if (!keys.equals(first)) {
			differ(Values.name(target) + " lists other keys than " + Values.name(this.targets.get(0)) + ": "
					+ keys.size() + " instead of " + first.size());
		}
	}

	private void checkValues(InetSocketAddress target, RpcClient client) throws IOException {
		Random random = new Random(this.seed);
		for (int i = 0; i < this.samples; i++) {
			int number = random.nextInt(this.count);
			String key = Digits.key(LoadCommand.KEY_PREFIX, number);
			String expected = Digits.value(number, this.valueSize);
			JsonNode actual = client.apply(Kind.LOCAL_QUERY, Map.of("Get", key));
			if (!actual.isString() || !actual.asString().equals(expected)) {
				differ(Values.name(target) + " holds " + actual + " for \"" + key + "\" instead of \"" + expected
						+ "\"");
			}
		}
	}

	private void differ(String message) {
		this.differences++;
		this.spec.commandLine().getErr().println("DIFFERENCE: " + message);
	}

}
