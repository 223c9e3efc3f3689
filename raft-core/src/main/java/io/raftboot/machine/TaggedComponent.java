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

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;

/**
 * A component of a record that is read in the tagged form.
 */
final class TaggedComponent {

	private final String name;

	private final JavaType type;

	private final ValueDeserializer<Object> deserializer;

	private final boolean nullable;

	private TaggedComponent(String name, JavaType type, ValueDeserializer<Object> deserializer, boolean nullable) {
		this.name = name;
		this.type = type;
		this.deserializer = deserializer;
		this.nullable = nullable;
	}

	static TaggedComponent[] of(Class<?> record, DeserializationContext context) {
		return Arrays.stream(record.getRecordComponents())
			.map((component) -> of(component, context))
			.toArray(TaggedComponent[]::new);
	}

	private static TaggedComponent of(RecordComponent component, DeserializationContext context) {
		JavaType type = context.getTypeFactory().constructType(component.getGenericType());
		return new TaggedComponent(nameOf(component), type, context.findRootValueDeserializer(type),
				isNullable(component));
	}

	static String nameOf(RecordComponent component) {
		JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
		return (property != null && !property.value().isEmpty()) ? property.value() : component.getName();
	}

	/**
	 * Whoever's {@code @Nullable} it is, on the type or on the component.
	 */
	private static boolean isNullable(RecordComponent component) {
		Method accessor = component.getAccessor();
		return Stream.<AnnotatedElement>of(component.getAnnotatedType(), component, accessor)
			.flatMap((element) -> Arrays.stream(element.getAnnotations()))
			.anyMatch((annotation) -> annotation.annotationType().getSimpleName().equals("Nullable"));
	}

	String name() {
		return this.name;
	}

	JavaType type() {
		return this.type;
	}

	ValueDeserializer<Object> deserializer() {
		return this.deserializer;
	}

	/**
	 * Return what stands for JSON {@code null}.
	 * @return the value
	 * @throws BadInputException if the component must have a value
	 */
	@Nullable Object nullValue(DeserializationContext context) {
		Object value = (!this.type.isPrimitive()) ? this.deserializer.getNullValue(context) : null;
		if (value == null && !this.nullable) {
			throw new BadInputException("must not be null");
		}
		return value;
	}

	/**
	 * Return whether the component may be left out of the named form.
	 */
	boolean isOptional() {
		return this.nullable || this.type.isReferenceType();
	}

	/**
	 * Return what stands for a component that is left out.
	 */
	@Nullable Object absentValue(DeserializationContext context) {
		return (this.nullable) ? null : this.deserializer.getAbsentValue(context);
	}

	/**
	 * Return whether a JSON array can be a value of the component, so that it cannot be
	 * the positional form.
	 */
	boolean takesArray() {
		return this.type.isArrayType() || this.type.isCollectionLikeType() || takesAnything();
	}

	/**
	 * Return whether a JSON object can be a value of the component, so that it cannot be
	 * told from the named form by its first token.
	 */
	boolean takesObject() {
		return !(this.type.isPrimitive() || this.type.isEnumType() || this.type.isArrayType()
				|| this.type.isCollectionLikeType() || CharSequence.class.isAssignableFrom(this.type.getRawClass())
				|| Number.class.isAssignableFrom(this.type.getRawClass()) || this.type.hasRawClass(Boolean.class)
				|| this.type.hasRawClass(Character.class));
	}

	private boolean takesAnything() {
		return this.type.isJavaLangObject() || JsonNode.class.isAssignableFrom(this.type.getRawClass())
				|| this.type.isReferenceType();
	}

	String expected() {
		return InputErrors.describe(this.type.getRawClass());
	}

}
