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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class HttpReplyTests {

	private static final byte[] JSON = "{}".getBytes(StandardCharsets.UTF_8);

	private final MockHttpServletRequest request = new MockHttpServletRequest();

	private final MockHttpServletResponse response = new MockHttpServletResponse();

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);

	private final HttpReply reply = new HttpReply(this.request, this.response);

	@BeforeEach
	void prepare() {
		this.request.setAsyncSupported(true);
		this.timer.setRemoveOnCancelPolicy(true);
	}

	@AfterEach
	void close() {
		this.timer.shutdownNow();
	}

	@Test
	void theContainerWhichCountsByTheWallClockEndsNoExchange() throws IOException {
		this.reply.sendOrWait(Duration.ofHours(1), this.timer);
		assertThat(this.request.getAsyncContext().getTimeout()).isZero();
	}

	@Test
	void aReplyEndsTheWaitAndLeavesNothingBehind() throws IOException {
		this.reply.sendOrWait(Duration.ofHours(1), this.timer);
		assertThat(this.timer.getQueue()).hasSize(1);
		this.reply.reply(JSON);
		assertThat(this.timer.getQueue()).isEmpty();
		assertThat(this.response.getContentAsString()).isEqualTo("{}");
		assertThat(this.response.getStatus()).isEqualTo(200);
	}

	@Test
	void withoutAReplyTheExchangeIsGivenUp() throws IOException {
		this.reply.sendOrWait(Duration.ZERO, this.timer);
		await().until(() -> this.response.getStatus() == 503);
		this.reply.reply(JSON);
		assertThat(this.response.getContentAsString()).isEmpty();
	}

}
