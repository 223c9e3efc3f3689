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

package io.raftboot.ratis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.raftboot.ErrorCode;
import io.raftboot.Member;
import io.raftboot.NodeStatus;

/**
 * The figures that every engine has, under the same names. Ratis's own come on top.
 */
final class RatisMeters {

	private final MeterRegistry registry;

	private final Tags tags;

	private final List<Meter> registered = new ArrayList<>();

	private final Set<Long> watched = new HashSet<>();

	private final Map<String, Counter> proposals = new ConcurrentHashMap<>();

	private final Counter leaderChanges;

	private final Counter elections;

	private final Counter failures;

	private final Timer commit;

	private final DistributionSummary batchSize;

	RatisMeters(MeterRegistry registry, String group) {
		this.registry = registry;
		this.tags = Tags.of("group", group);
		this.leaderChanges = counter("raft.leader.changes", "Changes of the leader that this node has seen");
		this.elections = counter("raft.elections", "Elections that this node has stood in");
		this.failures = counter("raft.failures", "Failures that ended this node's part in the group");
		counter("raft.invariant.violations", "Broken rules of Raft: each is a bug or a damaged disk");
		this.commit = keep(Timer.builder("raft.commit.latency")
			.description("Time from the append on the leader to the commit, of one append at a time")
			.tags(this.tags)
			.register(registry));
		this.batchSize = keep(DistributionSummary.builder("raft.append.batch")
			.description("Entries written to the log together")
			.baseUnit("entries")
			.tags(this.tags)
			.register(registry));
	}

	private Counter counter(String name, String description) {
		return keep(Counter.builder(name).description(description).tags(this.tags).register(this.registry));
	}

	private synchronized <M extends Meter> M keep(M meter) {
		this.registered.add(meter);
		return meter;
	}

	MeterRegistry registry() {
		return this.registry;
	}

	void watch(Supplier<NodeStatus> status, Supplier<Number> pending) {
		gauge("raft.term", "The current term", status, NodeStatus::term);
		gauge("raft.commit.index", "The last index known to be committed", status, NodeStatus::commitIndex);
		gauge("raft.role", "0 follower, 1 candidate, 2 leader, 3 learner, 4 witness", status,
				(now) -> switch (now.role()) {
					case FOLLOWER -> 0;
					case CANDIDATE -> 1;
					case LEADER -> 2;
					case LEARNER -> 3;
					case WITNESS -> 4;
				});
		keep(Gauge.builder("raft.proposals.pending", pending)
			.description("Proposals that wait for the leader's answer")
			.tags(this.tags)
			.register(this.registry));
	}

	private void gauge(String name, String description, Supplier<NodeStatus> status,
			ToDoubleFunction<NodeStatus> figure) {
		keep(Gauge.builder(name, status, (now) -> figure.applyAsDouble(now.get()))
			.description(description)
			.tags(this.tags)
			.strongReference(true)
			.register(this.registry));
	}

	void watchLag(List<Member> members, Supplier<NodeStatus> status) {
		for (Member member : members) {
			if (this.watched.add(member.nodeId())) {
				keep(Gauge.builder("raft.follower.lag", status, (now) -> lag(now.get(), member.nodeId()))
					.description("Entries of the leader that the member does not have, on the leader")
					.tags(this.tags.and("peer", Long.toString(member.nodeId())))
					.strongReference(true)
					.register(this.registry));
			}
		}
	}

	private static double lag(NodeStatus status, long member) {
		for (NodeStatus.Progress progress : status.progress()) {
			if (progress.nodeId() == member) {
				return status.lastLogIndex() - progress.matchIndex();
			}
		}
		return Double.NaN;
	}

	void proposals(String outcome, int count) {
		this.proposals
			.computeIfAbsent(outcome,
					(key) -> keep(Counter.builder("raft.proposals")
						.description("Proposals by what became of them")
						.tags(this.tags.and("outcome", key))
						.register(this.registry)))
			.increment(count);
	}

	void rejected(ErrorCode code) {
		proposals(code.name().toLowerCase(Locale.ROOT), 1);
	}

	void committed(int payloads, long nanos) {
		this.batchSize.record(payloads);
		this.commit.record(nanos, TimeUnit.NANOSECONDS);
	}

	void leaderChanged() {
		this.leaderChanges.increment();
	}

	void elected() {
		this.elections.increment();
	}

	void failed() {
		this.failures.increment();
	}

	/** Take the meters out of the registry, which may outlive the node. */
	synchronized void close() {
		this.registered.forEach(this.registry::remove);
	}

}
