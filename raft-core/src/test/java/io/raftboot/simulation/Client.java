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

package io.raftboot.simulation;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

import io.raftboot.ErrorCode;
import io.raftboot.NodeStatus;
import io.raftboot.OutcomeHandler;
import io.raftboot.RaftException;
import io.raftboot.Role;
import io.raftboot.Session;
import io.raftboot.engine.ReadRequest;
import io.raftboot.linearizability.Call;
import io.raftboot.linearizability.History;
import io.raftboot.linearizability.KeyValueInput;
import io.raftboot.linearizability.KeyValueOutput;
import io.raftboot.machine.SimulatedHost;
import org.jspecify.annotations.Nullable;

/**
 * A client that has one operation open at a time. With a session it sends a command
 * again, with the same sequence, to any node until it is answered. Without one it sends
 * it once, and takes the node at its word: what was refused is surely not applied.
 */
final class Client {

	private static final int RETRY_MICROS = 800_000;

	/** How long a client without a session waits. */
	private static final int PATIENCE_MICROS = 3_000_000;

	/**
	 * A client without a session stops after so many commands of unknown outcome: each
	 * stays open to the end of the history, where it may have happened at any time.
	 */
	private static final int MOST_UNKNOWN = 3;

	private final long id;

	private final boolean withSession;

	private final Cluster cluster;

	private final History<KeyValueInput, KeyValueOutput> history;

	private final RandomGenerator random;

	private final Map<String, Integer> written = new TreeMap<>();

	private long sequence;

	private int unknown;

	private boolean stopped;

	private boolean open;

	Client(long id, boolean withSession, Cluster cluster, History<KeyValueInput, KeyValueOutput> history) {
		this.id = id;
		this.withSession = withSession;
		this.cluster = cluster;
		this.history = history;
		this.random = cluster.random();
	}

	/** Begin no further operation. */
	void stop() {
		this.stopped = true;
	}

	boolean isIdle() {
		return this.stopped && !this.open;
	}

	void next() {
		if (this.stopped) {
			return;
		}
		this.open = true;
		String key = "k" + this.random.nextInt(3);
		int choice = this.random.nextInt(10);
		if (choice < 4) {
			KeyValueInput input = KeyValueInput.get(key);
			read(input, this.history.invoke(this.id, input), new AtomicBoolean());
		}
		else {
			String value = this.id + "." + this.written.merge(key, 1, Integer::sum) + ";";
			KeyValueInput input = (choice == 9) ? KeyValueInput.delete(key)
					: (choice % 2 == 0) ? KeyValueInput.put(key, value) : KeyValueInput.append(key, value);
			write(input, this.history.invoke(this.id, input));
		}
	}

	private void write(KeyValueInput input, Call<KeyValueInput, KeyValueOutput> call) {
		AtomicBoolean answered = new AtomicBoolean();
		if (this.withSession) {
			retry(input, new Session("client-" + this.id, ++this.sequence), call, answered);
		}
		else {
			send(input, null, new OutcomeHandler() {

				@Override
				public void succeeded(byte[] json) {
					done(answered, call, json);
				}

				@Override
				public void failed(RaftException failure) {
					refused(failure.code(), answered, call);
				}

			});
			this.cluster.scheduler().after(PATIENCE_MICROS, () -> refused(ErrorCode.RESULT_UNKNOWN, answered, call));
		}
	}

	private void retry(KeyValueInput input, Session session, Call<KeyValueInput, KeyValueOutput> call,
			AtomicBoolean answered) {
		if (answered.get()) {
			return;
		}
		send(input, session, new OutcomeHandler() {

			@Override
			public void succeeded(byte[] json) {
				done(answered, call, json);
			}

			@Override
			public void failed(RaftException failure) {
				// The retry is on its way.
				expected(failure.code());
			}

		});
		this.cluster.scheduler().after(retryDelay(), () -> {
			if (!answered.get()) {
				this.cluster.statistics().count("command sent again");
				retry(input, session, call, answered);
			}
		});
	}

	private void send(KeyValueInput input, @Nullable Session session, OutcomeHandler handler) {
		SimulatedNode node = this.cluster.anyReader();
		node.input((replica) -> replica.propose(node.machine().command(input, session, handler)));
	}

	private void refused(ErrorCode code, AtomicBoolean answered, Call<KeyValueInput, KeyValueOutput> call) {
		expected(code);
		if (!answered.compareAndSet(false, true)) {
			return;
		}
		if (code == ErrorCode.RESULT_UNKNOWN) {
			call.unknown();
			this.unknown++;
			this.stopped |= this.unknown >= MOST_UNKNOWN;
			this.cluster.statistics().count("operation of unknown outcome");
		}
		else {
			call.rejected();
			this.cluster.statistics().count("operation refused, " + code.code());
		}
		nextLater();
	}

	private static void expected(ErrorCode code) {
		switch (code) {
			case LEADER_CHANGED, RESULT_UNKNOWN, NO_LEADER, BUSY, NOT_CLUSTER_MEMBER -> {
			}
			default -> throw new AssertionError("A command was answered with " + code);
		}
	}

	private void done(AtomicBoolean answered, Call<KeyValueInput, KeyValueOutput> call, byte[] json) {
		done(answered, call, SimulatedHost.text(json));
	}

	private void done(AtomicBoolean answered, Call<KeyValueInput, KeyValueOutput> call, @Nullable String previous) {
		if (answered.compareAndSet(false, true)) {
			call.complete(KeyValueOutput.previous(previous));
			this.cluster.statistics().count("operation answered");
			nextLater();
		}
	}

	private void nextLater() {
		this.open = false;
		this.cluster.scheduler().after(this.random.nextInt(this.cluster.plan().storm() ? 30_000 : 200_000), this::next);
	}

	private void read(KeyValueInput input, Call<KeyValueInput, KeyValueOutput> call, AtomicBoolean answered) {
		if (answered.get()) {
			return;
		}
		SimulatedNode node = this.cluster.anyReader();
		long unsafe = unconfirmed(node);
		if (unsafe >= 0) {
			answerAt(unsafe, node, input, call, answered);
		}
		else {
			node.input((replica) -> replica.read(new ReadRequest() {

				@Override
				public void confirmed(long index) {
					answerAt(index, node, input, call, answered);
				}

				@Override
				public void rejected(ErrorCode code) {
					// The retry is on its way.
				}

			}));
		}
		this.cluster.scheduler().after(retryDelay(), () -> read(input, call, answered));
	}

	private void answerAt(long index, SimulatedNode node, KeyValueInput input, Call<KeyValueInput, KeyValueOutput> call,
			AtomicBoolean answered) {
		SimulatedMachine machine = node.machine();
		machine.awaitIndex(index, () -> done(answered, call, machine.query(input)));
	}

	/** Return the index that a planted bug answers a read at, -1 without one. */
	private long unconfirmed(SimulatedNode node) {
		NodeStatus status = node.status();
		if (status == null || node.isPaused()) {
			return -1;
		}
		if (this.cluster.saboteur().plays(Bug.READ_OF_OWN_STATE)) {
			return 0;
		}
		boolean leads = status.role() == Role.LEADER;
		return (leads && this.cluster.saboteur().plays(Bug.READ_WITHOUT_QUORUM)) ? status.commitIndex() : -1;
	}

	private long retryDelay() {
		return RETRY_MICROS / 2L + this.random.nextInt(RETRY_MICROS);
	}

}
