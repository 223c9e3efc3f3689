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

package io.raftboot.sample;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

import io.raftboot.ApplyKind;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * A process to be killed: a single member that takes one snapshot after the other. It
 * puts the numbers 1, 2, 3 and so on into slots, in turn, so that the last number tells
 * what must be in every slot. Prints what it found at its start, and what is
 * acknowledged.
 */
public final class SnapshotVictim {

	static final String FOUND = "found ";

	static final String ACKNOWLEDGED = "acknowledged ";

	private static final int IN_FLIGHT = 16;

	private final RaftNode node;

	private final int slots;

	private final String padding;

	private SnapshotVictim(RaftNode node, int slots, int size) {
		this.node = node;
		this.slots = slots;
		this.padding = "x".repeat(size);
	}

	/**
	 * Run until killed.
	 * @param args the directory, the number of slots, the size of a value
	 */
	public static void main(String[] args) {
		RaftNode node = RaftNodeBuilder.create(new KvsMachine())
			.engine(TestedEngine.name())
			.dataDirectory(Path.of(args[0]))
			.snapshotLogEntries(20)
			.logSegmentSize(1 << 20)
			.build();
		node.start();
		SnapshotVictim victim = new SnapshotVictim(node, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
		long last = victim.find();
		System.out.println(FOUND + last);
		victim.countFrom(last + 1);
	}

	/** Return the last number after a look into every slot. */
	private long find() {
		apply(ApplyKind.QUERY, new KvsInput.List()).join();
		long[] found = new long[this.slots];
		long last = 0;
		for (int i = 0; i < this.slots; i++) {
			JsonNode value = apply(ApplyKind.LOCAL_QUERY, new KvsInput.Get("slot-" + i)).join();
			if (value != null && value.isString()) {
				found[i] = Long.parseLong(value.stringValue().replace("x", ""));
				last = Math.max(last, found[i]);
			}
		}
		for (int i = 0; i < this.slots; i++) {
			long expected = last - Math.floorMod(last - i, this.slots);
			if (found[i] != Math.max(0, expected)) {
				throw new AssertionError(
						"After " + last + " slot " + i + " should hold " + expected + " but holds " + found[i]);
			}
		}
		return last;
	}

	private CompletableFuture<JsonNode> apply(ApplyKind kind, KvsInput input) {
		return this.node.apply(kind, input, null, JsonNode.class);
	}

	private void countFrom(long first) {
		Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
		long acknowledged = first - 1;
		for (long number = first;; number++) {
			underWay.add(apply(ApplyKind.COMMAND,
					new KvsInput.Put("slot-" + number % this.slots, StringNode.valueOf(number + this.padding))));
			if (underWay.size() == IN_FLIGHT) {
				underWay.remove().join();
				acknowledged++;
				System.out.println(ACKNOWLEDGED + acknowledged);
			}
		}
	}

}
