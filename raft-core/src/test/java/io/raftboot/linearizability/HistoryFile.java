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

package io.raftboot.linearizability;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Histories as JSON Lines: {@code {"client":1,"invoked":10,"completed":25,"input":…,
 * "output":…}}. A line without {@code completed} is an operation of unknown outcome.
 */
public final class HistoryFile {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private HistoryFile() {
	}

	/**
	 * Write a history.
	 * @param file the file, overwritten if it exists
	 * @param operations the operations, written in this order
	 * @throws IOException if the file cannot be written
	 */
	public static void write(Path file, List<? extends Operation<?, ?>> operations) throws IOException {
		try (BufferedWriter writer = Files.newBufferedWriter(file)) {
			for (Operation<?, ?> operation : operations) {
				writer.write(toLine(operation));
				writer.write('\n');
			}
		}
	}

	private static String toLine(Operation<?, ?> operation) {
		ObjectNode line = MAPPER.createObjectNode();
		line.put("client", operation.client());
		line.put("invoked", operation.invoked());
		if (!operation.isUnknown()) {
			line.put("completed", operation.completed());
		}
		line.set("input", MAPPER.<JsonNode>valueToTree(operation.input()));
		if (!operation.isUnknown()) {
			Object output = operation.output();
			line.set("output", (output != null) ? MAPPER.<JsonNode>valueToTree(output) : MAPPER.nullNode());
		}
		return MAPPER.writeValueAsString(line);
	}

	/**
	 * Read a history.
	 * @param <I> what was asked
	 * @param <O> what was answered
	 * @param file the file
	 * @param inputType the class of the inputs
	 * @param outputType the class of the outputs
	 * @return the operations, in the order of the file
	 * @throws IOException if the file cannot be read, or a line is no operation; the
	 * message names the line and what is wrong with it
	 */
	public static <I, O> List<Operation<I, O>> read(Path file, Class<I> inputType, Class<O> outputType)
			throws IOException {
		List<Operation<I, O>> operations = new ArrayList<>();
		try (BufferedReader reader = Files.newBufferedReader(file)) {
			int number = 0;
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				number++;
				try {
					operations.add(toOperation(MAPPER.readTree(line), inputType, outputType));
				}
				catch (JacksonException | IllegalArgumentException ex) {
					throw new IOException("history \"" + file + "\" line \"" + number
							+ "\" is not an operation: correct or remove the line. " + ex.getMessage(), ex);
				}
			}
		}
		return operations;
	}

	private static <I, O> Operation<I, O> toOperation(JsonNode line, Class<I> inputType, Class<O> outputType) {
		long client = number(line, "client");
		long invoked = number(line, "invoked");
		I input = MAPPER.treeToValue(present(line, "input"), inputType);
		if (!line.has("completed")) {
			return Operation.unknown(client, invoked, input);
		}
		JsonNode output = present(line, "output");
		@Nullable O value = (output.isNull()) ? null : MAPPER.treeToValue(output, outputType);
		return new Operation<>(client, invoked, number(line, "completed"), input, value);
	}

	private static long number(JsonNode line, String field) {
		JsonNode value = present(line, field);
		if (!value.isIntegralNumber() || !value.canConvertToLong()) {
			throw new IllegalArgumentException("Field \"" + field + "\" is \"" + value + "\", expected a whole number");
		}
		return value.longValue();
	}

	private static JsonNode present(JsonNode line, String field) {
		JsonNode value = line.get(field);
		if (value == null) {
			throw new IllegalArgumentException("Field \"" + field + "\" is missing in \"" + line + "\"");
		}
		return value;
	}

}
