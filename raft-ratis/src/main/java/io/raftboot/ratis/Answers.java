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

package io.raftboot.ratis;

import io.raftboot.ErrorCode;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.ReadRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who wait what became of their proposals and reads. One that throws is
 * logged, and keeps no other from its answer.
 */
final class Answers {

	private static final Logger logger = LoggerFactory.getLogger(Answers.class);

	private Answers() {
	}

	static void appended(Proposal proposal, long index, long term) {
		safely(() -> proposal.appended(index, term));
	}

	static void rejected(Proposal proposal, ErrorCode code) {
		safely(() -> proposal.rejected(code));
	}

	static void confirmed(ReadRequest read, long index) {
		safely(() -> read.confirmed(index));
	}

	static void rejected(ReadRequest read, ErrorCode code) {
		safely(() -> read.rejected(code));
	}

	private static void safely(Runnable answer) {
		try {
			answer.run();
		}
		catch (RuntimeException ex) {
			logger.error("Somebody who waited did not take the answer", ex);
		}
	}

}
