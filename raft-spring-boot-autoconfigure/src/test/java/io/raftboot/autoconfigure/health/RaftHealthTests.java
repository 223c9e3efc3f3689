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

import io.raftboot.NodeStatus.Condition;
import io.raftboot.Role;
import io.raftboot.autoconfigure.FakeRaftNode;
import io.raftboot.autoconfigure.RaftAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class RaftHealthTests {

	private final FakeRaftNode node = new FakeRaftNode();

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class,
				AvailabilityHealthContributorAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class,
				HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
				HealthEndpointAutoConfiguration.class, RaftAutoConfiguration.class, RaftHealthAutoConfiguration.class))
		.withBean("node", FakeRaftNode.class, () -> this.node);

	@Test
	void isUpWithALeader() {
		Health health = new RaftHealthIndicator(this.node).health();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("leader", "127.0.0.1:4001")
			.containsEntry("role", "Leader")
			.containsEntry("term", 3L);
	}

	@Test
	void isOutOfServiceWithoutALeader() {
		this.node.status = FakeRaftNode.status(Role.CANDIDATE, null, Condition.MEMBER);
		Health health = new RaftHealthIndicator(this.node).health();
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails()).containsEntry("reason", "no leader known");
	}

	@Test
	void isOutOfServiceBeforeThereIsACluster() {
		this.node.status = FakeRaftNode.status(Role.FOLLOWER, null, Condition.UNINITIALISED);
		assertThat(new RaftHealthIndicator(this.node).health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void isOutOfServiceOnceRemoved() {
		this.node.status = FakeRaftNode.status(Role.FOLLOWER, FakeRaftNode.SECOND, Condition.REMOVED);
		assertThat(new RaftHealthIndicator(this.node).health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void isDownWhenTheStorageFailed() {
		this.node.status = FakeRaftNode.status(Role.FOLLOWER, FakeRaftNode.SECOND, Condition.FAILED);
		Health health = new RaftHealthIndicator(this.node).health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("reason", "disk full");
	}

	@Test
	void countsForReadinessAndNotForLiveness() {
		this.contextRunner.run((context) -> {
			assertThat(components(context, "readiness").getComponents()).containsOnlyKeys("raft", "readinessState");
			assertThat(components(context, "liveness").getComponents()).containsOnlyKeys("livenessState");
		});
	}

	@Test
	void countsForTheWhole() {
		this.contextRunner.run((context) -> assertThat(context.getBean(HealthEndpoint.class).healthForPath("raft"))
			.isInstanceOf(IndicatedHealthDescriptor.class));
	}

	@Test
	void readinessFollowsTheLeader() {
		this.contextRunner.run((context) -> {
			this.node.status = FakeRaftNode.status(Role.FOLLOWER, null, Condition.MEMBER);
			assertThat(components(context, "readiness").getComponents().get("raft").getStatus())
				.isEqualTo(Status.OUT_OF_SERVICE);
			this.node.status = FakeRaftNode.status(Role.FOLLOWER, FakeRaftNode.SECOND, Condition.MEMBER);
			assertThat(components(context, "readiness").getComponents().get("raft").getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void anApplicationThatListsTheGroupHasTheLastWord() {
		this.contextRunner.withPropertyValues("management.endpoint.health.group.readiness.include=readinessState")
			.run((context) -> assertThat(components(context, "readiness").getComponents())
				.containsOnlyKeys("readinessState"));
	}

	@Test
	void canBeTurnedOff() {
		this.contextRunner.withPropertyValues("management.health.raft.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(RaftHealthIndicator.class);
			assertThat(components(context, "readiness").getComponents()).containsOnlyKeys("readinessState");
		});
	}

	private static CompositeHealthDescriptor components(ApplicationContext context, String group) {
		return (CompositeHealthDescriptor) context.getBean(HealthEndpoint.class).healthForPath(group);
	}

}
