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

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refused handshakes, logged once each and not at every attempt. What they say comes from
 * strangers: it must fill neither the log nor the memory, nor look like lines of the log.
 */
final class Refusals {

	private static final Logger logger = LoggerFactory.getLogger(Refusals.class);

	/** The most sentences that are remembered, and the most that are logged a minute. */
	static final int MAX_SENTENCES = 100;

	private static final int MAX_LENGTH = 500;

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	/** By address, until a connection with it succeeds. */
	private final Map<String, Set<String>> logged = new HashMap<>();

	private final LongSupplier nanoTime;

	private int remembered;

	private long minuteFrom;

	private int inMinute;

	private long left;

	/**
	 * Create them.
	 * @param nanoTime a clock, nanoseconds from anywhere
	 */
	Refusals(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.minuteFrom = nanoTime.getAsLong();
	}

	void log(String address, String sentence) {
		String text = shown(sentence);
		long now = this.nanoTime.getAsLong();
		if (now - this.minuteFrom >= MINUTE) {
			this.minuteFrom = now;
			this.inMinute = 0;
			if (this.left > 0) {
				logger.warn("{} more refusals were not logged", this.left);
				this.left = 0;
			}
		}
		if (this.logged.getOrDefault(address, Set.of()).contains(text)) {
			return;
		}
		if (this.inMinute == MAX_SENTENCES) {
			this.left++;
			return;
		}
		this.inMinute++;
		if (this.remembered == MAX_SENTENCES) {
			this.logged.clear();
			this.remembered = 0;
		}
		this.remembered++;
		this.logged.computeIfAbsent(address, (key) -> new HashSet<>()).add(text);
		logger.warn("{}", text);
	}

	void forget(String address) {
		Set<String> forgotten = this.logged.remove(address);
		this.remembered -= (forgotten != null) ? forgotten.size() : 0;
	}

	/** Return what a stranger says as one short line. */
	static String shown(String text) {
		String line = text.replaceAll("\\p{Cntrl}+", " ");
		return (line.length() <= MAX_LENGTH) ? line : line.substring(0, MAX_LENGTH) + "…";
	}

}
