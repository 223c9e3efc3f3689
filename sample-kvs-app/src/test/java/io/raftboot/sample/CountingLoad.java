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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.raftboot.client.RaftClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients with sessions at a fixed rate. Each counts up the value of a key of its own, so
 * the previous value that comes back tells at once whether a command was lost or applied
 * twice.
 */
final class CountingLoad implements AutoCloseable {

	private static final int COUNTERS = 25;

	private final RaftClient client;

	private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(COUNTERS);

	private final List<AtomicLong> counters = new ArrayList<>();

	private final Queue<String> violations = new ConcurrentLinkedQueue<>();

	private final Latencies latencies = new Latencies();

	private CountingLoad(RaftClient client) {
		this.client = client;
	}

	/**
	 * Begin in the background.
	 * @param nodes where the client begins; it learns the others
	 * @param rate commands a second of all counters together
	 */
	static CountingLoad start(List<NodeProcess> nodes, int rate) {
		RaftClient client = RaftClient.builder(nodes.stream().map(NodeProcess::address).toList())
			.requestTimeout(Duration.ofSeconds(60))
			.build();
		CountingLoad load = new CountingLoad(client);
		long periodMicros = 1_000_000L * COUNTERS / rate;
		for (int i = 0; i < COUNTERS; i++) {
			int counter = i;
			load.counters.add(new AtomicLong());
			load.threads.scheduleAtFixedRate(() -> load.count(counter), periodMicros * i / COUNTERS, periodMicros,
					TimeUnit.MICROSECONDS);
		}
		return load;
	}

	private static String key(int counter) {
		return "counter-" + counter;
	}

	private void count(int counter) {
		AtomicLong value = this.counters.get(counter);
		long next = value.get() + 1;
		long start = System.nanoTime();
		try {
			JsonNode previous = this.client.command(Map.of("Put", List.of(key(counter), next)), JsonNode.class).get();
			this.latencies.add(start, System.nanoTime());
			if (((previous != null) ? previous.asLong(0) : 0) != next - 1) {
				this.violations.add(key(counter) + " was " + previous + " before it became " + next);
			}
			value.set(next);
		}
		catch (ExecutionException ex) {
			this.violations.add(key(counter) + " could not become " + next + ": " + ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	Latencies latencies() {
		return this.latencies;
	}

	/**
	 * Stop, and check that each counter is what it was counted to.
	 * @param nodes every one must hold all of it
	 * @return how many commands were acknowledged
	 */
	long stopAndVerify(List<NodeProcess> nodes) throws Exception {
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
		assertThat(this.violations).isEmpty();
		long sum = 0;
		for (AtomicLong counter : this.counters) {
			sum += counter.get();
		}
		for (NodeProcess node : nodes) {
			try (LineClient reader = node.connect()) {
				for (int i = 0; i < COUNTERS; i++) {
					assertThat(reader.apply("Query", "{\"Get\":\"" + key(i) + "\"}").path("result").asLong(0))
						.as("%s on %s", key(i), node)
						.isEqualTo(this.counters.get(i).get());
				}
			}
		}
		return sum;
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
		this.client.close();
	}

}
