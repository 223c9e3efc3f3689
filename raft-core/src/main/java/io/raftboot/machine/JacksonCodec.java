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

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

import io.raftboot.InputCodec;
import io.raftboot.JsonSlice;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads inputs strictly and writes outputs as JSON. Nothing is coerced, left over or
 * given twice: what one node takes must mean the same on all, and a client that is wrong
 * should hear of it.
 */
public final class JacksonCodec implements InputCodec {

	/** How deep an input may be nested. */
	static final int MAX_DEPTH = 200;

	private static final byte[] NULL = { 'n', 'u', 'l', 'l' };

	private static final byte[] TRUE = { 't', 'r', 'u', 'e' };

	private static final byte[] FALSE = { 'f', 'a', 'l', 's', 'e' };

	private static final byte[] NONE = {};

	private final JsonMapper mapper;

	private volatile TypedReader reader;

	/**
	 * Create a codec with Jackson's defaults.
	 */
	public JacksonCodec() {
		this(JsonMapper
			.builder(JsonFactory.builder()
				.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
				// loop and machine thread would contend for a shared pool
				.recyclerPool(JsonRecyclerPools.threadLocalPool())
				.build())
			.build());
	}

	/**
	 * Create a codec that knows the types that a mapper knows.
	 * @param mapper where to start from
	 */
	public JacksonCodec(JsonMapper mapper) {
		this.mapper = strict(mapper);
		this.reader = new TypedReader(Object.class, this.mapper.readerFor(Object.class));
	}

	private static JsonMapper strict(JsonMapper mapper) {
		return mapper.rebuild()
			.addModule(new TaggedModule())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
					DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
					DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
					DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
					// a number is kept as it was written: 1e400 has no double
					DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
			.enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
			.withCoercionConfigDefaults((config) -> {
				config.setCoercion(CoercionInputShape.String, CoercionAction.Fail);
				config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
				config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
			})
			.withCoercionConfig(LogicalType.Textual, (config) -> {
				config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
				config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
				config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
			})
			.withCoercionConfig(LogicalType.Enum,
					(config) -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
			.withCoercionConfig(LogicalType.Boolean,
					(config) -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail))
			.build();
	}

	@Override
	public Object readInput(JsonSlice json, Type type) {
		try {
			Object input = readerFor(type).readValue(json.array(), json.offset(), json.length());
			if (input == null) {
				throw new IllegalArgumentException("the input must not be null");
			}
			return input;
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(InputErrors.message(ex, json, this.mapper), ex);
		}
	}

	/**
	 * A node has one input type: the reader of the last one is at hand.
	 */
	private ObjectReader readerFor(Type type) {
		TypedReader last = this.reader;
		if (last.type != type) {
			last = new TypedReader(type, this.mapper.readerFor(this.mapper.constructType(type)));
			this.reader = last;
		}
		return last.reader;
	}

	@Override
	public byte[] writeInput(Object input) {
		return write(input);
	}

	@Override
	public byte[] writeOutput(@Nullable Object output) {
		if (output == null) {
			return NULL;
		}
		if (output instanceof Boolean flag) {
			return flag ? TRUE : FALSE;
		}
		if (output instanceof Integer || output instanceof Long) {
			return output.toString().getBytes(StandardCharsets.ISO_8859_1);
		}
		if (output instanceof JsonNode node) {
			if (node.isMissingNode()) {
				return NONE;
			}
			if (node.isIntegralNumber()) {
				return node.asString().getBytes(StandardCharsets.ISO_8859_1);
			}
		}
		return write(output);
	}

	private byte[] write(Object value) {
		try {
			return this.mapper.writeValueAsBytes(value);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(ex.getOriginalMessage(), ex);
		}
	}

	@Override
	public <O> @Nullable O readOutput(byte[] json, Class<O> type) {
		try {
			return this.mapper.readValue(json, type);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(
					"the output " + InputErrors.excerpt(new String(json, StandardCharsets.UTF_8)) + " is not "
							+ InputErrors.describe(type) + ": " + ex.getOriginalMessage(),
					ex);
		}
	}

	private record TypedReader(Type type, ObjectReader reader) {
	}

}
