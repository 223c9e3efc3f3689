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

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Which types are written externally tagged: sealed interfaces all of whose permitted
 * types are records, or again such interfaces, and those records. A type that says with
 * {@link JsonTypeInfo} how it wants to be written is left alone.
 */
final class TaggedTypes {

	private TaggedTypes() {
	}

	/**
	 * Return the records that a value of a type may be.
	 * @param type the type
	 * @return the records by tag, {@code null} if the type is not tagged
	 */
	static @Nullable Map<String, Class<?>> records(Class<?> type) {
		Map<String, Class<?>> records = new LinkedHashMap<>();
		if (type.isRecord()) {
			records.put(tag(type), type);
			return belongsToTagged(type) ? records : null;
		}
		return collect(type, records) ? records : null;
	}

	static String tag(Class<?> type) {
		JsonTypeName name = type.getAnnotation(JsonTypeName.class);
		return (name != null && !name.value().isEmpty()) ? name.value() : type.getSimpleName();
	}

	private static boolean collect(Class<?> type, Map<String, Class<?>> into) {
		if (!type.isSealed() || !type.isInterface() || type.isAnnotationPresent(JsonTypeInfo.class)) {
			return false;
		}
		for (Class<?> permitted : type.getPermittedSubclasses()) {
			if (permitted.isRecord()) {
				Class<?> other = into.put(tag(permitted), permitted);
				if (other != null && other != permitted) {
					throw new IllegalArgumentException("\"" + other.getName() + "\" and \"" + permitted.getName()
							+ "\" have the same tag \"" + tag(permitted) + "\": rename one, or mark it @JsonTypeName");
				}
			}
			else if (!collect(permitted, into)) {
				return false;
			}
		}
		return true;
	}

	private static boolean belongsToTagged(Class<?> type) {
		for (Class<?> parent : type.getInterfaces()) {
			if (collect(parent, new LinkedHashMap<>()) || belongsToTagged(parent)) {
				return true;
			}
		}
		return false;
	}

}
