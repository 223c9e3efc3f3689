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
import java.util.concurrent.atomic.AtomicLong;

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

	/** Requests of one connection that are carried out at a time. */
	static final int MAX_EXPECTED = 1024;

	/** With more bytes of replies waiting, no further request is carried out. */
	private static final int MAX_WAITING = 1 << 20;

	/** Replies up to this size may be as many as {@link #MAX_EXPECTED}. */
	private static final int SMALL_REPLY = 4096;

	/** What the larger replies to requests that are being carried out may amount to. */
	private static final int MAX_EXPECTED_BYTES = 4 << 20;

	/** Nothing is known of the replies of a new connection. */
	static final int FIRST_WINDOW = 32;

	static final LineReplies UNCONNECTED = new LineReplies(null, () -> {
	});

	private final @Nullable ChannelHandlerContext context;

	private final Runnable written;

	private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final AtomicInteger expected = new AtomicInteger();

	private final AtomicLong waitingBytes = new AtomicLong();

	/** Requests that may be carried out at a time, by the size of the last replies. */
	private volatile int window = FIRST_WINDOW;

	private volatile boolean closing;

	/**
	 * Create the replies of a connection.
	 * @param context where they go
	 * @param written called on the event loop when replies have left, so that there may
	 * be room again
	 */
	LineReplies(@Nullable ChannelHandlerContext context, Runnable written) {
		this.context = context;
		this.written = written;
	}

	/**
	 * Return whether another request may be carried out. A reply can be many times as
	 * long as its request, so to hold back the reading alone bounds nothing.
	 */
	boolean haveRoom() {
		ChannelHandlerContext connection = this.context;
		return connection != null && connection.channel().isWritable() && this.expected.get() < this.window
				&& this.waitingBytes.get() < MAX_WAITING;
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
		int size = (json != null) ? json.length : 0;
		if (size > SMALL_REPLY || this.window < MAX_EXPECTED) {
			adapt(size);
		}
		if (json != null) {
			this.waitingBytes.addAndGet(json.length);
			this.waiting.add(json);
		}
		if (this.expected.decrementAndGet() == 0 || json != null) {
			schedule();
		}
	}

	/**
	 * Room for the next replies is not known before they are there, so go by the last
	 * ones. That an update is lost to another thread's now and then does no harm.
	 */
	private void adapt(int size) {
		int current = this.window;
		this.window = (size > SMALL_REPLY) ? Math.max(1, Math.min(current, MAX_EXPECTED_BYTES / size))
				: Math.min(MAX_EXPECTED, current + 1);
	}

	/**
	 * The client sends no more: close once everything is answered.
	 */
	void closeWhenAnswered() {
		this.closing = true;
		schedule();
	}

	/**
	 * Have what waits written as far as the connection takes it.
	 */
	void schedule() {
		ChannelHandlerContext connection = this.context;
		if (connection != null && this.scheduled.compareAndSet(false, true)) {
			connection.executor().execute(() -> write(connection));
		}
	}

	private void write(ChannelHandlerContext connection) {
		this.scheduled.set(false);
		boolean answered = this.closing && this.expected.get() == 0;
		while (!this.waiting.isEmpty() && connection.channel().isWritable()) {
			connection.writeAndFlush(gather(connection), connection.voidPromise());
		}
		if (answered && this.waiting.isEmpty()) {
			connection.writeAndFlush(connection.alloc().buffer(0, 0)).addListener(ChannelFutureListener.CLOSE);
		}
		this.written.run();
	}

	private ByteBuf gather(ChannelHandlerContext connection) {
		byte[] next = this.waiting.poll();
		ByteBuf out = connection.alloc().buffer((next != null) ? next.length + 1 : 0);
		int taken = 0;
		while (next != null) {
			out.writeBytes(next).writeByte('\n');
			taken += next.length;
			next = (taken < MAX_WRITE) ? this.waiting.poll() : null;
		}
		this.waitingBytes.addAndGet(-taken);
		return out;
	}

}
