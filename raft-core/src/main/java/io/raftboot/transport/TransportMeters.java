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

package io.raftboot.transport;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * The figures of the connection to one member.
 */
final class TransportMeters {

	private final MeterRegistry registry;

	private final Counter bytes;

	private final Counter messages;

	private final Counter dropped;

	TransportMeters(MeterRegistry registry, String group, long member) {
		this.registry = registry;
		Tags tags = Tags.of("group", group, "peer", Long.toString(member));
		this.bytes = Counter.builder("raft.peer.sent")
			.description("Bytes sent to a member")
			.baseUnit("bytes")
			.tags(tags)
			.register(registry);
		this.messages = Counter.builder("raft.peer.messages")
			.description("Messages sent to a member")
			.tags(tags)
			.register(registry);
		this.dropped = Counter.builder("raft.peer.dropped")
			.description("Messages that could not be sent to a member, because it is away or slow")
			.tags(tags)
			.register(registry);
	}

	void sent(int count, int size) {
		this.messages.increment(count);
		this.bytes.increment(size);
	}

	void dropped(int count) {
		this.dropped.increment(count);
	}

	/** Take the meters out of the registry, which may outlive the node. */
	void close() {
		this.registry.remove(this.bytes);
		this.registry.remove(this.messages);
		this.registry.remove(this.dropped);
	}

}
