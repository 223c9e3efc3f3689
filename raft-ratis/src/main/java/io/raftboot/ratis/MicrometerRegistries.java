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

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.util.TimeDuration;
import org.jspecify.annotations.Nullable;

/**
 * All of Ratis's meters in Micrometer. Ratis asks one object of the process for all of
 * its nodes; whose meter it is, and so where it goes, is known by the name of the member
 * that each node notes while it is open. Made by the service loader.
 */
public final class MicrometerRegistries extends MetricRegistries {

	private static final Map<String, Owner> OWNERS = new ConcurrentHashMap<>();

	/** Takes what belongs to no node that is open. */
	private static final Owner NOBODY = new Owner(new CompositeMeterRegistry(), "", "");

	private final Map<MetricRegistryInfo, MicrometerRegistry> registries = new ConcurrentHashMap<>();

	/**
	 * Note where the meters of a member go.
	 * @param server the name of Ratis's server
	 * @param division the name of its division
	 */
	static void open(String server, String division, MeterRegistry registry, String group) {
		Owner owner = new Owner(registry, group, server);
		OWNERS.put(server, owner);
		OWNERS.put(division, owner);
	}

	/** Forget a member, and take its meters out of its registry. */
	static void close(String server, String division, MeterRegistry registry) {
		OWNERS.computeIfPresent(server, (key, owner) -> (owner.registry == registry) ? null : owner);
		OWNERS.remove(division);
		if (global() instanceof MicrometerRegistries all) {
			all.registries.entrySet().removeIf((entry) -> entry.getValue().closeIfOf(registry));
		}
	}

	@Override
	public void clear() {
		this.registries.values().forEach(MicrometerRegistry::close);
		this.registries.clear();
	}

	@Override
	public RatisMetricRegistry create(MetricRegistryInfo info) {
		MicrometerRegistry registry = this.registries.compute(info, (key, existing) -> {
			Owner owner = owner(info.getPrefix());
			// Left over by a server that was closed: its registry may be gone
			boolean stale = existing == null || !existing.owner().equals(owner);
			return stale ? new MicrometerRegistry(info, owner) : existing;
		});
		registry.retain();
		return registry;
	}

	/** A prefix is the name of a server or of a division, or begins with one. */
	private static Owner owner(@Nullable String prefix) {
		if (prefix == null) {
			return NOBODY;
		}
		Owner owner = OWNERS.get(prefix);
		if (owner == null) {
			int end = prefix.indexOf('_');
			owner = (end > 0) ? OWNERS.get(prefix.substring(0, end)) : null;
		}
		return (owner != null) ? owner : NOBODY;
	}

	@Override
	public boolean remove(MetricRegistryInfo key) {
		MicrometerRegistry registry = this.registries.get(key);
		if (registry == null || !registry.release()) {
			return false;
		}
		registry.close();
		return this.registries.remove(key, registry);
	}

	@Override
	public Optional<RatisMetricRegistry> get(MetricRegistryInfo info) {
		MicrometerRegistry registry = this.registries.get(info);
		if (registry == null || !registry.owner().equals(owner(info.getPrefix()))) {
			return Optional.empty();
		}
		return Optional.of(registry);
	}

	@Override
	public Set<MetricRegistryInfo> getMetricRegistryInfos() {
		return Set.copyOf(this.registries.keySet());
	}

	@Override
	public Collection<RatisMetricRegistry> getMetricRegistries() {
		return List.copyOf(this.registries.values());
	}

	@Override
	public void addReporterRegistration(Consumer<RatisMetricRegistry> reporterRegistration,
			Consumer<RatisMetricRegistry> stopReporter) {
		// Micrometer's registries report
	}

	@Override
	public void enableJmxReporter() {
		// Micrometer's registries report
	}

	@Override
	public void enableConsoleReporter(TimeDuration consoleReportRate) {
		// Micrometer's registries report
	}

	/**
	 * Whose a meter is.
	 *
	 * @param registry where it goes
	 * @param group the name of the group
	 * @param member the number of the member
	 */
	record Owner(MeterRegistry registry, String group, String member) {
	}

}
