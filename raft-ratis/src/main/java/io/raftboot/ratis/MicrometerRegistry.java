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

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.apache.ratis.metrics.LongCounter;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;

/**
 * A group of Ratis's meters, named {@code raft.ratis.}, then Ratis's name of the group
 * and of the meter, with the group and the member as tags. Ratis counts down, too, so its
 * counters are gauges here.
 */
final class MicrometerRegistry implements RatisMetricRegistry {

	private final MetricRegistryInfo info;

	private final MicrometerRegistries.Owner owner;

	private final MeterRegistry registry;

	private final Tags tags;

	private final Map<String, Meter> meters = new ConcurrentHashMap<>();

	private final Map<String, Timekeeper> timers = new ConcurrentHashMap<>();

	private final Map<String, LongCounter> counters = new ConcurrentHashMap<>();

	private final AtomicInteger users = new AtomicInteger();

	MicrometerRegistry(MetricRegistryInfo info, MicrometerRegistries.Owner owner) {
		this.info = info;
		this.owner = owner;
		this.registry = owner.registry();
		this.tags = Tags.of("group", owner.group(), "member", owner.member());
	}

	MicrometerRegistries.Owner owner() {
		return this.owner;
	}

	void retain() {
		this.users.incrementAndGet();
	}

	/** Return whether nobody uses it any more. */
	boolean release() {
		return this.users.decrementAndGet() <= 0;
	}

	void close() {
		List.copyOf(this.meters.keySet()).forEach(this::remove);
	}

	boolean closeIfOf(MeterRegistry other) {
		boolean closing = this.registry == other;
		if (closing) {
			close();
		}
		return closing;
	}

	private String name(String name) {
		String component = this.info.getMetricsComponentName().toLowerCase(Locale.ROOT).replace('_', '.');
		// Prometheus keeps the ending for what only counts up
		String ending = "_total";
		String shortened = name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
		return "raft.ratis." + component + "." + shortened;
	}

	private String description() {
		return "Apache Ratis: " + this.info.getMetricsDescription();
	}

	@Override
	public Timekeeper timer(String name) {
		return this.timers.computeIfAbsent(name, (key) -> {
			Timer timer = Timer.builder(name(key)).description(description()).tags(this.tags).register(this.registry);
			this.meters.put(key, timer);
			return () -> {
				long start = System.nanoTime();
				return () -> {
					long taken = System.nanoTime() - start;
					timer.record(taken, TimeUnit.NANOSECONDS);
					return taken;
				};
			};
		});
	}

	@Override
	public LongCounter counter(String name) {
		return this.counters.computeIfAbsent(name, (key) -> {
			AtomicLong count = new AtomicLong();
			this.meters.put(key,
					Gauge.builder(name(key), count, AtomicLong::get)
						.description(description())
						.tags(this.tags)
						.strongReference(true)
						.register(this.registry));
			return new Count(count);
		});
	}

	@Override
	public <T> void gauge(String name, Supplier<Supplier<T>> gaugeSupplier) {
		remove(name);
		Supplier<T> figure = gaugeSupplier.get();
		this.meters.put(name,
				Gauge.builder(name(name), figure, MicrometerRegistry::number)
					.description(description())
					.tags(this.tags)
					.strongReference(true)
					.register(this.registry));
	}

	/** Some of Ratis's gauges are texts, or fail while it closes. */
	private static double number(Supplier<?> figure) {
		try {
			Object value = figure.get();
			if (value instanceof Boolean flag) {
				return flag ? 1 : 0;
			}
			return (value instanceof Number number) ? number.doubleValue() : Double.NaN;
		}
		catch (RuntimeException ex) {
			return Double.NaN;
		}
	}

	@Override
	public boolean remove(String name) {
		this.timers.remove(name);
		this.counters.remove(name);
		Meter meter = this.meters.remove(name);
		if (meter != null) {
			this.registry.remove(meter);
		}
		return meter != null;
	}

	@Override
	public MetricRegistryInfo getMetricRegistryInfo() {
		return this.info;
	}

	private record Count(AtomicLong count) implements LongCounter {

		@Override
		public void inc(long n) {
			this.count.addAndGet(n);
		}

		@Override
		public void dec(long n) {
			this.count.addAndGet(-n);
		}

		@Override
		public long getCount() {
			return this.count.get();
		}

	}

}
