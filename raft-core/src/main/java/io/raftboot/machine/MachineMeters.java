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

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.raftboot.ApplyKind;
import io.raftboot.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What is counted around the machine. Nothing on the way of every command costs more than
 * adding to a number; times are taken once per batch.
 */
final class MachineMeters {

	private final MeterRegistry registry;

	private final String group;

	private final List<Meter> registered = new CopyOnWriteArrayList<>();

	private final Map<ApplyKind, Outcomes> outcomes = new EnumMap<>(ApplyKind.class);

	/** Those that have a meter: a meter appears with its first outcome. */
	private final Set<LongAdder> counted = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	private final Timer applyTime;

	private final DistributionSummary batchSize;

	private final Timer snapshotTime;

	private final Timer restoreTime;

	private final AtomicLong snapshotSize = new AtomicLong();

	MachineMeters(MeterRegistry registry, String group) {
		this.registry = registry;
		this.group = group;
		for (ApplyKind kind : ApplyKind.values()) {
			this.outcomes.put(kind, new Outcomes());
		}
		this.applyTime = keep(Timer.builder("raft.apply.time")
			.description("Time in which a batch of commands was applied, per command")
			.tag("group", group)
			.register(registry));
		this.batchSize = keep(DistributionSummary.builder("raft.apply.batch.size")
			.description("Commands applied under one lock")
			.tag("group", group)
			.register(registry));
		this.snapshotTime = keep(Timer.builder("raft.snapshot.time")
			.description("Time to write a snapshot, in the background")
			.tag("group", group)
			.register(registry));
		this.restoreTime = keep(Timer.builder("raft.snapshot.restore.time")
			.description("Time to restore the machine from a snapshot")
			.tag("group", group)
			.register(registry));
		gauge("raft.snapshot.size", "Bytes of the last snapshot written here", this.snapshotSize, AtomicLong::get);
	}

	<T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
		keep(Gauge.builder(name, source, value)
			.description(description)
			.tag("group", this.group)
			.strongReference(true)
			.register(this.registry));
	}

	private <M extends Meter> M keep(M meter) {
		this.registered.add(meter);
		return meter;
	}

	void outcome(ApplyKind kind, @Nullable ErrorCode code) {
		Outcomes ofKind = this.outcomes.get(kind);
		LongAdder count = (ofKind != null) ? ofKind.of(code) : null;
		if (count == null) {
			return;
		}
		count.increment();
		if (!this.closed && !this.counted.contains(count) && this.counted.add(count)) {
			keep(FunctionCounter.builder("raft.calls", count, LongAdder::sum)
				.description("Inputs answered, by kind and outcome: ok or the number of the error")
				.tags("group", this.group, "kind", kind.wireName(), "outcome",
						(code != null) ? Integer.toString(code.code()) : "ok")
				.register(this.registry));
		}
	}

	void applied(int commands, long nanos) {
		this.applyTime.record(nanos / commands, TimeUnit.NANOSECONDS);
		this.batchSize.record(commands);
	}

	void snapshotWritten(long bytes, long nanos) {
		this.snapshotSize.set(bytes);
		this.snapshotTime.record(nanos, TimeUnit.NANOSECONDS);
	}

	void restored(long nanos) {
		this.restoreTime.record(nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Take the meters out of the registry, which may outlive the node.
	 */
	void close() {
		this.closed = true;
		this.registered.forEach(this.registry::remove);
	}

	private static final class Outcomes {

		private final LongAdder ok = new LongAdder();

		private final Map<ErrorCode, LongAdder> failed = new EnumMap<>(ErrorCode.class);

		Outcomes() {
			for (ErrorCode code : ErrorCode.values()) {
				this.failed.put(code, new LongAdder());
			}
		}

		@Nullable LongAdder of(@Nullable ErrorCode code) {
			return (code != null) ? this.failed.get(code) : this.ok;
		}

	}

}
