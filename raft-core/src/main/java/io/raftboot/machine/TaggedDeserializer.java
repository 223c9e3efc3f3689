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

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/**
 * Reads {@code "List"}, {@code {"Get":"foo"}}, {@code {"Put":["foo",1]}} and
 * {@code {"Put":{"key":"foo","value":1}}} token by token, without a tree.
 */
final class TaggedDeserializer extends StdDeserializer<Object> {

	private final Map<String, Class<?>> types;

	private final Map<String, TaggedRecord> records = new HashMap<>();

	TaggedDeserializer(Class<?> type, Map<String, Class<?>> types) {
		super(type);
		this.types = types;
	}

	@Override
	public void resolve(DeserializationContext context) {
		this.types.forEach((tag, type) -> this.records.put(tag, new TaggedRecord(tag, type, context)));
	}

	@Override
	public boolean isCachable() {
		return true;
	}

	@Override
	public Object deserialize(JsonParser parser, DeserializationContext context) {
		JsonToken token = parser.currentToken();
		if (token == JsonToken.VALUE_STRING) {
			return record(parser.getString()).readBare();
		}
		String tag = (token == JsonToken.START_OBJECT) ? parser.nextName() : null;
		if (tag == null) {
			throw new BadInputException("must be one of " + allowed());
		}
		TaggedRecord record = record(tag);
		parser.nextToken();
		Object value = read(tag, record, parser, context);
		String second = parser.nextName();
		if (second != null) {
			throw new BadInputException("has the field \"" + InputErrors.excerpt(second) + "\" beside \"" + tag
					+ "\"; must be " + record.form());
		}
		return value;
	}

	private static Object read(String tag, TaggedRecord record, JsonParser parser, DeserializationContext context) {
		try {
			return record.read(parser, context);
		}
		catch (JacksonException ex) {
			throw ex.prependPath(record, tag);
		}
	}

	private TaggedRecord record(String tag) {
		TaggedRecord record = this.records.get(tag);
		if (record == null) {
			throw new BadInputException(
					"must be one of " + allowed() + " but has the tag \"" + InputErrors.excerpt(tag) + "\"");
		}
		return record;
	}

	private String allowed() {
		return this.types.keySet().stream().collect(Collectors.joining("\", \"", "\"", "\""));
	}

}
