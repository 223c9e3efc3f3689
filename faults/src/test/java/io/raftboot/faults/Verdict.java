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

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What was found wrong. Written by any thread.
 */
final class Verdict {

	/** Enough to see what is wrong; a run that has so many is over. */
	private static final int MAX = 50;

	private final List<String> violations = new ArrayList<>();

	synchronized void violation(String what) {
		if (this.violations.size() < MAX) {
			this.violations.add(LocalTime.now(java.time.ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS) + " " + what);
			System.out.println("VIOLATION " + this.violations.get(this.violations.size() - 1));
		}
	}

	synchronized List<String> violations() {
		return List.copyOf(this.violations);
	}

	boolean isClean() {
		return violations().isEmpty();
	}

}
