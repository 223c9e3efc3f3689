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

package io.raftboot.test;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A node of a {@link RaftTestCluster}: a context that can be closed and started again.
 */
final class TestNode {

	private final Class<?>[] classes;

	private final String address;

	private final String[] arguments;

	private @Nullable ConfigurableApplicationContext context;

	TestNode(Class<?>[] classes, String address, List<String> own, List<String> further) {
		this.classes = classes;
		this.address = address;
		List<String> arguments = new ArrayList<>(List.of("server.port=0", "server.address=127.0.0.1",
				"spring.jmx.enabled=false", "spring.main.banner-mode=off", "raft.address=" + address));
		arguments.addAll(own);
		arguments.addAll(further);
		this.arguments = arguments.stream().map((argument) -> "--" + argument).toArray(String[]::new);
	}

	String address() {
		return this.address;
	}

	@Nullable ConfigurableApplicationContext context() {
		return this.context;
	}

	void start() {
		this.context = new SpringApplicationBuilder(this.classes).registerShutdownHook(false).run(this.arguments);
	}

	void stop() {
		if (this.context != null) {
			this.context.close();
			this.context = null;
		}
	}

}
