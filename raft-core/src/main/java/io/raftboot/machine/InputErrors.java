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

package io.raftboot.machine;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

import io.raftboot.JsonSlice;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Says what is wrong with an input: which field, which value, what is allowed. Reads the
 * input again to do so, which only bad ones pay for.
 */
final class InputErrors {

	private static final int MAX_EXCERPT = 100;

	private InputErrors() {
	}

	static String message(JacksonException failure, JsonSlice json, ObjectMapper mapper) {
		JsonNode tree;
		try (JsonParser parser = mapper.createParser(json.array(), json.offset(), json.length())) {
			tree = mapper.readTree(parser);
		}
		catch (JacksonException malformed) {
			return malformed(malformed, json);
		}
		if (tree == null || tree.isMissingNode()) {
			return "cannot be read as one JSON value: it is empty";
		}
		String place = place(failure);
		if (failure instanceof BadInputException) {
			return place + failure.getOriginalMessage();
		}
		if (failure instanceof UnrecognizedPropertyException unknown) {
			return place + "has an unknown field \"" + excerpt(unknown.getPropertyName()) + "\"; allowed are "
					+ unknown.getKnownPropertyIds();
		}
		Class<?> target = target(failure);
		if (target != null) {
			return place + "must be " + describe(target) + " but is " + excerpt(valueAt(failure, tree).toString());
		}
		return (failure instanceof StreamReadException) ? malformed(failure, json)
				: place + "is refused: " + failure.getOriginalMessage();
	}

	private static String malformed(JacksonException failure, JsonSlice json) {
		TokenStreamLocation location = failure.getLocation();
		long at = (location != null) ? location.getByteOffset() - json.offset() : -1;
		return "cannot be read as one JSON value: " + failure.getOriginalMessage()
				+ ((at >= 0) ? " (at byte " + at + ")" : "");
	}

	private static @Nullable Class<?> target(JacksonException failure) {
		if (failure instanceof InputCoercionException coercion) {
			return coercion.getTargetType();
		}
		return (failure instanceof MismatchedInputException mismatch) ? mismatch.getTargetType() : null;
	}

	private static String place(JacksonException failure) {
		String path = failure.getPath()
			.stream()
			.map((step) -> (step.getPropertyName() != null) ? "." + excerpt(step.getPropertyName())
					: "[" + step.getIndex() + "]")
			.collect(Collectors.joining());
		return path.isEmpty() ? "the input " : "\"" + (path.startsWith(".") ? path.substring(1) : path) + "\" ";
	}

	/**
	 * Follow the path as far as the tree goes; a component given by position or alone is
	 * found by its name all the same.
	 */
	private static JsonNode valueAt(JacksonException failure, JsonNode tree) {
		JsonNode node = tree;
		for (JacksonException.Reference step : failure.getPath()) {
			String name = step.getPropertyName();
			JsonNode next;
			if (name == null) {
				next = node.get(step.getIndex());
			}
			else if (node.isArray() && step.from() instanceof TaggedRecord tagged) {
				next = tagged.component(node, name);
			}
			else {
				next = node.get(name);
			}
			node = (next != null) ? next : node;
		}
		return node;
	}

	static String describe(Class<?> type) {
		if (type.isEnum()) {
			return Arrays.stream(type.getEnumConstants())
				.map((constant) -> "\"" + constant + "\"")
				.collect(Collectors.joining(", ", "one of ", ""));
		}
		if (CharSequence.class.isAssignableFrom(type) || type == char.class) {
			return "a string";
		}
		if (type == boolean.class || type == Boolean.class) {
			return "true or false";
		}
		if (type == float.class || type == double.class || type == Float.class || type == Double.class) {
			return "a number";
		}
		return describeOther(type);
	}

	private static String describeOther(Class<?> type) {
		if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
			return "a number (" + type.getSimpleName() + ")";
		}
		if (type.isArray() || Collection.class.isAssignableFrom(type)) {
			return "an array";
		}
		if (JsonNode.class.isAssignableFrom(type) || type == Object.class) {
			return "any JSON";
		}
		if (Map.class.isAssignableFrom(type)) {
			return "an object";
		}
		return "a value for " + type.getSimpleName();
	}

	static String excerpt(String text) {
		return (text.length() <= MAX_EXCERPT) ? text : text.substring(0, MAX_EXCERPT) + "…";
	}

	/**
	 * Return why something failed, for a client: never empty, never long.
	 */
	static String reason(@Nullable Throwable failure) {
		if (failure == null) {
			return "no reason given";
		}
		String message = failure.getMessage();
		String text = (message != null && !message.isBlank()) ? message : failure.getClass().getSimpleName();
		return (text.length() <= 1000) ? text : text.substring(0, 1000) + "…";
	}

}
