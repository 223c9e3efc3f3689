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

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftboot.ApplyKind;
import io.raftboot.Machine;
import io.raftboot.RaftNode;
import io.raftboot.RaftStartException;
import io.raftboot.autoconfigure.CounterMachine.Input.Add;
import io.raftboot.autoconfigure.CounterMachine.Input.Read;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

class RunningNodeTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RaftAutoConfiguration.class))
		.withPropertyValues("raft.storage=memory");

	@Test
	void runsTheMachine() {
		this.contextRunner.withBean(CounterMachine.class).run(RunningNodeTests::counts);
	}

	@Test
	void runsAMachineBehindAProxyOfItsClass() {
		this.contextRunner.withBean(Machine.class, () -> proxy(true)).run(RunningNodeTests::counts);
	}

	@Test
	void runsAMachineBehindAProxyOfItsInterface() {
		this.contextRunner.withBean(Machine.class, () -> proxy(false)).run(RunningNodeTests::counts);
	}

	@Test
	void runsThePrimaryMachine() {
		this.contextRunner.withUserConfiguration(PrimaryMachine.class).run(RunningNodeTests::counts);
	}

	@Test
	void customizersHaveTheLastWord() {
		this.contextRunner.withBean(CounterMachine.class)
			.withBean(RaftNodeBuilderCustomizer.class, () -> (builder) -> builder.maxCommandSize(1))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(RaftStartException.class,
						(failure) -> assertThat(failure.setting()).isEqualTo("max-command-size")));
	}

	@Test
	void figuresGoToTheMeterRegistry() {
		this.contextRunner.withBean(CounterMachine.class)
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				counts(context);
				assertThat(context.getBean(MeterRegistry.class).getMeters())
					.extracting((meter) -> meter.getId().getName())
					.contains("raft.term", "raft.role", "raft.commit.index");
			});
	}

	@Test
	void aBadValueStopsTheStart() {
		this.contextRunner.withBean(CounterMachine.class)
			.withPropertyValues("raft.address=127.0.0.1:4001", "raft.members=127.0.0.1:4002,127.0.0.1:4003")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(RaftStartException.class,
						(failure) -> assertThat(failure.setting()).isEqualTo("members")));
	}

	private static void counts(ApplicationContext context) {
		RaftNode node = context.getBean(RaftNode.class);
		assertThat(node.apply(ApplyKind.COMMAND, new Add(2), null, Long.class).join()).isEqualTo(2);
		assertThat(node.apply(ApplyKind.QUERY, new Read(), null, Long.class).join()).isEqualTo(2);
		assertThat(node.takeSnapshot().join()).isPositive();
	}

	private static Machine<?> proxy(boolean ofTheClass) {
		ProxyFactory factory = new ProxyFactory(new CounterMachine());
		factory.setProxyTargetClass(ofTheClass);
		return (Machine<?>) factory.getProxy();
	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryMachine {

		@Bean
		@Primary
		Machine<?> firstMachine() {
			return new CounterMachine();
		}

		@Bean
		Machine<?> secondMachine() {
			return new CounterMachine();
		}

	}

}
