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

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ContainerNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.databind.node.ValueNode;

/**
 * Whether a value may be read in the background while the machine goes on.
 */
enum Sharing {

	/** Never changes: strings, numbers, enums, times, records of such. */
	SHARED,

	/** A JSON tree, of which a copy is taken. */
	COPIED,

	/** May change, and nobody here knows how to copy it. */
	UNKNOWN;

	private static final Set<Class<?>> VALUES = Set.of(String.class, Boolean.class, Character.class, Byte.class,
			Short.class, Integer.class, Long.class, Float.class, Double.class, BigInteger.class, BigDecimal.class,
			UUID.class);

	private static final ClassValue<Sharing> CLASSES = new ClassValue<>() {

		@Override
		protected Sharing computeValue(Class<?> type) {
			if (neverChanges(type, new HashSet<>())) {
				return SHARED;
			}
			return ContainerNode.class.isAssignableFrom(type) ? COPIED : UNKNOWN;
		}

	};

	static Sharing of(@Nullable Object value) {
		return (value != null) ? CLASSES.get(value.getClass()) : SHARED;
	}

	static boolean isOfJdk(Object value) {
		return value.getClass().getName().startsWith("java.util.");
	}

	static boolean allShared(@Nullable Object[] values) {
		return Arrays.stream(values).allMatch((value) -> of(value) == SHARED);
	}

	/**
	 * Replace what may change by copies.
	 * @return whether that was possible for all
	 */
	static boolean makeShareable(@Nullable Object[] values) {
		for (int i = 0; i < values.length; i++) {
			Sharing sharing = of(values[i]);
			if (sharing == UNKNOWN) {
				return false;
			}
			if (sharing == COPIED && values[i] instanceof JsonNode tree) {
				values[i] = tree.deepCopy();
			}
		}
		return true;
	}

	private static boolean neverChanges(Class<?> type, Set<Class<?>> seen) {
		if (type.isPrimitive() || VALUES.contains(type) || type.isEnum() || isTime(type)
				|| (ValueNode.class.isAssignableFrom(type) && type != POJONode.class)) {
			return true;
		}
		if (!type.isRecord() || !seen.add(type)) {
			return type.isRecord();
		}
		for (RecordComponent component : type.getRecordComponents()) {
			Class<?> componentType = component.getType();
			boolean settled = componentType.isPrimitive() || Modifier.isFinal(componentType.getModifiers())
					|| componentType.isEnum();
			if (!settled || componentType.isArray() || !neverChanges(componentType, seen)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isTime(Class<?> type) {
		return type.getPackageName().equals("java.time") && Modifier.isFinal(type.getModifiers());
	}

}
