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

package io.raftboot.autoconfigure.web;

import io.raftboot.RaftStartException;
import io.raftboot.autoconfigure.FakeRaftNode;
import io.raftboot.autoconfigure.RaftAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

import static org.assertj.core.api.Assertions.assertThat;

class RaftWebAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(RaftAutoConfiguration.class,
			RaftWebAutoConfiguration.class);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withBean(FakeRaftNode.class);

	@Test
	void mapsTheDefaultPath() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(SimpleUrlHandlerMapping.class).getHandlerMap().get("/rpc"))
				.isInstanceOf(RaftJsonRpcController.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "rpc", "/rpc/*", "/{id}", "" })
	void refusesAPathThatIsNotPlain(String path) {
		this.contextRunner.withPropertyValues("raft.json-rpc.path=" + path)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(RaftStartException.class)
				.hasMessageContaining("raft.json-rpc.path=" + path));
	}

	@Test
	void needsANode() {
		this.contextRunner.withPropertyValues("raft.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("raft.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RaftJsonRpcController.class));
	}

	@Test
	void needsAServletApplication() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withBean(FakeRaftNode.class)
			.run((context) -> assertThat(context).doesNotHaveBean(RaftJsonRpcController.class));
	}

	@Test
	void needsSpringMvc() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RaftJsonRpcController.class));
	}

}
