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

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

import io.netty.channel.Channel;

/**
 * Connections that others have opened. One that has not shown yet whose it is gives way
 * to newer ones, so that no flood of them keeps members out: a member says who it is at
 * once. Used on the event loop.
 */
final class Strangers {

	/** The most connections that have shown nothing yet. */
	static final int MAX_STRANGERS = 1000;

	/** The most clients; what members need of the process is left. */
	static final int MAX_CLIENTS = 10_000;

	private final Set<Channel> strangers = new LinkedHashSet<>();

	private int clients;

	/** Note a new connection. */
	void add(Channel channel) {
		if (this.strangers.size() == MAX_STRANGERS) {
			Iterator<Channel> oldest = this.strangers.iterator();
			Channel leaving = oldest.next();
			oldest.remove();
			leaving.close();
		}
		this.strangers.add(channel);
		channel.closeFuture().addListener((closed) -> this.strangers.remove(channel));
	}

	/** The connection is that of a member. */
	void isMember(Channel channel) {
		this.strangers.remove(channel);
	}

	/**
	 * The connection is that of a client.
	 * @return whether there is room for it
	 */
	boolean isClient(Channel channel) {
		this.strangers.remove(channel);
		if (this.clients == MAX_CLIENTS) {
			return false;
		}
		this.clients++;
		channel.closeFuture().addListener((closed) -> this.clients--);
		return true;
	}

}
