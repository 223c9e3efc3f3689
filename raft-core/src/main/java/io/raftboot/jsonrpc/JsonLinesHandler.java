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

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.ScheduledFuture;
import io.raftboot.JsonSlice;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JSON Lines door: one request or batch a line, any number in flight, replies in any
 * order. A bad line gets an error and the connection goes on. A client that does not read
 * its replies is not served further, nor read from. When the client has closed its half,
 * what is in flight is still answered. One instance for each connection.
 */
public final class JsonLinesHandler extends ChannelInboundHandlerAdapter implements LineReader.Lines {

	private static final Logger log = LoggerFactory.getLogger(JsonLinesHandler.class);

	/** Bytes that are carried out before the room for replies is looked at again. */
	private static final int PORTION = 4096;

	/** After it a line that has begun is to be complete. */
	private static final long LINE_SECONDS = 60;

	private final Dispatcher dispatcher;

	private final LineReader reader;

	/** What was read and is not yet carried out, because the replies have no room. */
	private final Deque<ByteBuf> held = new ArrayDeque<>();

	private LineReplies replies = LineReplies.UNCONNECTED;

	private boolean feeding;

	/** Lines that were complete. */
	private long lines;

	private @Nullable ScheduledFuture<?> watch;

	private boolean ended;

	/**
	 * Create the handler of a connection.
	 * @param dispatcher answers the requests
	 */
	public JsonLinesHandler(Dispatcher dispatcher) {
		this.dispatcher = dispatcher;
		this.reader = new LineReader(dispatcher.maxRequestSize(), dispatcher.lineMemory(), this);
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
		this.replies = new LineReplies(context, () -> feed(context));
	}

	@Override
	public void handlerRemoved(ChannelHandlerContext context) {
		this.held.forEach(ByteBuf::release);
		this.held.clear();
		this.reader.close();
		if (this.watch != null) {
			this.watch.cancel(false);
		}
		this.ended = false;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		this.held.add((ByteBuf) message);
		feed(context);
	}

	/**
	 * Carry out what is held in small portions, as long as the replies have room. Nothing
	 * more is read from the client meanwhile.
	 */
	private void feed(ChannelHandlerContext context) {
		if (this.feeding) {
			return;
		}
		this.feeding = true;
		try {
			while (!this.held.isEmpty() && this.replies.haveRoom()) {
				ByteBuf first = this.held.element();
				this.reader.read(first.readSlice(Math.min(PORTION, first.readableBytes())));
				if (!first.isReadable()) {
					this.held.remove().release();
				}
			}
		}
		finally {
			this.feeding = false;
		}
		watch(context);
		context.channel().config().setAutoRead(this.held.isEmpty() && context.channel().isWritable());
		if (this.ended && this.held.isEmpty()) {
			this.ended = false;
			this.reader.end();
			this.replies.closeWhenAnswered();
		}
	}

	/**
	 * A line that goes on and on holds memory and a connection: give it a minute.
	 */
	private void watch(ChannelHandlerContext context) {
		if (this.watch == null && this.reader.isWithinLine()) {
			long line = this.lines;
			this.watch = context.executor().schedule(() -> look(context, line), LINE_SECONDS, TimeUnit.SECONDS);
		}
	}

	private void look(ChannelHandlerContext context, long line) {
		this.watch = null;
		if (line == this.lines && this.held.isEmpty() && this.reader.isWithinLine()) {
			context.close();
		}
		else if (!context.isRemoved()) {
			watch(context);
		}
	}

	@Override
	public void line(JsonSlice line) {
		this.lines++;
		this.replies.expectOne();
		this.dispatcher.dispatch(line, this.replies);
	}

	@Override
	public void tooLong() {
		this.replies.expectOne();
		this.replies.reply(this.dispatcher.tooLarge());
	}

	@Override
	public void noRoom() {
		this.replies.expectOne();
		this.replies.reply(Dispatcher.busy());
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		this.replies.schedule();
		context.channel().config().setAutoRead(this.held.isEmpty() && context.channel().isWritable());
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof ChannelInputShutdownEvent) {
			this.ended = true;
			feed(context);
		}
		context.fireUserEventTriggered(event);
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		if (!(cause instanceof IOException)) {
			log.warn("Closing the client connection {} after an unexpected failure", context.channel(), cause);
		}
		context.close();
	}

}
