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

package io.raftboot.machine;

import java.nio.charset.StandardCharsets;

import io.raftboot.ErrorCode;
import io.raftboot.OutcomeHandler;
import io.raftboot.RaftException;
import org.jspecify.annotations.Nullable;

/**
 * What came of an input, in the form in which sessions remember it.
 *
 * @param code what failed, {@code null} if nothing did
 * @param body the output as JSON, or the reason of the failure, empty without one; UTF-8,
 * never written to
 */
record Outcome(@Nullable ErrorCode code, byte[] body) {

	private static final byte[] NO_REASON = {};

	static Outcome success(byte[] json) {
		return new Outcome(null, json);
	}

	static Outcome failure(ErrorCode code, @Nullable String reason) {
		return new Outcome(code, (reason != null) ? reason.getBytes(StandardCharsets.UTF_8) : NO_REASON);
	}

	void deliver(OutcomeHandler handler) {
		if (this.code == null) {
			handler.succeeded(this.body);
			return;
		}
		handler.failed(new RaftException(this.code,
				(this.body.length > 0) ? new String(this.body, StandardCharsets.UTF_8) : null));
	}

}
