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
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * A field as it was at one moment. Where that is safe, only the references are copied,
 * which takes a fraction of the time that commands would wait for the JSON; the JSON is
 * then made in the background. Everything else is written at once.
 */
final class CapturedField {

	private final String name;

	private final JavaType type;

	private final @Nullable Object value;

	private final @Nullable Chunks written;

	private CapturedField(String name, JavaType type, @Nullable Object value, @Nullable Chunks written) {
		this.name = name;
		this.type = type;
		this.value = value;
		this.written = written;
	}

	static CapturedField of(JsonMapper mapper, Field field, @Nullable Object value) throws IOException {
		JavaType type = mapper.constructType(field.getGenericType());
		if (Sharing.of(value) == Sharing.SHARED) {
			return new CapturedField(field.getName(), type, value, null);
		}
		if (value instanceof Map<?, ?> map && type.isMapLikeType() && Sharing.isOfJdk(value)) {
			@Nullable Object[] keys = map.keySet().toArray();
			@Nullable Object[] values = map.values().toArray();
			if (keys.length == values.length && Sharing.allShared(keys) && Sharing.makeShareable(values)) {
				return new CapturedField(field.getName(),
						mapper.getTypeFactory().constructMapType(Map.class, type.getKeyType(), type.getContentType()),
						new Pairs(keys, values), null);
			}
		}
		else if (value instanceof Collection<?> collection && type.isCollectionLikeType() && Sharing.isOfJdk(value)) {
			@Nullable Object[] values = collection.toArray();
			if (Sharing.makeShareable(values)) {
				return new CapturedField(field.getName(),
						mapper.getTypeFactory().constructCollectionType(Collection.class, type.getContentType()),
						Arrays.asList(values), null);
			}
		}
		Chunks written = new Chunks();
		mapper.writerFor(type).writeValue(written, value);
		return new CapturedField(field.getName(), type, null, written);
	}

	String name() {
		return this.name;
	}

	/**
	 * Write the value, without closing or flushing the stream.
	 */
	void writeTo(JsonMapper mapper, OutputStream out) throws IOException {
		if (this.written != null) {
			this.written.writeTo(out);
		}
		else {
			mapper.writerFor(this.type).writeValue(out, this.value);
		}
	}

	/**
	 * The pairs of a map, in its order. Two arrays take less time to fill than a map.
	 */
	private static final class Pairs extends AbstractMap<@Nullable Object, @Nullable Object> {

		private final @Nullable Object[] keys;

		private final @Nullable Object[] values;

		Pairs(@Nullable Object[] keys, @Nullable Object[] values) {
			this.keys = keys;
			this.values = values;
		}

		@Override
		public Set<Entry<@Nullable Object, @Nullable Object>> entrySet() {
			return new AbstractSet<>() {

				@Override
				public Iterator<Entry<@Nullable Object, @Nullable Object>> iterator() {
					return new PairIterator(Pairs.this);
				}

				@Override
				public int size() {
					return Pairs.this.keys.length;
				}

			};
		}

	}

	private static final class PairIterator implements Iterator<Map.Entry<@Nullable Object, @Nullable Object>> {

		private final Pairs pairs;

		private int next;

		PairIterator(Pairs pairs) {
			this.pairs = pairs;
		}

		@Override
		public boolean hasNext() {
			return this.next < this.pairs.keys.length;
		}

		@Override
		public Map.Entry<@Nullable Object, @Nullable Object> next() {
			if (!hasNext()) {
				throw new NoSuchElementException();
			}
			int i = this.next++;
			return new AbstractMap.SimpleImmutableEntry<>(this.pairs.keys[i], this.pairs.values[i]);
		}

	}

}
