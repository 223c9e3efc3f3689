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

package io.raftboot.client;

import io.raftboot.ErrorCode;
import io.raftboot.RaftException;
import tools.jackson.databind.JsonNode;

/**
 * Turns the errors of JSON-RPC back into exceptions.
 */
final class ClientErrors {

	private ClientErrors() {
	}

	/**
	 * Return the exception of an error. One of the protocol's own, such as an unknown
	 * method, stands for an input that was not taken.
	 */
	static RaftException of(JsonNode error) {
		int number = error.path("code").asInt(0);
		JsonNode reason = error.path("data").path("reason");
		for (ErrorCode code : ErrorCode.values()) {
			if (code.code() == number) {
				return new RaftException(code, reason.isString() ? reason.stringValue() : null);
			}
		}
		return new RaftException(ErrorCode.INVALID_MACHINE_INPUT, error.toString());
	}

}
