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

package io.raftboot.faults;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;

import io.raftboot.sample.LineClient;
import tools.jackson.databind.JsonNode;

/**
 * One of the two ways into a node. Used by one thread.
 */
interface Door extends Closeable {

	/**
	 * No answer within this time is a hang: the longest pause and the node's own limit.
	 */
	Duration REPLY_TIMEOUT = Duration.ofSeconds(20);

	Duration CONNECT_TIMEOUT = Duration.ofMillis(500);

	/**
	 * Call a method.
	 * @return the reply
	 * @throws ConnectException if the call surely did not reach the node
	 * @throws SocketTimeoutException if there was no answer in time
	 * @throws IOException if the connection was lost
	 */
	JsonNode call(String method, String params) throws IOException;

	@Override
	void close() throws IOException;

	static Door lines(FaultNode node) throws IOException {
		LineClient client;
		try {
			client = new LineClient(node.socketAddress(), CONNECT_TIMEOUT, REPLY_TIMEOUT);
		}
		catch (IOException ex) {
			throw (ConnectException) new ConnectException(String.valueOf(ex.getMessage())).initCause(ex);
		}
		return new Door() {

			@Override
			public JsonNode call(String method, String params) throws IOException {
				return client.call(method, params);
			}

			@Override
			public void close() throws IOException {
				client.close();
			}

		};
	}

	static Door http(FaultNode node) throws IOException {
		return new HttpDoor(new InetSocketAddress(node.host(), node.httpPort()));
	}

	/** Return what a path of the node's web server answers. */
	static JsonNode get(FaultNode node, String path) throws IOException {
		try (HttpDoor door = new HttpDoor(new InetSocketAddress(node.host(), node.httpPort()))) {
			return door.get(path);
		}
	}

	/**
	 * Wait until an application that is starting answers.
	 */
	static void awaitHealth(String host, int port, Process process) throws IOException {
		while (process.isAlive()) {
			try (HttpDoor door = new HttpDoor(new InetSocketAddress(host, port))) {
				door.get("/actuator/health/liveness");
				return;
			}
			catch (IOException ex) {
				Pauses.millis(50);
			}
		}
		throw new IOException("the application ended while starting");
	}

}
