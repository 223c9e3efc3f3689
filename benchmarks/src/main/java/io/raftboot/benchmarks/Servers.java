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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A cluster that is measured, and what can be measured of it.
 *
 * @param name told in each line of the table, empty if there is only this one
 * @param lines the nodes' addresses for JSON Lines
 * @param http the nodes' addresses for JSON-RPC over HTTP
 * @param etcd the addresses of nodes of etcd
 */
record Servers(String name, List<InetSocketAddress> lines, List<InetSocketAddress> http, List<InetSocketAddress> etcd) {

	Servers {
		if (lines.isEmpty() && http.isEmpty() && etcd.isEmpty()) {
			throw new IllegalArgumentException(
					"Nothing to measure: give --targets, --http-targets, --etcd-targets," + " or --engine-targets");
		}
	}

	Processes processes() {
		return Processes.listeningOn(this.lines.isEmpty() ? this.etcd : this.lines);
	}

	List<Plan> warmUps(Suite.Table table, Duration duration) {
		List<Plan> plans = new ArrayList<>();
		if (!this.lines.isEmpty()) {
			plans.addAll(Suite.warmUp(this.lines, Protocol.JSONL, duration));
		}
		if (!this.http.isEmpty() && table == Suite.Table.STANDARD) {
			plans.addAll(Suite.warmUp(this.http, Protocol.HTTP, duration));
		}
		if (!this.etcd.isEmpty()) {
			plans.addAll(Suite.warmUp(this.etcd, Protocol.ETCD, duration));
		}
		return plans;
	}

	List<Suite.Workload> workloads(Suite.Table table, Duration duration) throws IOException {
		List<Suite.Workload> workloads = new ArrayList<>();
		if (!this.lines.isEmpty()) {
			workloads.addAll((table == Suite.Table.IN_FLIGHT) ? Suite.inFlight(this.lines, duration)
					: Suite.jsonLines(this.lines, leader(), duration));
		}
		if (!this.http.isEmpty() && table == Suite.Table.STANDARD) {
			workloads.addAll(Suite.http(this.http, duration));
		}
		if (!this.etcd.isEmpty()) {
			workloads.addAll(Suite.etcd(this.etcd, duration));
		}
		return workloads;
	}

	private InetSocketAddress leader() throws IOException {
		try (RpcClient client = new RpcClient(this.lines.get(0), Duration.ofSeconds(10))) {
			String leader = client.call("GetServerState", Map.of()).path("leader").asString("");
			return this.lines.stream()
				.filter((target) -> leader.endsWith(":" + target.getPort()))
				.findFirst()
				.orElse(this.lines.get(0));
		}
	}

}
