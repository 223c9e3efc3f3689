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
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.raftboot.jsonrpc.ReplyHandler;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;

/**
 * Brings one reply back to its HTTP exchange. A reply that is there when the call returns
 * is written at once; else the exchange waits without a thread, and a thread of the web
 * server writes the reply, because a slow client must not hold up the node's own threads.
 * <p>
 * The state goes from nothing to the reply, or to the waiting exchange and then to
 * {@link #DONE}. Whoever makes the last step ends the exchange, so it ends once.
 */
final class HttpReply implements ReplyHandler, AsyncListener {

	private static final Logger logger = LoggerFactory.getLogger(HttpReply.class);

	private static final Object DONE = new Object();

	private static final byte[] NOTHING = {};

	private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

	private volatile @Nullable Future<?> expiry;

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	HttpReply(HttpServletRequest request, HttpServletResponse response) {
		this.request = request;
		this.response = response;
	}

	@Override
	public void reply(byte @Nullable [] json) {
		byte[] reply = (json != null) ? json : NOTHING;
		if (!this.state.compareAndSet(null, reply) && this.state.getAndSet(DONE) instanceof AsyncContext exchange) {
			forgetExpiry();
			try {
				exchange.start(() -> writeAndComplete(reply, exchange));
			}
			catch (RuntimeException ex) {
				logger.debug("The web server does not take the reply any more", ex);
			}
		}
	}

	/**
	 * Write the reply if it is there, else let the exchange wait for it.
	 * @param timeout how long it waits at most
	 * @param timer ends the wait
	 */
	void sendOrWait(Duration timeout, ScheduledExecutorService timer) throws IOException {
		if (this.state.get() instanceof byte[] reply) {
			write(this.response, reply);
			return;
		}
		AsyncContext exchange = this.request.startAsync();
		// containers count by the wall clock: a jump would end what the node still
		// answers
		exchange.setTimeout(0);
		exchange.addListener(this);
		if (this.state.compareAndSet(null, exchange)) {
			this.expiry = timer.schedule(this::giveUp, timeout.toMillis(), TimeUnit.MILLISECONDS);
			if (this.state.get() == DONE) {
				forgetExpiry();
			}
		}
		else if (this.state.get() instanceof byte[] reply) {
			writeAndComplete(reply, exchange);
		}
	}

	static void write(HttpServletResponse response, byte[] reply) throws IOException {
		if (reply.length == 0) {
			response.setStatus(HttpServletResponse.SC_NO_CONTENT);
			return;
		}
		response.setContentType(MediaType.APPLICATION_JSON_VALUE);
		response.setContentLength(reply.length);
		response.getOutputStream().write(reply);
	}

	private void writeAndComplete(byte[] reply, AsyncContext exchange) {
		try {
			write(this.response, reply);
		}
		catch (IOException ex) {
			logger.debug("The client does not take the reply any more", ex);
		}
		finally {
			exchange.complete();
		}
	}

	private void forgetExpiry() {
		Future<?> waiting = this.expiry;
		if (waiting != null) {
			waiting.cancel(false);
		}
	}

	private void giveUp() {
		if (this.state.getAndSet(DONE) instanceof AsyncContext exchange) {
			this.response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
			exchange.complete();
		}
	}

	/** The container may still end an exchange, when its application ends. */
	@Override
	public void onTimeout(AsyncEvent event) {
		forgetExpiry();
		giveUp();
	}

	@Override
	public void onError(AsyncEvent event) {
		this.state.set(DONE);
		forgetExpiry();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		this.state.set(DONE);
		forgetExpiry();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
	}

}
