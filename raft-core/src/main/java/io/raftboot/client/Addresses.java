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

package io.raftboot.client;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * The members that may be asked, in turn. Those given at first stay, in case all others
 * are replaced.
 */
final class Addresses {

	private final List<String> first;

	private List<String> all;

	private int next;

	Addresses(List<String> first) {
		this.first = first;
		this.all = first;
	}

	InetSocketAddress next() {
		String address = this.all.get(this.next % this.all.size());
		this.next = (this.next + 1) % this.all.size();
		return parse(address);
	}

	int count() {
		return this.all.size();
	}

	/**
	 * Take over the members from a node's state.
	 * @param state the result of {@code GetServerState}
	 */
	void learn(JsonNode state) {
		Set<String> known = new LinkedHashSet<>();
		for (JsonNode member : state.path("machines").path("system").path("members").values()) {
			boolean witness = member.path("role").asString("").equals("witness");
			if (member.path("addr").isString() && !witness) {
				known.add(member.path("addr").stringValue());
			}
		}
		known.addAll(this.first);
		this.all = new ArrayList<>(known);
	}

	static InetSocketAddress parse(String address) {
		int colon = address.lastIndexOf(':');
		try {
			int port = Integer.parseInt(address.substring(colon + 1));
			String host = address.substring(0, Math.max(colon, 0)).replaceAll("^\\[(.*)]$", "$1");
			if (!host.isBlank() && port > 0 && port <= 65535) {
				return new InetSocketAddress(host, port);
			}
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("addresses must be \"host:port\" but one is \"" + address + "\"", ex);
		}
		throw new IllegalArgumentException("addresses must be \"host:port\" but one is \"" + address + "\"");
	}

}
