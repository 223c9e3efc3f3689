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

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.raftboot.JsonSlice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JSON Lines door: one request or batch a line, any number in flight, replies in any
 * order. A bad line gets an error and the connection goes on. A client that does not read
 * its replies is not read from either. When the client has closed its half, what is in
 * flight is still answered. One instance for each connection.
 */
public final class JsonLinesHandler extends ChannelInboundHandlerAdapter implements LineReader.Lines {

	private static final Logger log = LoggerFactory.getLogger(JsonLinesHandler.class);

	private final Dispatcher dispatcher;

	private final LineReader reader;

	private LineReplies replies = LineReplies.UNCONNECTED;

	/**
	 * Create the handler of a connection.
	 * @param dispatcher answers the requests
	 */
	public JsonLinesHandler(Dispatcher dispatcher) {
		this.dispatcher = dispatcher;
		this.reader = new LineReader(dispatcher.maxRequestSize(), this);
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
		this.replies = new LineReplies(context);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		try {
			this.reader.read((ByteBuf) message);
		}
		finally {
			ReferenceCountUtil.release(message);
		}
	}

	@Override
	public void line(JsonSlice line) {
		this.replies.expectOne();
		this.dispatcher.dispatch(line, this.replies);
	}

	@Override
	public void tooLong() {
		this.replies.expectOne();
		this.replies.reply(this.dispatcher.tooLarge());
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		context.channel().config().setAutoRead(context.channel().isWritable());
		context.fireChannelWritabilityChanged();
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof ChannelInputShutdownEvent) {
			this.reader.end();
			this.replies.closeWhenAnswered();
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
