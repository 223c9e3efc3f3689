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

package io.raftboot.autoconfigure.health;

import io.raftboot.RaftNode;
import io.raftboot.autoconfigure.RaftAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} for the health indicator {@code raft} and
 * its membership of the readiness group.
 */
@AutoConfiguration(after = { RaftAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class })
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(RaftNode.class)
@ConditionalOnEnabledHealthIndicator("raft")
public final class RaftHealthAutoConfiguration {

	private static final String READINESS_MEMBERS = "management.endpoint.health.group.readiness.include";

	@Bean
	@ConditionalOnMissingBean(name = "raftHealthIndicator")
	RaftHealthIndicator raftHealthIndicator(RaftNode node) {
		return new RaftHealthIndicator(node);
	}

	/**
	 * Comes after the processor that makes the readiness group, as this configuration
	 * comes after that one's. An application that lists the members of the group itself
	 * has the last word.
	 */
	@Bean
	static HealthEndpointGroupsPostProcessor raftReadinessGroupPostProcessor(Environment environment) {
		boolean listed = environment.containsProperty(READINESS_MEMBERS)
				|| environment.containsProperty(READINESS_MEMBERS + "[0]");
		return (groups) -> listed ? groups : new ReadinessGroups(groups, "raft");
	}

}
