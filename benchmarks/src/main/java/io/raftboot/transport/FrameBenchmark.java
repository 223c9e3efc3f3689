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

package io.raftboot.transport;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.Message;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writes and reads the frame that carries new entries to a follower.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@NullUnmarked
public class FrameBenchmark {

	private final FrameWriter writer = new FrameWriter(Frame.group("default"));

	/** Entries in the frame. */
	@Param({ "1", "32", "300" })
	private int entries;

	/** Bytes of a payload. */
	@Param({ "64", "1100" })
	private int payloadSize;

	private Message message;

	private ByteBuf buffer;

	private ByteBuf written;

	/**
	 * Prepare the message.
	 */
	@Setup
	public void prepare() {
		byte[] payload = new byte[this.payloadSize];
		List<Entry> batch = LongStream.rangeClosed(11, 10 + this.entries)
			.mapToObj((index) -> new Entry(index, 3, 1, EntryType.COMMAND, payload))
			.toList();
		this.message = new Message.AppendRequest(1, 2, 3, 10, 3, 10, 7, batch);
		this.buffer = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 20);
		this.written = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 20);
		this.writer.write(this.written, this.message);
	}

	/**
	 * Write the frame.
	 * @return where it is
	 */
	@Benchmark
	public ByteBuf write() {
		this.buffer.clear();
		this.writer.write(this.buffer, this.message);
		return this.buffer;
	}

	/**
	 * Check and read the frame.
	 * @return the message
	 * @throws BadFrameException if the frame is damaged
	 */
	@Benchmark
	public Object read() throws BadFrameException {
		int length = Frame.check(this.written, 0, Frame.group("default"), 64 << 20);
		Frame.checkSum(this.written, 0, length);
		return FrameReader.message(FrameType.APPEND_REQUEST, this.written.slice(Frame.HEADER_SIZE, length));
	}

	/**
	 * Give the buffers back.
	 */
	@TearDown
	public void release() {
		this.buffer.release();
		this.written.release();
	}

}
