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

package io.raftboot.benchmarks;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Everything that decides one run of the load.
 *
 * @param targets where the load goes; connections are dealt out to them in turn
 * @param protocol how it speaks
 * @param kind what each command does
 * @param inFlight commands in flight over all connections
 * @param connections connections over all targets
 * @param keyPrefix what every key begins with, followed by {@link Digits#KEY} digits
 * @param keys number of distinct keys, drawn at random
 * @param valueSize bytes of each value
 * @param batch commands in one JSON-RPC batch, 1 for single calls
 * @param warmUp time before the measurement
 * @param duration time of the measurement, or the bound for a counted load
 * @param timeout time that outstanding replies are waited for at the end
 * @param count 0 for a load bounded by time, otherwise exactly that many commands are
 * sent, for the keys 0 to {@code count - 1}
 */
record Plan(List<InetSocketAddress> targets, Protocol protocol, Kind kind, int inFlight, int connections,
		String keyPrefix, int keys, int valueSize, int batch, Duration warmUp, Duration duration, Duration timeout,
		int count) {

	/** Slots are numbered within the id, which leaves room for this many of them. */
	static final int MAX_IN_FLIGHT_OF_A_CONNECTION = 100_000;

	Plan {
		targets = List.copyOf(targets);
		check(!targets.isEmpty(), "--targets", "", "give at least one host:port");
		check(inFlight > 0, "--in-flight", inFlight, "give a number of 1 or more");
		check(connections > 0 && connections <= inFlight, "--connections", connections,
				"give a number from 1 to the commands in flight (" + inFlight + ")");
		check(batch > 0, "--batch", batch, "give a number of 1 or more");
		check(inFlight / connections >= batch, "--batch", batch,
				"give at most the commands in flight on one connection (" + inFlight / connections + ")");
		check(inFlight / connections <= MAX_IN_FLIGHT_OF_A_CONNECTION, "--in-flight", inFlight,
				"give at most " + MAX_IN_FLIGHT_OF_A_CONNECTION + " for each connection");
		check(protocol == Protocol.JSONL || inFlight == connections * batch, "--in-flight", inFlight,
				"over HTTP a connection carries one request at a time, so give connections times batch ("
						+ connections * batch + ")");
		check(protocol != Protocol.ETCD || batch == 1, "--batch", batch, "etcd's gateway takes no batches, give 1");
		check(protocol != Protocol.ETCD || kind != Kind.LOCAL_QUERY, "--kind", kind, "give put or query for etcd");
		check(keys > 0 && keys <= Digits.KEYS, "--keys", keys, "give a number from 1 to " + Digits.KEYS);
		check(valueSize > 0 && valueSize <= 4 << 20, "--value-size", valueSize, "give a number from 1 to 4194304");
		check(count >= 0 && count <= Digits.KEYS, "--count", count, "give a number up to " + Digits.KEYS);
	}

	private static void check(boolean good, String option, Object value, String remedy) {
		if (!good) {
			throw new IllegalArgumentException("Value \"" + value + "\" of " + option + " cannot be used: " + remedy);
		}
	}

	/**
	 * Returns the commands in flight on the connection of the given number.
	 * @param connection number of the connection, from 0
	 * @return at least 1
	 */
	int inFlightOf(int connection) {
		return this.inFlight / this.connections + ((connection < this.inFlight % this.connections) ? 1 : 0);
	}

	Plan withValueSize(int newValueSize) {
		return new Plan(this.targets, this.protocol, this.kind, this.inFlight, this.connections, this.keyPrefix,
				this.keys, newValueSize, this.batch, this.warmUp, this.duration, this.timeout, this.count);
	}

	Plan withBatch(int newBatch) {
		return new Plan(this.targets, this.protocol, this.kind, this.connections * newBatch, this.connections,
				this.keyPrefix, this.keys, this.valueSize, newBatch, this.warmUp, this.duration, this.timeout,
				this.count);
	}

	Plan withWarmUp(Duration newWarmUp) {
		return new Plan(this.targets, this.protocol, this.kind, this.inFlight, this.connections, this.keyPrefix,
				this.keys, this.valueSize, this.batch, newWarmUp, this.duration, this.timeout, this.count);
	}

}
