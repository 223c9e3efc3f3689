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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refused handshakes, logged once each and not at every attempt.
 */
final class Refusals {

	private static final Logger logger = LoggerFactory.getLogger(Refusals.class);

	private static final int REMEMBERED = 100;

	/** By address, until a connection with it succeeds. */
	private final Map<String, Set<String>> logged = new HashMap<>();

	void log(String address, String sentence) {
		if (this.logged.size() >= REMEMBERED) {
			this.logged.clear();
		}
		if (this.logged.computeIfAbsent(address, (key) -> new HashSet<>()).add(sentence)) {
			logger.warn("{}", sentence);
		}
	}

	void forget(String address) {
		this.logged.remove(address);
	}

}
