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
import java.util.Arrays;
import java.util.concurrent.Callable;

import io.raftboot.JsonSlice;
import io.raftboot.Session;
import io.raftboot.machine.Envelope;
import io.raftboot.storage.StorageDump;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints a stopped node's log as JSON Lines.
 */
@Command(name = "dump", mixinStandardHelpOptions = true,
		description = "Print the log of a stopped node's directory as JSON Lines.")
final class DumpCommand implements Callable<Integer> {

	private static final JsonMapper mapper = JsonMapper.shared();

	@Parameters(arity = "1", paramLabel = "DIRECTORY", description = "raft.data-directory of a stopped node")
	private @Nullable Path directory;

	@Option(names = "--metadata", description = "identity, hard state and snapshots first")
	private boolean metadata;

	@Spec
	private @Nullable CommandSpec spec;

	@Override
	public Integer call() throws IOException {
		if (this.directory == null || this.spec == null) {
			throw new IllegalStateException("not called by picocli");
		}
		var out = this.spec.commandLine().getOut();
		try (StorageDump dump = StorageDump.open(this.directory)) {
			if (this.metadata) {
				dump.writeMetadata(out);
			}
			dump.writeLog(out, DumpCommand::write);
		}
		finally {
			out.flush();
		}
		return 0;
	}

	private static void write(byte[] payload, JsonGenerator generator) {
		Envelope envelope = Envelope.read(payload);
		Session session = envelope.session();
		if (session != null) {
			generator.writeObjectPropertyStart("session");
			generator.writeStringProperty("client", session.client());
			generator.writeNumberProperty("sequence", session.sequence());
			generator.writeEndObject();
		}
		JsonSlice input = envelope.input();
		if (isJson(input)) {
			generator.writeName("input");
			generator.writeRawValue(input.toString());
		}
		else {
			generator.writeName("input_base64");
			generator.writeBinary(Arrays.copyOfRange(input.array(), input.offset(), input.offset() + input.length()));
		}
	}

	/** Another codec than JSON may have written it. */
	private static boolean isJson(JsonSlice input) {
		try {
			mapper.readTree(input.array(), input.offset(), input.length());
			return true;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

}
