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
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command that calls a running node.
 */
@Command(mixinStandardHelpOptions = true)
abstract class NodeCommand implements Callable<Integer> {

	@Parameters(index = "0", arity = "1", paramLabel = "ADDRESS", description = "raft.address of a running node")
	private @Nullable String address;

	@Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "15",
			description = "how long to wait for the answer (${DEFAULT-VALUE})")
	private int timeoutSeconds;

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public final Integer call() throws IOException {
		if (this.address == null || this.spec == null) {
			throw new IllegalStateException("not called by picocli");
		}
		run(this.address, this.spec.commandLine().getOut());
		return 0;
	}

	abstract void run(String node, PrintWriter out) throws IOException;

	final JsonNode call(String node, String method, ObjectNode params) throws CallFailedException {
		return NodeConnection.call(node, Math.max(1, this.timeoutSeconds) * 1000, method, params);
	}

	static ObjectNode params() {
		return JsonMapper.shared().createObjectNode();
	}

}
