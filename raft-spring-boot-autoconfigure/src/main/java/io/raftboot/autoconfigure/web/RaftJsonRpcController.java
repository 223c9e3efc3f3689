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

package io.raftboot.autoconfigure.web;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;

import io.raftboot.JsonSlice;
import io.raftboot.jsonrpc.Dispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestHandler;

/**
 * JSON-RPC over HTTP: {@code POST} of one request or one batch. Answers 200 with the
 * reply, 204 when there is none (notifications), 405, 413 or 415. No thread waits for the
 * outcome of a command.
 */
final class RaftJsonRpcController implements HttpRequestHandler, AutoCloseable {

	/**
	 * A body without a type is refused too: a browser may send one across sites without
	 * asking first.
	 */
	private static final Set<String> SUBTYPES = Set.of("json", "json-rpc", "jsonrequest");

	private final Dispatcher dispatcher;

	private final Duration timeout;

	private final ScheduledThreadPoolExecutor timer;

	/**
	 * Create the controller.
	 * @param dispatcher answers the requests
	 * @param timeout after it a request without a reply is given up; longer than any
	 * reply may take
	 */
	RaftJsonRpcController(Dispatcher dispatcher, Duration timeout) {
		this.dispatcher = dispatcher;
		this.timeout = timeout;
		this.timer = timer();
	}

	private static ScheduledThreadPoolExecutor timer() {
		// what comes after the end is dropped: the server is about to close its exchange
		ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "raft-http-timer");
			thread.setDaemon(true);
			return thread;
		}, new ThreadPoolExecutor.DiscardPolicy());
		timer.setRemoveOnCancelPolicy(true);
		return timer;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (!HttpMethod.POST.matches(request.getMethod())) {
			response.setHeader(HttpHeaders.ALLOW, HttpMethod.POST.name());
			refuse(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED,
					"Method '" + request.getMethod() + "' is not supported: use POST");
			return;
		}
		if (!isJson(request.getContentType())) {
			refuse(response, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
					"Content-Type '" + request.getContentType() + "' is not supported: use application/json in UTF-8");
			return;
		}
		JsonSlice body = RequestBody.read(request, this.dispatcher.maxRequestSize());
		if (body == null) {
			response.setStatus(HttpStatus.CONTENT_TOO_LARGE.value());
			HttpReply.write(response, this.dispatcher.tooLarge());
			return;
		}
		HttpReply reply = new HttpReply(request, response);
		this.dispatcher.dispatch(body, reply);
		reply.sendOrWait(this.timeout, this.timer);
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

	private static boolean isJson(@Nullable String contentType) {
		if (MediaType.APPLICATION_JSON_VALUE.equals(contentType)) {
			return true;
		}
		if (contentType == null) {
			return false;
		}
		try {
			MediaType type = MediaType.parseMediaType(contentType);
			Charset charset = type.getCharset();
			return "application".equals(type.getType()) && SUBTYPES.contains(type.getSubtype())
					&& (charset == null || StandardCharsets.UTF_8.equals(charset));
		}
		catch (InvalidMediaTypeException | IllegalCharsetNameException | UnsupportedCharsetException ex) {
			return false;
		}
	}

	private static void refuse(HttpServletResponse response, int status, String problem) throws IOException {
		response.setStatus(status);
		response.setContentType(MediaType.TEXT_PLAIN_VALUE);
		response.setCharacterEncoding(StandardCharsets.UTF_8.name());
		response.getOutputStream().write(problem.getBytes(StandardCharsets.UTF_8));
	}

}
