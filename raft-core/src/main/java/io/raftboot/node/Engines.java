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

import java.io.IOException;
import java.io.InputStream;
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
import io.raftboot.engine.ExportFile;
import io.raftboot.storage.ImportedCluster;
import io.raftboot.storage.StorageSettings;
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
		return find(settings).create(settings, clientHandler, meters);
	}

	/**
	 * Make an empty directory that of the only member of a new cluster, which begins with
	 * a state that was exported from another, with whatever engine.
	 * @param settings of the new node: its engine, directory, address and group count
	 * @param exported the state
	 * @throws RaftStartException if there is no engine of that name, or a value is bad
	 * @throws IOException if the directory is not empty or cannot be used, or the state
	 * cannot be read; nothing starts in the directory then
	 */
	public static void form(NodeSettings settings, ExportFile exported) throws IOException {
		if (!settings.engine().equals(NodeSettings.NATIVE_ENGINE)) {
			find(settings).form(settings, exported);
			return;
		}
		String address = settings.address();
		if (address == null) {
			throw new IllegalArgumentException("the new node has no address");
		}
		try (InputStream content = exported.open()) {
			ImportedCluster.form(settings.dataDirectory(),
					new StorageSettings(settings.group(), true, settings.logSegmentSize(), settings.logCacheSize()),
					ImportedCluster.point(address, exported.index(), exported.term(), exported.timestampMillis()),
					content);
		}
	}

	private static EngineFactory find(NodeSettings settings) {
		List<String> names = new ArrayList<>(List.of(NodeSettings.NATIVE_ENGINE));
		for (EngineFactory factory : ServiceLoader.load(EngineFactory.class, EngineFactory.class.getClassLoader())) {
			if (factory.name().equals(settings.engine())) {
				return factory;
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
