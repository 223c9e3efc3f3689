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

package io.raftboot;

import org.jspecify.annotations.Nullable;

/**
 * A call to a node that failed. Has no stack trace when it stands for an outcome rather
 * than for a place in the code.
 */
public class RaftException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ErrorCode code;

	private final @Nullable String reason;

	/**
	 * Create an exception.
	 * @param code what failed
	 */
	public RaftException(ErrorCode code) {
		this(code, null);
	}

	/**
	 * Create an exception with a reason.
	 * @param code what failed
	 * @param reason why: names the field, the value and the remedy
	 */
	public RaftException(ErrorCode code, @Nullable String reason) {
		super((reason != null) ? code.message() + ": " + reason : code.message(), null, false, false);
		this.code = code;
		this.reason = reason;
	}

	/**
	 * Return what failed.
	 * @return the code
	 */
	public ErrorCode code() {
		return this.code;
	}

	/**
	 * Return why.
	 * @return the reason, {@code null} when the code says it all
	 */
	public @Nullable String reason() {
		return this.reason;
	}

}
