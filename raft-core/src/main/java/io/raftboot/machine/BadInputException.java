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

import tools.jackson.databind.DatabindException;

/**
 * An input that is not one of the machine's. Jackson adds the place on the way out, so a
 * good input pays nothing for it; there is no stack trace to pay for either.
 */
final class BadInputException extends DatabindException {

	private static final long serialVersionUID = 1L;

	BadInputException(String problem) {
		super(problem);
	}

	@Override
	@SuppressWarnings("UnsynchronizedOverridesSynchronized")
	public Throwable fillInStackTrace() {
		return this;
	}

}
