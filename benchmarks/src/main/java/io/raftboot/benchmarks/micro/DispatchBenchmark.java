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

package io.raftboot.benchmarks.micro;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.raftboot.JsonSlice;
import io.raftboot.OutcomeHandler;
import io.raftboot.RaftNode;
import io.raftboot.jsonrpc.Dispatcher;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * From the bytes of a request to the bytes of its reply, with a node that answers at
 * once: what JSON-RPC itself costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init")
public class DispatchBenchmark {

	private static final byte[] OUTPUT = "null".getBytes(StandardCharsets.US_ASCII);

	/** Bytes of the value that is put. */
	@Param({ "16", "1024" })
	private int valueSize;

	/** Requests in a batch; 1 is a single request. */
	@Param({ "1", "100" })
	private int batch;

	private JsonSlice request;

	private Dispatcher dispatcher;

	/**
	 * Prepare the request.
	 */
	@Setup
	public void prepare() {
		String one = "{\"jsonrpc\":\"2.0\",\"id\":1000000001,\"method\":\"Apply\",\"params\":{\"kind\":\"Command\","
				+ "\"input\":{\"Put\":[\"k00000001\",\"" + "v".repeat(this.valueSize) + "\"]}}}";
		this.request = JsonSlice.of((this.batch == 1) ? one : "[" + (one + ",").repeat(this.batch - 1) + one + "]");
		this.dispatcher = new Dispatcher(answeringAtOnce(), 8 << 20, 1000);
	}

	private static RaftNode answeringAtOnce() {
		return (RaftNode) Proxy.newProxyInstance(DispatchBenchmark.class.getClassLoader(),
				new Class<?>[] { RaftNode.class }, (proxy, method, arguments) -> {
					if (arguments != null && arguments[arguments.length - 1] instanceof OutcomeHandler handler) {
						handler.succeeded(OUTPUT);
					}
					return null;
				});
	}

	/**
	 * Dispatch the request.
	 * @param blackhole takes the reply
	 */
	@Benchmark
	public void dispatch(Blackhole blackhole) {
		this.dispatcher.dispatch(this.request, blackhole::consume);
	}

}
