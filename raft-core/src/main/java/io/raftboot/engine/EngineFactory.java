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

package io.raftboot.engine;

import java.io.IOException;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandler;
import io.raftboot.NodeSettings;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engines of one kind. A module with an engine of its own names its factory in
 * {@code META-INF/services}, and a node finds it by the name that was set as
 * {@code raft.engine}. Nothing of such a module is loaded by a node with another engine.
 */
public interface EngineFactory {

	/**
	 * Return the name of the engine.
	 * @return the value of {@code raft.engine} that chooses it
	 */
	String name();

	/**
	 * Create an engine that is not started.
	 * @param settings the settings of the node
	 * @param clientHandler makes the handler of a client's connection on the node's
	 * address, {@code null} when clients are not served there; the connection is open and
	 * its first bytes are read when the handler is added
	 * @param meters where figures go
	 * @return the engine
	 * @throws io.raftboot.RaftStartException if a value is bad, or asks for what the
	 * engine does not have
	 */
	Engine create(NodeSettings settings, @Nullable Supplier<? extends ChannelHandler> clientHandler,
			MeterRegistry meters);

	/**
	 * Make an empty directory that of the only member of a new cluster, which begins with
	 * a state that was exported from another.
	 * @param settings of the new node: its directory, address and group count
	 * @param exported the state
	 * @throws io.raftboot.RaftStartException if a value is bad
	 * @throws IOException if the directory is not empty or cannot be used, or the state
	 * cannot be read; nothing starts in the directory then
	 */
	void form(NodeSettings settings, ExportFile exported) throws IOException;

}
