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

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the replies of one connection: all that are there when the event loop gets to
 * them leave in one write. Replies come from any thread.
 */
final class LineReplies implements ReplyHandler {

	/** The most bytes that leave in one buffer. */
	private static final int MAX_WRITE = 1 << 20;

	static final LineReplies UNCONNECTED = new LineReplies(null);

	private final @Nullable ChannelHandlerContext context;

	private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final AtomicInteger expected = new AtomicInteger();

	private volatile boolean closing;

	LineReplies(@Nullable ChannelHandlerContext context) {
		this.context = context;
	}

	/**
	 * Note that a request was taken, so that the connection is not closed before its
	 * reply.
	 */
	void expectOne() {
		this.expected.incrementAndGet();
	}

	@Override
	public void reply(byte @Nullable [] json) {
		if (json != null) {
			this.waiting.add(json);
		}
		if (this.expected.decrementAndGet() == 0 || json != null) {
			schedule();
		}
	}

	/**
	 * The client sends no more: close once everything is answered.
	 */
	void closeWhenAnswered() {
		this.closing = true;
		schedule();
	}

	private void schedule() {
		ChannelHandlerContext connection = this.context;
		if (connection != null && this.scheduled.compareAndSet(false, true)) {
			connection.executor().execute(() -> write(connection));
		}
	}

	private void write(ChannelHandlerContext connection) {
		this.scheduled.set(false);
		boolean last = this.closing && this.expected.get() == 0;
		byte[] next = this.waiting.poll();
		while (next != null) {
			ByteBuf out = connection.alloc().buffer(next.length + 1);
			int size = 0;
			while (next != null && size < MAX_WRITE) {
				out.writeBytes(next).writeByte('\n');
				size += next.length + 1;
				next = this.waiting.poll();
			}
			connection.write(out, connection.voidPromise());
		}
		connection.flush();
		if (last) {
			connection.writeAndFlush(connection.alloc().buffer(0, 0)).addListener(ChannelFutureListener.CLOSE);
		}
	}

}
