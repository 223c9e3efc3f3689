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

package io.raftboot.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Which node an engine is for.
 *
 * @param number its place, from 0
 * @param address its address, with a port that was free
 * @param founders the addresses of the founding members, empty for a node that waits
 */
public record NodePlan(int number, String address, List<String> founders) {

	/** The largest command that an engine under test takes, bytes. */
	public static final int MAX_COMMAND_SIZE = 1 << 20;

	static List<NodePlan> founders(int size) {
		List<String> addresses = addresses(size);
		List<NodePlan> plans = new ArrayList<>();
		for (String address : addresses) {
			plans.add(new NodePlan(plans.size(), address, addresses));
		}
		return plans;
	}

	static NodePlan waiting(int number) {
		return new NodePlan(number, addresses(1).get(0), List.of());
	}

	private static List<String> addresses(int count) {
		List<ServerSocket> sockets = new ArrayList<>();
		List<String> addresses = new ArrayList<>();
		try {
			for (int i = 0; i < count; i++) {
				ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				sockets.add(socket);
				addresses.add("127.0.0.1:" + socket.getLocalPort());
			}
			for (ServerSocket socket : sockets) {
				socket.close();
			}
			return addresses;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
