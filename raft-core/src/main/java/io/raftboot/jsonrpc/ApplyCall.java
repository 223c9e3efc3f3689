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

import io.raftboot.OutcomeHandler;
import io.raftboot.RaftException;
import org.jspecify.annotations.Nullable;

/**
 * An {@code Apply} that waits for its outcome.
 */
final class ApplyCall implements OutcomeHandler {

	private final byte @Nullable [] id;

	private final ReplyHandler reply;

	ApplyCall(byte @Nullable [] id, ReplyHandler reply) {
		this.id = id;
		this.reply = reply;
	}

	@Override
	public void succeeded(byte[] json) {
		this.reply.reply((this.id != null) ? Replies.result(this.id, json) : null);
	}

	@Override
	public void failed(RaftException failure) {
		this.reply.reply((this.id != null) ? Replies.error(this.id, Replies.of(failure)) : null);
	}

}
