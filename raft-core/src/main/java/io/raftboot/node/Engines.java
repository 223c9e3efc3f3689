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

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandler;
import io.raftboot.NodeSettings;
import io.raftboot.RaftStartException;
import io.raftboot.engine.Engine;
import io.raftboot.engine.EngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds the engine that a node is to have.
 */
public final class Engines {

	private Engines() {
	}

	/**
	 * Create the engine with the name in the settings.
	 * @param settings the settings of the node
	 * @param clientHandler makes the handler of a client's connection, {@code null} when
	 * clients are not served on the port
	 * @param meters where figures go
	 * @return an engine that is not started
	 * @throws RaftStartException if there is no engine of that name, or it refuses the
	 * settings
	 */
	public static Engine create(NodeSettings settings, @Nullable Supplier<? extends ChannelHandler> clientHandler,
			MeterRegistry meters) {
		if (settings.engine().equals(NodeSettings.NATIVE_ENGINE)) {
			return new NativeEngine(settings, clientHandler, meters);
		}
		List<String> names = new ArrayList<>(List.of(NodeSettings.NATIVE_ENGINE));
		for (EngineFactory factory : ServiceLoader.load(EngineFactory.class, EngineFactory.class.getClassLoader())) {
			if (factory.name().equals(settings.engine())) {
				return factory.create(settings, clientHandler, meters);
			}
			names.add(factory.name());
		}
		throw new RaftStartException("engine", settings.engine(),
				"There is no such engine on the classpath, only " + String.join(", ", names),
				"Add the dependency io.raftboot:raft-" + settings.engine()
						+ ", or set raft.engine to one that is there.",
				null);
	}

}
