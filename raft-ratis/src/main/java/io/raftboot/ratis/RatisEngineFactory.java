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

package io.raftboot.ratis;

import java.io.IOException;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelHandler;
import io.raftboot.NodeSettings;
import io.raftboot.engine.Engine;
import io.raftboot.engine.EngineFactory;
import io.raftboot.engine.ExportFile;
import org.jspecify.annotations.Nullable;

/**
 * Makes engines on Apache Ratis, found by the service loader as {@code ratis}.
 */
public final class RatisEngineFactory implements EngineFactory {

	@Override
	public String name() {
		return RatisSettings.ENGINE;
	}

	@Override
	public Engine create(NodeSettings settings, @Nullable Supplier<? extends ChannelHandler> clientHandler,
			MeterRegistry meters) {
		return new RatisEngine(RatisSettings.of(settings), clientHandler, meters);
	}

	@Override
	public void form(NodeSettings settings, ExportFile exported) throws IOException {
		RatisImport.form(RatisSettings.of(settings), exported);
	}

}
