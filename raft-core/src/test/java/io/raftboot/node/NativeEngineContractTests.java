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

package io.raftboot.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.raftboot.MemberRole;
import io.raftboot.NodeSettings;
import io.raftboot.engine.Engine;
import io.raftboot.engine.EngineContractTests;
import io.raftboot.engine.NodePlan;
import org.junit.jupiter.api.io.TempDir;

class NativeEngineContractTests extends EngineContractTests {

	@TempDir
	private Path directory;

	@Override
	protected Engine newEngine(NodePlan plan) {
		return new NativeEngine(settings(plan, this.directory.resolve("node" + plan.number())), null,
				new SimpleMeterRegistry());
	}

	static NodeSettings settings(NodePlan plan, Path directory) {
		return new NodeSettings(plan.address(), plan.founders(), plan.founders().isEmpty(), List.of(), MemberRole.VOTER,
				NodeSettings.DEFAULT_GROUP, directory, false, true, Duration.ofMillis(500), Duration.ofMillis(100),
				false, Duration.ofSeconds(10), NodePlan.MAX_COMMAND_SIZE, 1 << 20, 1 << 20, 100_000, 256 << 20, true,
				8 << 20, 1000, null, NodeSettings.NATIVE_ENGINE, Map.of());
	}

}
