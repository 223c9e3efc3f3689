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

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.raftboot.Tls;
import org.jspecify.annotations.Nullable;

/**
 * What a connection begins with when the port is encrypted.
 */
final class Encryption {

	/** A stranger holds a connection no longer without having shown who it is. */
	private static final long HANDSHAKE_MILLIS = 5000;

	private final Supplier<Tls> tls;

	private final Executor handshakes;

	private final Refusals refusals;

	/**
	 * Create it.
	 * @param tls asked at each connection
	 * @param handshakes computes what handshakes need, away from the event loop
	 * @param refusals where failed handshakes are noted
	 */
	Encryption(Supplier<Tls> tls, Executor handshakes, Refusals refusals) {
		this.tls = tls;
		this.handshakes = handshakes;
		this.refusals = refusals;
	}

	/** Begin a connection that another end has opened. */
	void accept(Channel channel) {
		Tls current = this.tls.get();
		SslHandler handler = new SslHandler(current.serverEngine(), this.handshakes);
		add(channel, handler, new TlsWatch(current, this.refusals, host(channel), null));
	}

	/**
	 * Begin a connection that this node has opened. Handlers behind see it as active when
	 * the handshake is over.
	 * @param address whom it goes to
	 * @param failed called when that never happens
	 */
	void dial(Channel channel, String address, Runnable failed) {
		Tls current = this.tls.get();
		InetSocketAddress remote = Transport.parse(address);
		add(channel, new SslHandler(current.clientEngine(remote.getHostString(), remote.getPort()), this.handshakes),
				new TlsWatch(current, this.refusals, address, failed));
	}

	private static void add(Channel channel, SslHandler handler, TlsWatch watch) {
		handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
		channel.pipeline().addLast(handler, watch);
	}

	/**
	 * Return why the other end of a connection is not the node that it says it is.
	 * @param address the address of that node
	 * @return the reason, {@code null} if there is none
	 */
	@Nullable String impostor(Channel channel, String address) {
		TlsWatch watch = channel.pipeline().get(TlsWatch.class);
		SslHandler handler = channel.pipeline().get(SslHandler.class);
		if (watch == null || handler == null || watch.tls().clientAuth() == Tls.ClientAuth.NONE) {
			return null;
		}
		return NodeCertificate.problem(handler.engine().getSession(), watch.tls().verifyHost() ? address : null);
	}

	/** Return who is on the other end, without the port, which is another each time. */
	static String host(Channel channel) {
		SocketAddress remote = channel.remoteAddress();
		return (remote instanceof InetSocketAddress internet) ? internet.getHostString() : String.valueOf(remote);
	}

}
