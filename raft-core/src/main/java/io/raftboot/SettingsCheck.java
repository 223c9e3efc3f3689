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

package io.raftboot;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Checks what was set on a {@link RaftNodeBuilder}.
 */
final class SettingsCheck {

	private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.%\\w]+]|[^\\s:/\\[\\]]+):([0-9]{1,5})");

	private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private SettingsCheck() {
	}

	static void size(String key, long bytes, long min, long max) {
		if (bytes < min || bytes > max) {
			throw bad(key, bytes + "B", "The size is out of bounds",
					"Set it to " + min + "B" + ((max != Long.MAX_VALUE) ? " to " + max + "B" : " or more"));
		}
	}

	static void number(String key, long value, long min, long max) {
		if (value < min || value > max) {
			throw bad(key, Long.toString(value), "The number is out of bounds",
					"Set it to " + min + ((max != Long.MAX_VALUE) ? " to " + max : " or more"));
		}
	}

	static void duration(String key, Duration value, Duration min, Duration max) {
		if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
			throw bad(key, text(value), "The time is out of bounds", "Set it to " + text(min) + " to " + text(max));
		}
	}

	static void timing(Duration electionTimeout, Duration heartbeatInterval) {
		duration("election-timeout", electionTimeout, Duration.ofMillis(10), Duration.ofMinutes(10));
		Duration max = electionTimeout.dividedBy(2);
		if (heartbeatInterval.compareTo(max) > 0 || heartbeatInterval.toMillis() < 1) {
			throw bad("heartbeat-interval", text(heartbeatInterval),
					"Followers need at least two heartbeats in an election timeout",
					"Set it to 1ms to " + text(max) + ", half of raft.election-timeout=" + text(electionTimeout));
		}
	}

	static void group(String group) {
		if (!GROUP.matcher(group).matches()) {
			throw bad("group", group, "The name cannot be used in files and frames",
					"Use 1 to 64 letters, digits, dots, hyphens and underscores");
		}
	}

	static void cluster(NodeSettings settings) {
		if (settings.address() != null) {
			address("address", settings.address());
		}
		addresses("members", settings.members());
		addresses("join", settings.join());
		if (settings.address() == null) {
			needsNoAddress(settings);
		}
		else if (!settings.members().isEmpty() && !settings.members().contains(settings.address())) {
			throw bad("members", settings.members().toString(),
					"The members do not include this node, raft.address=" + settings.address(),
					"List every first member in the same words on each node, or use raft.join to join a running cluster");
		}
		if (!settings.members().isEmpty() && !settings.join().isEmpty()) {
			throw bad("join", settings.join().toString(), "A node either forms a cluster or joins one",
					"Remove raft.join, or remove raft.members=" + settings.members());
		}
		if (settings.role() != MemberRole.VOTER && settings.join().isEmpty() && !settings.manualBootstrap()) {
			throw bad("role", settings.role().toString().toLowerCase(Locale.ROOT),
					"The members that form a cluster are voters",
					"Set raft.join to the addresses of a running cluster, or remove raft.role");
		}
	}

	static void machine(NodeSettings settings, Machine<?> machine) {
		if (settings.memoryStorage() && machine instanceof OnDiskMachine) {
			throw bad("storage", "memory", "The machine \"" + machine.getClass().getName()
					+ "\" keeps its state on disk, and the log that it goes with would be gone when the node stops",
					"Set it to file, or use a machine that is no OnDiskMachine");
		}
	}

	private static void needsNoAddress(NodeSettings settings) {
		String key = (!settings.members().isEmpty()) ? "members"
				: (!settings.join().isEmpty()) ? "join" : (settings.manualBootstrap()) ? "bootstrap" : null;
		if (key != null) {
			throw bad("address", null, "A node with raft." + key + " has to be reached by others",
					"Set raft.address to this node's host:port, or remove raft." + key);
		}
	}

	private static void addresses(String key, List<String> addresses) {
		Set<String> seen = new HashSet<>();
		for (String address : addresses) {
			address(key, address);
			if (!seen.add(address)) {
				throw bad(key, addresses.toString(), "The address " + address + " is in it twice",
						"List each address once");
			}
		}
	}

	private static void address(String key, String address) {
		Matcher matcher = ADDRESS.matcher(address);
		if (!matcher.matches() || !validPort(matcher.group(2))) {
			throw bad(key, address, "It is not an address",
					"Write host:port with a port of 1 to 65535, such as " + "127.0.0.1:4001 or [::1]:4001");
		}
	}

	private static boolean validPort(String port) {
		int number = Integer.parseInt(port);
		return number >= 1 && number <= 65535;
	}

	private static String text(Duration duration) {
		return (duration.toNanos() % 1_000_000 != 0) ? duration.toNanos() + "ns" : duration.toMillis() + "ms";
	}

	private static RaftStartException bad(String key, @Nullable String value, String problem, String remedy) {
		return new RaftStartException(key, value, problem, remedy, null);
	}

}
