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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.raftboot.ErrorCode;
import io.raftboot.RaftException;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the replies to the requests of a batch, in the order of the requests.
 */
final class BatchReply {

	/** The most bytes of replies. */
	static final int MAX_BYTES = 64 << 20;

	private static final RpcError TOO_MUCH = Replies.of(new RaftException(ErrorCode.INVALID_MACHINE_OUTPUT,
			"the replies to the batch are more than " + MAX_BYTES + " bytes together; ask for less in one batch"));

	private final AtomicReferenceArray<byte[]> parts;

	private final AtomicInteger outstanding;

	private final ReplyHandler whole;

	private final AtomicLong bytes = new AtomicLong();

	BatchReply(int size, ReplyHandler whole) {
		this.parts = new AtomicReferenceArray<>(size);
		this.outstanding = new AtomicInteger(size);
		this.whole = whole;
	}

	/**
	 * Return what takes the reply to one of the requests.
	 * @param index its place
	 * @param id its id, {@code null} for a notification
	 */
	ReplyHandler part(int index, byte @Nullable [] id) {
		return (json) -> {
			if (json != null) {
				this.parts.set(index, fits(json) ? json : Replies.error(id, TOO_MUCH));
			}
			if (this.outstanding.decrementAndGet() == 0) {
				finish();
			}
		};
	}

	/** One small batch can ask for more than the heap holds. */
	private boolean fits(byte[] json) {
		if (this.bytes.addAndGet(json.length) <= MAX_BYTES) {
			return true;
		}
		this.bytes.addAndGet(-json.length);
		return false;
	}

	private void finish() {
		List<byte[]> replies = new ArrayList<>(this.parts.length());
		for (int i = 0; i < this.parts.length(); i++) {
			byte[] part = this.parts.get(i);
			if (part != null) {
				replies.add(part);
			}
		}
		this.whole.reply(replies.isEmpty() ? null : Replies.array(replies));
	}

}
