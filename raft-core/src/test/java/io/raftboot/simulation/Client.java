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
import io.raftboot.Role;
import io.raftboot.engine.Proposal;
import io.raftboot.engine.ReadRequest;
import io.raftboot.linearizability.Call;
import io.raftboot.linearizability.History;
import io.raftboot.linearizability.KeyValueInput;
import io.raftboot.linearizability.KeyValueOutput;

/**
 * A client that has one operation open at a time and sends it again, with the same
 * sequence, to any node until it is answered.
 */
final class Client {

	private static final int RETRY_MICROS = 800_000;

	private final long id;

	private final Cluster cluster;

	private final History<KeyValueInput, KeyValueOutput> history;

	private final RandomGenerator random;

	private long sequence;

	private boolean stopped;

	private boolean open;

	private final Map<String, Integer> written = new TreeMap<>();

	Client(long id, Cluster cluster, History<KeyValueInput, KeyValueOutput> history) {
		this.id = id;
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
			Command command = new Command(this.id, ++this.sequence, input);
			write(command, this.history.invoke(this.id, input), new AtomicBoolean());
		}
	}

	private void done(AtomicBoolean answered, Call<KeyValueInput, KeyValueOutput> call, KeyValueOutput output) {
		if (answered.compareAndSet(false, true)) {
			call.complete(output);
			this.open = false;
			this.cluster.statistics().count("operation answered");
			this.cluster.scheduler()
				.after(this.random.nextInt(this.cluster.plan().storm() ? 30_000 : 200_000), this::next);
		}
	}

	private void write(Command command, Call<KeyValueInput, KeyValueOutput> call, AtomicBoolean answered) {
		if (answered.get()) {
			return;
		}
		SimulatedNode node = this.cluster.anyReader();
		node.input((replica) -> {
			node.machine().awaitWrite(command, (previous) -> done(answered, call, KeyValueOutput.previous(previous)));
			replica.propose(new Payload(command.toBytes()));
		});
		this.cluster.scheduler().after(retryDelay(), () -> {
			if (!answered.get()) {
				this.cluster.statistics().count("command sent again");
				write(command, call, answered);
			}
		});
	}

	private void read(KeyValueInput input, Call<KeyValueInput, KeyValueOutput> call, AtomicBoolean answered) {
		if (answered.get()) {
			return;
		}
		SimulatedNode node = this.cluster.anyReader();
		long unsafe = unconfirmed(node);
		if (unsafe >= 0) {
			node.machine()
				.awaitIndex(unsafe, (state) -> done(answered, call, KeyValueOutput.previous(state.get(input.key()))));
			this.cluster.scheduler().after(retryDelay(), () -> read(input, call, answered));
			return;
		}
		node.input((replica) -> replica.read(new ReadRequest() {

			@Override
			public void confirmed(long index) {
				node.machine()
					.awaitIndex(index,
							(state) -> done(answered, call, KeyValueOutput.previous(state.get(input.key()))));
			}

			@Override
			public void rejected(ErrorCode code) {
				// The retry is on its way.
			}

		}));
		this.cluster.scheduler().after(retryDelay(), () -> read(input, call, answered));
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

	/**
	 * A payload whose outcome is seen by what is applied, not by the answers to it.
	 *
	 * @param payload the payload
	 */
	record Payload(byte[] payload) implements Proposal {

		@Override
		public void appended(long index, long term) {
		}

		@Override
		public void rejected(ErrorCode code) {
		}

	}

}
