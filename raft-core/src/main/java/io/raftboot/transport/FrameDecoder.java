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

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts what arrives into frames and checks them. A bad frame ends its connection and
 * nothing else.
 */
abstract class FrameDecoder extends ByteToMessageDecoder {

	private static final Logger logger = LoggerFactory.getLogger(FrameDecoder.class);

	private final int group;

	private int maxLength = Handshake.MAX_LENGTH;

	private boolean closed;

	FrameDecoder(int group) {
		this.group = group;
	}

	/** Take longer frames from now on: the handshake is over. */
	final void trust(int maxLength) {
		this.maxLength = maxLength;
	}

	@Override
	protected final void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (this.closed) {
			in.skipBytes(in.readableBytes());
			return;
		}
		if (in.readableBytes() < Frame.HEADER_SIZE) {
			return;
		}
		try {
			int start = in.readerIndex();
			int length = Frame.check(in, start, this.group, this.maxLength);
			if (in.readableBytes() < Frame.HEADER_SIZE + length) {
				return;
			}
			Frame.checkSum(in, start, length);
			FrameType type = FrameType.of(in.getByte(start + 2));
			ByteBuf payload = in.slice(start + Frame.HEADER_SIZE, length);
			in.skipBytes(Frame.HEADER_SIZE + length);
			frame(context, type, payload);
		}
		catch (BadFrameException ex) {
			bad(context, "a frame is not as it should be: " + ex.getMessage());
			close(context);
		}
	}

	/** Take a frame whose checksum is right. */
	abstract void frame(ChannelHandlerContext context, FrameType type, ByteBuf payload) throws BadFrameException;

	/** Have the reason logged why the connection is being closed. */
	void bad(ChannelHandlerContext context, String reason) {
		logger.warn("Closing the connection with {}: {}", context.channel().remoteAddress(), reason);
	}

	final void close(ChannelHandlerContext context) {
		this.closed = true;
		context.close();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		logger.debug("The connection with {} failed", context.channel().remoteAddress(), cause);
		close(context);
	}

}
