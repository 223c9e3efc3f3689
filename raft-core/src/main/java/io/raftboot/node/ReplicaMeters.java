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

package io.raftboot.node;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
import io.raftboot.consensus.InvariantViolation;

/**
 * The figures of a replica. Recorded once for a batch, never for a command; the latency
 * of a commit is that of one append at a time.
 */
final class ReplicaMeters {

	private final MeterRegistry registry;

	private final Tags tags;

	private final Counter appended;

	private final Counter forwarded;

	private final Counter unanswered;

	private final Map<ErrorCode, Counter> rejected = new EnumMap<>(ErrorCode.class);

	private final List<Meter> registered = new ArrayList<>();

	/** The members whose lag has a gauge. */
	private final Set<Long> watched = new HashSet<>();

	private final Counter leaderChanges;

	private final Counter elections;

	private final Counter failures;

	private final Counter violations;

	private final Timer fsync;

	private final DistributionSummary batchSize;

	private final Timer commit;

	/** The append whose commit is being timed, 0 for none. */
	private long timedIndex;

	private long timedSince;

	ReplicaMeters(MeterRegistry registry, String group) {
		this.registry = registry;
		this.tags = Tags.of("group", group);
		this.appended = proposals("appended");
		this.forwarded = proposals("forwarded");
		this.unanswered = proposals("unanswered");
		this.leaderChanges = counter("raft.leader.changes", "Changes of the leader that this node has seen");
		this.elections = counter("raft.elections", "Elections that this node has stood in");
		this.failures = counter("raft.failures", "Failures that ended this node's part in the group");
		this.violations = counter("raft.invariant.violations", "Broken rules of Raft: each is a bug or a damaged disk");
		this.fsync = keep(Timer.builder("raft.fsync")
			.description("Time to write a batch to the log and make it durable")
			.tags(this.tags)
			.register(registry));
		this.batchSize = keep(DistributionSummary.builder("raft.append.batch")
			.description("Entries written to the log together")
			.baseUnit("entries")
			.tags(this.tags)
			.register(registry));
		this.commit = keep(Timer.builder("raft.commit.latency")
			.description("Time from the append on the leader to the commit, of one append at a time")
			.tags(this.tags)
			.register(registry));
	}

	private Counter proposals(String outcome) {
		return keep(Counter.builder("raft.proposals")
			.description("Proposals by what became of them")
			.tags(this.tags.and("outcome", outcome))
			.register(this.registry));
	}

	private Counter counter(String name, String description) {
		return keep(Counter.builder(name).description(description).tags(this.tags).register(this.registry));
	}

	private <M extends Meter> M keep(M meter) {
		this.registered.add(meter);
		return meter;
	}

	/** Take the meters out of the registry, which may outlive the node. */
	void close() {
		this.registered.forEach(this.registry::remove);
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

	/** Have a gauge of the lag of each member; one that is there already stays. */
	void watchLag(List<Member> members, Supplier<NodeStatus> status) {
		for (Member member : members) {
			if (!this.watched.add(member.nodeId())) {
				continue;
			}
			keep(Gauge.builder("raft.follower.lag", status, (now) -> lag(now.get(), member.nodeId()))
				.description("Entries of the leader that the member does not have, on the leader")
				.tags(this.tags.and("peer", Long.toString(member.nodeId())))
				.strongReference(true)
				.register(this.registry));
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

	void proposed(int count, long lastIndex) {
		this.appended.increment(count);
		if (this.timedIndex == 0) {
			this.timedIndex = lastIndex;
			this.timedSince = System.nanoTime();
		}
	}

	void committed(long commitIndex) {
		if (this.timedIndex != 0 && commitIndex >= this.timedIndex) {
			this.commit.record(System.nanoTime() - this.timedSince, TimeUnit.NANOSECONDS);
			this.timedIndex = 0;
		}
	}

	/** Forget the append that is timed: it may never be committed. */
	void roleChanged() {
		this.timedIndex = 0;
	}

	void forwarded(int count) {
		this.forwarded.increment(count);
	}

	void unanswered(int count) {
		this.unanswered.increment(count);
	}

	void rejected(ErrorCode code) {
		this.rejected.computeIfAbsent(code, (key) -> proposals(key.name().toLowerCase(Locale.ROOT))).increment();
	}

	void leaderChanged() {
		this.leaderChanges.increment();
	}

	void elected() {
		this.elections.increment();
	}

	void failed(Throwable cause) {
		this.failures.increment();
		if (cause instanceof InvariantViolation) {
			this.violations.increment();
		}
	}

	void written(int entries, long sinceNanos) {
		this.fsync.record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
		this.batchSize.record(entries);
	}

}
