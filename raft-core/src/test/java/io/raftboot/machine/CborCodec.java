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
import java.util.concurrent.atomic.AtomicLong;

import io.raftboot.InputCodec;
import io.raftboot.JsonSlice;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * JSON to clients, CBOR in the log.
 */
final class CborCodec implements InputCodec {

	private final InputCodec json = new JacksonCodec();

	private final CBORMapper cbor = CBORMapper.builder().addModule(new TaggedModule()).build();

	private final AtomicLong written = new AtomicLong();

	private final AtomicLong read = new AtomicLong();

	long written() {
		return this.written.get();
	}

	long read() {
		return this.read.get();
	}

	@Override
	public Object readInput(JsonSlice slice, Type type) {
		return this.json.readInput(slice, type);
	}

	@Override
	public byte[] writeInput(Object input) {
		return this.json.writeInput(input);
	}

	@Override
	public byte[] toLog(JsonSlice slice, Object input) {
		this.written.incrementAndGet();
		return this.cbor.writeValueAsBytes(input);
	}

	@Override
	public Object fromLog(JsonSlice bytes, Type type) {
		try {
			this.read.incrementAndGet();
			return this.cbor.readerFor(this.cbor.constructType(type))
				.readValue(bytes.array(), bytes.offset(), bytes.length());
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(ex.getOriginalMessage(), ex);
		}
	}

	@Override
	public byte[] writeOutput(@Nullable Object output) {
		return this.json.writeOutput(output);
	}

	@Override
	public <O> @Nullable O readOutput(byte[] bytes, Class<O> type) {
		return this.json.readOutput(bytes, type);
	}

}
