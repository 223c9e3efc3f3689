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

package io.raftboot.client;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import io.raftboot.Tls;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link RaftClient}.
 */
public final class RaftClientBuilder {

	private final List<String> addresses;

	private String name = UUID.randomUUID().toString();

	private Duration requestTimeout = Duration.ofSeconds(30);

	private Duration attemptTimeout = Duration.ofSeconds(2);

	private int maxInFlight = 1024;

	private int maxReplySize = 64 << 20;

	private @Nullable Supplier<Tls> tls;

	RaftClientBuilder(List<String> addresses) {
		if (addresses.isEmpty()) {
			throw new IllegalArgumentException("addresses must name at least one member as \"host:port\" but is empty");
		}
		addresses.forEach(Addresses::parse);
		this.addresses = List.copyOf(addresses);
	}

	/**
	 * Set the name under which the cluster remembers this client's outcomes. No other
	 * client, and no earlier run of this one, may have used it.
	 * @param name 1 to 100 characters; drawn at random unless it is set
	 * @return this builder
	 */
	public RaftClientBuilder name(String name) {
		if (name.isEmpty() || name.length() > 100) {
			throw new IllegalArgumentException("name must have 1 to 100 characters but has " + name.length());
		}
		this.name = name;
		return this;
	}

	/**
	 * Set how long a call may take with all its attempts.
	 * @param requestTimeout above zero
	 * @return this builder
	 */
	public RaftClientBuilder requestTimeout(Duration requestTimeout) {
		this.requestTimeout = positive("requestTimeout", requestTimeout);
		return this;
	}

	/**
	 * Set how long a member may be silent while a call waits, before another one is
	 * asked.
	 * @param attemptTimeout above zero
	 * @return this builder
	 */
	public RaftClientBuilder attemptTimeout(Duration attemptTimeout) {
		this.attemptTimeout = positive("attemptTimeout", attemptTimeout);
		return this;
	}

	/**
	 * Set how many calls may wait at once. Further ones fail as busy.
	 * @param maxInFlight 1 to 65,536
	 * @return this builder
	 */
	public RaftClientBuilder maxInFlight(int maxInFlight) {
		if (maxInFlight < 1 || maxInFlight > 1 << 16) {
			throw new IllegalArgumentException("maxInFlight must be 1 to 65536 but was \"" + maxInFlight + "\"");
		}
		this.maxInFlight = maxInFlight;
		return this;
	}

	/**
	 * Set the largest reply that is taken.
	 * @param maxReplySize bytes, at least 1 KiB
	 * @return this builder
	 */
	public RaftClientBuilder maxReplySize(int maxReplySize) {
		if (maxReplySize < 1 << 10) {
			throw new IllegalArgumentException("maxReplySize must be at least 1024 but was \"" + maxReplySize + "\"");
		}
		this.maxReplySize = maxReplySize;
		return this;
	}

	/**
	 * Set TLS, for a cluster whose members have it.
	 * @param tls asked at each new connection, so that another value replaces keys and
	 * trusted certificates while the client runs; without it nothing is encrypted
	 * @return this builder
	 */
	public RaftClientBuilder tls(Supplier<Tls> tls) {
		this.tls = tls;
		return this;
	}

	/**
	 * Build the client, which connects by itself.
	 * @return the client
	 */
	public RaftClient build() {
		return new RaftClient(new ClientSettings(this.addresses, this.name, this.requestTimeout, this.attemptTimeout,
				this.maxInFlight, this.maxReplySize, this.tls));
	}

	private static Duration positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException(name + " must be above zero but was \"" + value + "\"");
		}
		return value;
	}

}
