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

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.nio.NioIoHandler;

/**
 * How event loops wait for their sockets: with epoll where the system has it, else with
 * NIO.
 * <p>
 * A connection whose other side has closed its half may for a while be interested in
 * nothing. Netty's epoll handler (4.2.17) then takes it out of the set, forgets that it
 * did, and fails the next read or write with ENOENT, which loses replies. This one leaves
 * it in the set with a flag that asks for no event.
 */
public final class SocketPolling implements IoHandler {

	private final IoHandler epoll;

	private SocketPolling(IoHandler epoll) {
		this.epoll = epoll;
	}

	/**
	 * Return what makes the handlers of event loops.
	 * @return the factory
	 */
	public static IoHandlerFactory factory() {
		if (!Epoll.isAvailable()) {
			return NioIoHandler.newFactory();
		}
		IoHandlerFactory epoll = EpollIoHandler.newFactory();
		return (executor) -> new SocketPolling(epoll.newHandler(executor));
	}

	@Override
	public void initialize() {
		this.epoll.initialize();
	}

	@Override
	public int run(IoHandlerContext context) {
		return this.epoll.run(context);
	}

	@Override
	public void prepareToDestroy() {
		this.epoll.prepareToDestroy();
	}

	@Override
	public void destroy() {
		this.epoll.destroy();
	}

	@Override
	public IoRegistration register(IoHandle handle) throws Exception {
		return new Registration(this.epoll.register(handle));
	}

	@Override
	public void wakeup() {
		this.epoll.wakeup();
	}

	@Override
	public boolean isCompatible(Class<? extends IoHandle> type) {
		return this.epoll.isCompatible(type);
	}

	/**
	 * A socket in the set.
	 *
	 * @param socket what Netty keeps of it
	 */
	private record Registration(IoRegistration socket) implements IoRegistration {

		/**
		 * The edge of nothing: no event but an error or the end of both halves, once. Not
		 * in the class around, which is there on systems without epoll too.
		 */
		private static final EpollIoOps IDLE = EpollIoOps.EPOLLET;

		@Override
		@SuppressWarnings("TypeParameterUnusedInFormals") // the signature is Netty's
		public <T> T attachment() {
			return this.socket.attachment();
		}

		@Override
		public long submit(IoOps interest) {
			return this.socket.submit(EpollIoOps.NONE.equals(interest) ? IDLE : interest);
		}

		@Override
		public boolean isValid() {
			return this.socket.isValid();
		}

		@Override
		public boolean cancel() {
			return this.socket.cancel();
		}

	}

}
