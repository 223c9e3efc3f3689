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

import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalsTests {

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);

	private long now;

	private final Refusals refusals = new Refusals(() -> this.now);

	@BeforeEach
	void listen() {
		this.logger.setLevel(Level.WARN);
		this.logger.setAdditive(false);
		this.logger.addAppender(this.appender);
		this.appender.start();
	}

	@AfterEach
	void leave() {
		this.logger.detachAppender(this.appender);
		this.logger.setAdditive(true);
		this.logger.setLevel(null);
	}

	@Test
	void aReasonIsLoggedOnceUntilAConnectionSucceeds() {
		this.refusals.log("a", "one");
		this.refusals.log("a", "one");
		this.refusals.log("a", "other");
		this.refusals.log("b", "one");
		this.refusals.forget("a");
		this.refusals.log("a", "one");
		assertThat(lines()).containsExactly("one", "other", "one", "one");
	}

	@Test
	void noFloodOfReasonsFillsTheLog() {
		for (int i = 0; i < 10_000; i++) {
			this.refusals.log("a" + i % 7, "reason " + i);
		}
		assertThat(lines()).hasSize(Refusals.MAX_SENTENCES);
		this.now = 61_000_000_000L;
		this.refusals.log("a", "later");
		assertThat(lines()).endsWith("9900 more refusals were not logged", "later");
	}

	@Test
	void aReasonIsOneShortLine() {
		this.refusals.log("a", "first\n2026-01-01 ERROR forged" + "x".repeat(10_000));
		assertThat(lines()).hasSize(1);
		assertThat(lines().get(0)).startsWith("first 2026").hasSizeLessThan(600);
	}

	private List<String> lines() {
		List<String> lines = new ArrayList<>();
		this.appender.list.forEach((event) -> lines.add(event.getFormattedMessage()));
		return lines;
	}

}
