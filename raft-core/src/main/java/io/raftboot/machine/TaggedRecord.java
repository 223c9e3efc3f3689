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

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;

/**
 * Reads one record of the tagged form: what follows its tag.
 */
final class TaggedRecord {

	private static final Object ABSENT = new Object();

	private final String tag;

	private final Constructor<?> constructor;

	private final TaggedComponent[] components;

	TaggedRecord(String tag, Class<?> type, DeserializationContext context) {
		this.tag = tag;
		this.constructor = canonicalConstructor(type);
		this.components = TaggedComponent.of(type, context);
	}

	private static Constructor<?> canonicalConstructor(Class<?> type) {
		Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
			.map(RecordComponent::getType)
			.toArray(Class<?>[]::new);
		try {
			Constructor<?> constructor = type.getDeclaredConstructor(parameters);
			constructor.setAccessible(true);
			return constructor;
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException("\"" + type.getName() + "\" has no canonical constructor", ex);
		}
	}

	/**
	 * Read a tag that stands alone.
	 */
	Object readBare() {
		if (this.components.length > 0) {
			throw new BadInputException("must be " + form() + ": \"" + this.tag + "\" does not stand alone");
		}
		return create(new Object[0]);
	}

	/**
	 * Read what follows the tag; the parser is at its first token, and left at its last.
	 */
	Object read(JsonParser parser, DeserializationContext context) {
		JsonToken token = parser.currentToken();
		if (this.components.length == 1) {
			return readSingle(token, parser, context);
		}
		if (token == JsonToken.START_ARRAY) {
			return readPositional(parser, context);
		}
		if (token == JsonToken.START_OBJECT) {
			return readNamed(parser, context);
		}
		if (token == JsonToken.VALUE_NULL && this.components.length == 0) {
			return create(new Object[0]);
		}
		throw new BadInputException("must be " + form());
	}

	private Object readSingle(JsonToken token, JsonParser parser, DeserializationContext context) {
		TaggedComponent component = this.components[0];
		if (token == JsonToken.START_ARRAY && !component.takesArray()) {
			return readPositional(parser, context);
		}
		if (token == JsonToken.START_OBJECT) {
			return component.takesObject() ? readDirectOrNamed(parser, context) : readNamed(parser, context);
		}
		return create(readValue(component, parser, context));
	}

	/**
	 * An object with the name of the component as its only field is the named form, any
	 * other the component itself. That needs a look at all of it.
	 */
	private Object readDirectOrNamed(JsonParser parser, DeserializationContext context) {
		TaggedComponent component = this.components[0];
		JsonNode tree = context.readTree(parser);
		JsonNode named = (tree.size() == 1) ? tree.get(component.name()) : null;
		JsonNode value = (named != null) ? named : tree;
		try {
			return create(
					value.isNull() ? component.nullValue(context) : context.readTreeAsValue(value, component.type()));
		}
		catch (JacksonException ex) {
			throw ex.prependPath(this, component.name());
		}
	}

	private Object readPositional(JsonParser parser, DeserializationContext context) {
		@Nullable Object[] values = new Object[this.components.length];
		for (int i = 0; i < values.length; i++) {
			if (parser.nextToken() == JsonToken.END_ARRAY) {
				throw new BadInputException(
						"must be " + form() + " but \"" + this.components[i].name() + "\" is missing");
			}
			values[i] = readValue(this.components[i], parser, context);
		}
		if (parser.nextToken() != JsonToken.END_ARRAY) {
			throw new BadInputException("must be " + form() + " but has more than " + values.length + " values");
		}
		return create(values);
	}

	private Object readNamed(JsonParser parser, DeserializationContext context) {
		@Nullable Object[] values = new Object[this.components.length];
		Arrays.fill(values, ABSENT);
		for (String name = parser.nextName(); name != null; name = parser.nextName()) {
			int i = indexOf(name);
			if (i < 0) {
				throw new BadInputException(
						"has the unknown field \"" + InputErrors.excerpt(name) + "\"; must be " + form());
			}
			if (values[i] != ABSENT) {
				throw new BadInputException("has the field \"" + name + "\" twice");
			}
			parser.nextToken();
			values[i] = readValue(this.components[i], parser, context);
		}
		for (int i = 0; i < values.length; i++) {
			if (values[i] == ABSENT) {
				values[i] = absentValue(this.components[i], context);
			}
		}
		return create(values);
	}

	private @Nullable Object absentValue(TaggedComponent component, DeserializationContext context) {
		if (!component.isOptional()) {
			throw new BadInputException("must be " + form() + " but \"" + component.name() + "\" is missing");
		}
		return component.absentValue(context);
	}

	private @Nullable Object readValue(TaggedComponent component, JsonParser parser, DeserializationContext context) {
		try {
			return (parser.currentToken() != JsonToken.VALUE_NULL)
					? component.deserializer().deserialize(parser, context) : component.nullValue(context);
		}
		catch (JacksonException ex) {
			throw ex.prependPath(this, component.name());
		}
	}

	/**
	 * Return the value of a component in the positional form, or in the direct one.
	 */
	@Nullable JsonNode component(JsonNode array, String name) {
		return (this.components.length == 1 && this.components[0].takesArray()) ? array : array.get(indexOf(name));
	}

	private int indexOf(String name) {
		for (int i = 0; i < this.components.length; i++) {
			if (this.components[i].name().equals(name)) {
				return i;
			}
		}
		return -1;
	}

	private Object create(@Nullable Object... values) {
		try {
			return this.constructor.newInstance(values);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw new BadInputException("is refused: " + InputErrors.reason(ex.getCause()));
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("cannot create \"" + this.tag + "\"", ex);
		}
	}

	/**
	 * Return the forms that are taken, for messages.
	 */
	String form() {
		if (this.components.length == 0) {
			return "\"" + this.tag + "\"";
		}
		String named = Arrays.stream(this.components)
			.map((component) -> "\"" + component.name() + "\":" + component.expected())
			.collect(Collectors.joining(",", "{\"" + this.tag + "\":{", "}}"));
		String values = Arrays.stream(this.components).map(TaggedComponent::name).collect(Collectors.joining(","));
		return named + " or {\"" + this.tag + "\":" + ((this.components.length == 1) ? values : "[" + values + "]")
				+ "}";
	}

}
