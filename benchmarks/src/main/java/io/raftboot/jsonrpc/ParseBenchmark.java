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

package io.raftboot.jsonrpc;

import java.util.concurrent.TimeUnit;

import io.raftboot.JsonSlice;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Parses a request, down to where its input begins and ends.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@NullUnmarked
public class ParseBenchmark {

	private final RequestParser parser = new RequestParser(1000);

	/** Bytes of the value that is put. */
	@Param({ "16", "1024" })
	private int valueSize;

	private JsonSlice request;

	/**
	 * Prepare the request.
	 */
	@Setup
	public void prepare() {
		this.request = JsonSlice
			.of("{\"jsonrpc\":\"2.0\",\"id\":1000000001,\"method\":\"Apply\",\"params\":{\"kind\":\"Command\","
					+ "\"input\":{\"Put\":[\"k00000001\",\"" + "v".repeat(this.valueSize) + "\"]}}}");
	}

	/**
	 * Parse the request.
	 * @return what was found
	 * @throws RpcException if the request is bad
	 */
	@Benchmark
	public Object parse() throws RpcException {
		return this.parser.parse(this.request);
	}

}
