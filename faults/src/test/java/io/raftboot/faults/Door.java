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
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

import io.raftboot.sample.LineClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

	static Door http(FaultNode node) {
		return new HttpDoor(URI.create("http://" + node.host() + ":" + node.httpPort() + "/rpc"));
	}

	/** Return what a path of the node's web server answers. */
	static JsonNode get(FaultNode node, String path) throws IOException {
		URI uri = URI.create("http://" + node.host() + ":" + node.httpPort() + path);
		return HttpDoor.MAPPER.readTree(HttpDoor.send(HttpRequest.newBuilder(uri).timeout(REPLY_TIMEOUT)).body());
	}

	/**
	 * Wait until an application that is starting answers.
	 */
	static void awaitHealth(String host, int port, Process process) throws IOException {
		URI uri = URI.create("http://" + host + ":" + port + "/actuator/health/liveness");
		while (process.isAlive()) {
			try {
				HttpDoor.send(HttpRequest.newBuilder(uri).timeout(REPLY_TIMEOUT));
				return;
			}
			catch (IOException ex) {
				Pauses.millis(50);
			}
		}
		throw new IOException("the application ended while starting");
	}

	/**
	 * JSON-RPC over HTTP.
	 */
	final class HttpDoor implements Door {

		private static final HttpClient CLIENT = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.connectTimeout(CONNECT_TIMEOUT)
			.build();

		private static final JsonMapper MAPPER = JsonMapper.builder().build();

		private final URI uri;

		private HttpDoor(URI uri) {
			this.uri = uri;
		}

		@Override
		public JsonNode call(String method, String params) throws IOException {
			HttpResponse<String> response = send(HttpRequest.newBuilder(this.uri)
				.timeout(REPLY_TIMEOUT)
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString(LineClient.request("1", method, params))));
			return MAPPER.readTree(response.body());
		}

		static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
			try {
				HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
				if (response.statusCode() != 200) {
					throw new IOException("answered with status " + response.statusCode());
				}
				return response;
			}
			catch (HttpConnectTimeoutException ex) {
				throw (ConnectException) new ConnectException("no connection in time").initCause(ex);
			}
			catch (HttpTimeoutException ex) {
				throw (SocketTimeoutException) new SocketTimeoutException("no answer in time").initCause(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new InterruptedIOException("interrupted while waiting for an answer");
			}
		}

		@Override
		public void close() {
			// connections belong to the client
		}

	}

}
