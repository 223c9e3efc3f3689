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

package io.raftboot.jsonrpc;

import org.jspecify.annotations.Nullable;

/**
 * An error object of a JSON-RPC reply.
 *
 * @param code the error code
 * @param message the message that belongs to the code
 * @param reason what is wrong with what and what to do, sent as {@code data.reason}
 */
record RpcError(int code, String message, @Nullable String reason) {

	static RpcError parseError(@Nullable String reason) {
		return new RpcError(-32700, "Parse error", reason);
	}

	static RpcError invalidRequest(String reason) {
		return new RpcError(-32600, "Invalid Request", reason);
	}

	static RpcError methodNotFound(String method) {
		return new RpcError(-32601, "Method not found",
				"method \"" + method + "\" is not one of " + Methods.NAMES + "; rpc.discover describes them");
	}

	static RpcError invalidParams(String reason) {
		return new RpcError(-32602, "Invalid params", reason);
	}

	static RpcError internalError(String reason) {
		return new RpcError(-32603, "Internal error", reason);
	}

}
