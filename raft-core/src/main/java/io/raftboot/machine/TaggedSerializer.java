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

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes a record in the tagged form: {@code "List"} without components, else
 * {@code {"Put":{"key":"foo","value":1}}}, the form that is never ambiguous.
 */
final class TaggedSerializer extends StdSerializer<Object> {

	private final String tag;

	private final List<Accessor> accessors = new ArrayList<>();

	TaggedSerializer(Class<?> type) {
		super(type);
		this.tag = TaggedTypes.tag(type);
		for (RecordComponent component : type.getRecordComponents()) {
			component.getAccessor().setAccessible(true);
			this.accessors.add(new Accessor(TaggedComponent.nameOf(component), component.getAccessor()));
		}
	}

	@Override
	public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
		if (this.accessors.isEmpty()) {
			generator.writeString(this.tag);
			return;
		}
		generator.writeStartObject();
		generator.writeName(this.tag);
		generator.writeStartObject();
		for (Accessor accessor : this.accessors) {
			context.defaultSerializeProperty(accessor.name, read(value, accessor.method, generator), generator);
		}
		generator.writeEndObject();
		generator.writeEndObject();
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		serialize(value, generator, context);
	}

	private static Object read(Object value, Method accessor, JsonGenerator generator) {
		try {
			return accessor.invoke(value);
		}
		catch (ReflectiveOperationException ex) {
			throw DatabindException.from(generator, "cannot read \"" + accessor.getName() + "\"", ex);
		}
	}

	private record Accessor(String name, Method method) {
	}

}
