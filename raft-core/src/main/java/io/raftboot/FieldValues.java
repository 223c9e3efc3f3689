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

package io.raftboot;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.raftboot.machine.TaggedModule;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the value of one field of a machine.
 */
final class FieldValues {

	private FieldValues() {
	}

	/**
	 * State is fields, wherever it is: getters may compute.
	 */
	static JsonMapper mapper() {
		return JsonMapper.builder()
			.addModule(new TaggedModule())
			.enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
			.enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS)
			.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
					DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			// the next field follows
			.disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
			.changeDefaultVisibility((visibility) -> visibility.withFieldVisibility(Visibility.ANY)
				.withGetterVisibility(Visibility.NONE)
				.withIsGetterVisibility(Visibility.NONE)
				.withSetterVisibility(Visibility.NONE))
			.build();
	}

	static void write(JsonMapper mapper, JsonGenerator generator, Field field, Object machine) {
		mapper.writerFor(mapper.constructType(field.getGenericType())).writeValue(generator, get(field, machine));
	}

	static void read(JsonMapper mapper, JsonParser parser, Field field, Object machine) throws IOException {
		JavaType type = mapper.constructType(field.getGenericType());
		if (!Modifier.isFinal(field.getModifiers())) {
			set(field, machine, mapper.readerFor(type).readValue(parser));
			return;
		}
		Object value = get(field, machine);
		if (value instanceof Map<?, ?> map) {
			map.clear();
			refill(mapper, parser, type, value);
		}
		else if (value instanceof Collection<?> collection) {
			collection.clear();
			refill(mapper, parser, type, value);
		}
		else {
			setInPlace(value, mapper.readerFor(type).readValue(parser), field);
		}
	}

	/**
	 * Jackson puts each entry into what is there as soon as it is read.
	 */
	private static void refill(JsonMapper mapper, JsonParser parser, JavaType type, Object value) {
		if (parser.currentToken() != JsonToken.VALUE_NULL) {
			mapper.readerFor(type).withValueToUpdate(value).readValue(parser);
		}
	}

	@SuppressWarnings("unchecked")
	private static void setInPlace(@Nullable Object target, @Nullable Object value, Field field) throws IOException {
		if (target instanceof AtomicLong number && value instanceof AtomicLong read) {
			number.set(read.get());
		}
		else if (target instanceof AtomicInteger number && value instanceof AtomicInteger read) {
			number.set(read.get());
		}
		else if (target instanceof AtomicBoolean flag && value instanceof AtomicBoolean read) {
			flag.set(read.get());
		}
		else if (target instanceof AtomicReference<?> reference && value instanceof AtomicReference<?> read) {
			((AtomicReference<Object>) reference).set(read.get());
		}
		else {
			throw new IOException("The field \"" + field.getName() + "\" of \"" + field.getDeclaringClass().getName()
					+ "\" is final and a \"" + field.getType().getName()
					+ "\", which cannot be changed in place. Make it not final, a map or a collection; mark it "
					+ "transient if it is not state; or override takeSnapshot and restoreSnapshot");
		}
	}

	static @Nullable Object get(Field field, Object machine) {
		try {
			return field.get(machine);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException("the field \"" + field.getName() + "\" was not made accessible", ex);
		}
	}

	private static void set(Field field, Object machine, @Nullable Object value) {
		try {
			field.set(machine, value);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException("the field \"" + field.getName() + "\" was not made accessible", ex);
		}
	}

}
