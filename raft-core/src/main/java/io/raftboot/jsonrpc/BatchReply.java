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
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Gathers the replies to the requests of a batch, in the order of the requests.
 */
final class BatchReply {

	private final AtomicReferenceArray<byte[]> parts;

	private final AtomicInteger outstanding;

	private final ReplyHandler whole;

	BatchReply(int size, ReplyHandler whole) {
		this.parts = new AtomicReferenceArray<>(size);
		this.outstanding = new AtomicInteger(size);
		this.whole = whole;
	}

	ReplyHandler part(int index) {
		return (json) -> {
			if (json != null) {
				this.parts.set(index, json);
			}
			if (this.outstanding.decrementAndGet() == 0) {
				finish();
			}
		};
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
