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

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into a machine's inputs and a machine's outputs into bytes. What clients
 * send and get is JSON; what stands in the log may be something else (CBOR, Smile,
 * Protocol Buffers), as long as every node of the cluster uses the same codec. Called
 * from many threads at once, on the way of every command: must be fast and must not keep
 * the arrays it is given.
 */
public interface InputCodec {

	/**
	 * Read an input as a client sends it. Whatever is not exactly an input of the type is
	 * refused.
	 * @param json the input, one JSON value in UTF-8
	 * @param type the machine's input type
	 * @return the input
	 * @throws IllegalArgumentException if it is not such an input; the message names the
	 * field, the value and what is allowed, and goes to the client
	 */
	Object readInput(JsonSlice json, Type type);

	/**
	 * Write an input as a client would send it.
	 * @param input an input of the machine, or anything written to JSON as one is
	 * @return the JSON, UTF-8
	 * @throws IllegalArgumentException if it cannot be written
	 */
	byte[] writeInput(Object input);

	/**
	 * Return the form in which an input is kept in the log.
	 * @param json the input as it came
	 * @param input what {@link #readInput} made of it
	 * @return the bytes for the log, {@code null} to keep the JSON as it came
	 */
	default byte @Nullable [] toLog(JsonSlice json, Object input) {
		return null;
	}

	/**
	 * Read an input from the log. Must come to the same result on every node.
	 * @param bytes what {@link #toLog} returned
	 * @param type the machine's input type
	 * @return the input
	 * @throws IllegalArgumentException if it is not such an input, which is the outcome
	 * of the command on every node
	 */
	default Object fromLog(JsonSlice bytes, Type type) {
		return readInput(bytes, type);
	}

	/**
	 * Write an output of the machine.
	 * @param output what the machine returned
	 * @return the JSON, UTF-8, never written to again; empty if there is no output to
	 * give
	 * @throws IllegalArgumentException if it cannot be written; the message says why
	 */
	byte[] writeOutput(@Nullable Object output);

	/**
	 * Read an output for a caller in this process.
	 * @param <O> the type of the output
	 * @param json what {@link #writeOutput} wrote, on this node or another
	 * @param type the type of the output
	 * @return the output, {@code null} for JSON {@code null} where the type has no other
	 * form for it
	 * @throws IllegalArgumentException if it is not such an output
	 */
	<O> @Nullable O readOutput(byte[] json, Class<O> type);

}
