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

import java.nio.channels.ClosedChannelException;

import javax.net.ssl.SSLException;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.raftboot.Tls;
import org.jspecify.annotations.Nullable;

/**
 * Stands behind the TLS of a connection and keeps from the other handlers that there is
 * any: they see a connection that is open, takes bytes, and ends.
 */
final class TlsWatch extends ChannelInboundHandlerAdapter {

	private final Tls tls;

	private final Refusals refusals;

	private final String remote;

	private final @Nullable Runnable failed;

	private boolean secured;

	private boolean reported;

	/**
	 * Create it.
	 * @param tls what the connection began with
	 * @param refusals where a failed handshake is noted
	 * @param remote the other end, for messages
	 * @param failed on a connection that this node has opened, called when it does not
	 * come to be; {@code null} on one that was opened from the other end
	 */
	TlsWatch(Tls tls, Refusals refusals, String remote, @Nullable Runnable failed) {
		this.tls = tls;
		this.refusals = refusals;
		this.remote = remote;
		this.failed = failed;
	}

	Tls tls() {
		return this.tls;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		if (this.failed == null) {
			context.fireChannelActive();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent handshake) {
			if (!handshake.isSuccess()) {
				report(handshake.cause());
				return;
			}
			this.secured = true;
			if (this.failed != null) {
				context.fireChannelActive();
			}
		}
		else if (event instanceof SslCloseCompletionEvent && this.failed == null) {
			// The other end wants the connection to end, whether or not it ends it itself
			context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
		}
		else {
			context.fireUserEventTriggered(event);
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext context) {
		if (this.failed != null && !this.secured) {
			this.failed.run();
			return;
		}
		context.fireChannelInactive();
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		Throwable real = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause;
		if (real instanceof SSLException) {
			report(real);
			context.close();
			return;
		}
		context.fireExceptionCaught(cause);
	}

	private void report(Throwable cause) {
		if (this.reported) {
			return;
		}
		if (this.failed != null) {
			this.reported = true;
			this.refusals.log(this.remote, "No TLS with " + this.remote + ": " + reason(cause));
		}
		else if (cause instanceof SSLException) {
			// Who only looks whether the port is open is not worth a word
			this.reported = true;
			this.refusals.log(this.remote, "Refused " + this.remote + ": " + reason(cause));
		}
	}

	private static String reason(Throwable cause) {
		if (cause instanceof NotSslRecordException) {
			return "it does not speak TLS: set raft.ssl.bundle on all nodes or on none, and have clients use TLS";
		}
		if (cause instanceof ClosedChannelException) {
			return "it closed the connection during the handshake; its log says why";
		}
		return String.valueOf(cause.getMessage());
	}

}
