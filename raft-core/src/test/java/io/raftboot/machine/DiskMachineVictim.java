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

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

import io.raftboot.ApplyKind;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import io.raftboot.Session;

/**
 * A process to be killed: a single member with a machine on disk that counts to the
 * sequence of its session, so that every command's answer is its sequence, however often
 * it is sent. Sends the last ones of its life before again first. Prints what it found,
 * what of that it has applied, and what is acknowledged.
 */
public final class DiskMachineVictim {

	static final String FOUND = "found ";

	static final String APPLIED = "applied ";

	static final String ACKNOWLEDGED = "acknowledged ";

	private static final int IN_FLIGHT = 16;

	private final RaftNode node;

	private DiskMachineVictim(RaftNode node) {
		this.node = node;
	}

	/**
	 * Run until killed.
	 * @param args the directory
	 */
	public static void main(String[] args) {
		Path directory = Path.of(args[0]);
		RaftNode node = RaftNodeBuilder.create(new DiskMachine(directory.resolve("machine")))
			.dataDirectory(directory.resolve("log"))
			.snapshotLogEntries(20)
			.build();
		node.start();
		DiskMachineVictim victim = new DiskMachineVictim(node);
		Long found = victim.read(new DiskMachine.Get("a"));
		long last = (found != null) ? found : 0;
		System.out.println(APPLIED + victim.read(new DiskMachine.Applied()));
		for (long sequence = Math.max(1, last - IN_FLIGHT); sequence <= last; sequence++) {
			victim.check(sequence, victim.count(sequence));
		}
		System.out.println(FOUND + last);
		victim.countFrom(last + 1);
	}

	private Long read(DiskMachine.Input input) {
		return this.node.apply(ApplyKind.QUERY, input, null, Long.class).join();
	}

	private CompletableFuture<Long> count(long sequence) {
		return this.node.apply(ApplyKind.COMMAND, new DiskMachine.Add("a", 1), new Session("victim", sequence),
				Long.class);
	}

	private void check(long sequence, CompletableFuture<Long> answer) {
		if (answer.join() != sequence) {
			throw new AssertionError("Sequence " + sequence + " was answered with " + answer.join());
		}
	}

	private void countFrom(long first) {
		Deque<CompletableFuture<Long>> underWay = new ArrayDeque<>();
		long acknowledged = first - 1;
		for (long sequence = first;; sequence++) {
			underWay.add(count(sequence));
			if (underWay.size() == IN_FLIGHT) {
				acknowledged++;
				check(acknowledged, underWay.remove());
				System.out.println(ACKNOWLEDGED + acknowledged);
			}
		}
	}

}
