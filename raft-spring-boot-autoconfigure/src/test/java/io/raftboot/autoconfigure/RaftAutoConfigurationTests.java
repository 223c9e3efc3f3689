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

package io.raftboot.autoconfigure;

import io.raftboot.Machine;
import io.raftboot.NodeListener;
import io.raftboot.RaftNode;
import io.raftboot.RaftStartException;
import io.raftboot.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class RaftAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RaftAutoConfiguration.class));

	@Test
	void doesNothingWhenDisabled() {
		this.contextRunner.withPropertyValues("raft.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RaftNode.class));
	}

	@Test
	void failsWithoutAMachine() {
		this.contextRunner.run((context) -> assertThat(context.getStartupFailure())
			.hasStackTraceContaining(MachineBeanException.class.getName()));
	}

	@Test
	void failsWithTwoMachines() {
		this.contextRunner.withUserConfiguration(TwoMachines.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining(MachineBeanException.class.getName())
				.hasStackTraceContaining("[firstMachine, secondMachine]"));
	}

	@Test
	void refusesAKeyThatItDoesNotKnow() {
		this.contextRunner.withBean(FakeRaftNode.class)
			.withPropertyValues("raft.adress=127.0.0.1:4001")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(UnboundConfigurationPropertiesException.class)
				.hasMessageContaining("raft.adress"));
	}

	@Test
	void startsAndClosesTheApplicationsOwnNode() {
		FakeRaftNode node = new FakeRaftNode();
		this.contextRunner.withBean(RaftNode.class, () -> node).run((context) -> {
			assertThat(context).hasSingleBean(RaftNode.class);
			assertThat(node.calls).containsExactly("start");
		});
		assertThat(node.calls).startsWith("start", "close");
	}

	@Test
	void logsWhoLeads(CapturedOutput output) {
		FakeRaftNode node = new FakeRaftNode();
		this.contextRunner.withBean(RaftNode.class, () -> node).run((context) -> {
			NodeListener listener = node.listeners.get(0);
			listener.leaderChanged(FakeRaftNode.SECOND, 7);
			listener.leaderChanged(null, 8);
			listener.roleChanged(Role.CANDIDATE, 9);
		});
		assertThat(output).contains("Leader of term 7: 127.0.0.1:4002 (member 2)", "No leader known in term 8",
				"Role of this node in term 9: Candidate");
	}

	@Test
	void closesANodeThatDoesNotStart() {
		FakeRaftNode node = new FakeRaftNode() {

			@Override
			public void start() {
				super.start();
				throw new RaftStartException("address", "127.0.0.1:4001", "The port is in use.", "Use another.", null);
			}

		};
		this.contextRunner.withBean(RaftNode.class, () -> node)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(RaftStartException.class));
		assertThat(node.calls).containsExactly("start", "close");
	}

	@Test
	void startsBeforeTheWebServerAndStopsAfterIt() {
		RaftNodeLifecycle lifecycle = new RaftNodeLifecycle(new FakeRaftNode());
		assertThat(lifecycle.getPhase()).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
			.isLessThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
		assertThat(lifecycle.isRunning()).isFalse();
		lifecycle.start();
		assertThat(lifecycle.isRunning()).isTrue();
		lifecycle.stop();
		assertThat(lifecycle.isRunning()).isFalse();
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoMachines {

		@Bean
		Machine<?> firstMachine() {
			return new CounterMachine();
		}

		@Bean
		Machine<?> secondMachine() {
			return new CounterMachine();
		}

	}

}
