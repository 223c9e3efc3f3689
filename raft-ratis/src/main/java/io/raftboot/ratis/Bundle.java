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

import java.util.List;

import io.raftboot.ErrorCode;

/**
 * Payloads that go into the log together or not at all, on their way there.
 *
 * @param payloads the payloads
 * @param bytes what they take in an entry
 * @param answer told what became of them
 */
record Bundle(List<byte[]> payloads, long bytes, Answer answer) {

	static long bytes(byte[] payload) {
		return Batch.OVERHEAD + (long) payload.length;
	}

	/**
	 * Who waits. Exactly one of the methods is called, once, on the event loop.
	 */
	interface Answer {

		/**
		 * The payloads were appended: they are committed at this index and term, or
		 * never.
		 */
		void appended(long index, long term);

		/** The payloads are surely not in the log. */
		void refused(ErrorCode code);

	}

}
