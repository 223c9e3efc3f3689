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

package io.raftboot.sample;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of JSON-RPC over HTTP that knows nothing of the product.
 */
public final class HttpRpc {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private HttpRpc() {
	}

	static JsonNode call(int port, String method, String params) throws IOException {
		return call("127.0.0.1", port, method, params);
	}

	public static JsonNode call(String host, int port, String method, String params) throws IOException {
		HttpResponse<String> response = post(host, port, LineClient.request("1", method, params));
		if (response.statusCode() != 200) {
			throw new IOException(method + " was answered with status " + response.statusCode());
		}
		return MAPPER.readTree(response.body());
	}

	static HttpResponse<String> post(int port, String body) throws IOException {
		return post("127.0.0.1", port, body);
	}

	public static HttpResponse<String> post(String host, int port, String body) throws IOException {
		return send(request(host, port, "/rpc").header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	static HttpResponse<String> get(int port, String path) throws IOException {
		return get("127.0.0.1", port, path);
	}

	public static HttpResponse<String> get(String host, int port, String path) throws IOException {
		return send(request(host, port, path).GET());
	}

	static HttpRequest.Builder request(int port, String path) {
		return request("127.0.0.1", port, path);
	}

	private static HttpRequest.Builder request(String host, int port, String path) {
		return HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path)).timeout(Duration.ofSeconds(30));
	}

	static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
		try {
			return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while waiting for a response");
		}
	}

}
