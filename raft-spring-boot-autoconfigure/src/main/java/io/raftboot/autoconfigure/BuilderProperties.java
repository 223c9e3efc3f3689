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

import java.util.Locale;

import io.raftboot.RaftNodeBuilder;
import io.raftboot.RaftStartException;
import io.raftboot.autoconfigure.RaftNodeProperties.Bootstrap;
import io.raftboot.autoconfigure.RaftNodeProperties.Engine;
import io.raftboot.autoconfigure.RaftNodeProperties.Ratis;
import io.raftboot.autoconfigure.RaftNodeProperties.ReadMode;
import io.raftboot.autoconfigure.RaftNodeProperties.Storage;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Brings the configuration keys to the builder of the node, which checks them.
 */
final class BuilderProperties {

	private BuilderProperties() {
	}

	static void apply(RaftNodeProperties properties, RaftNodeBuilder builder, @Nullable SslBundles bundles) {
		if (StringUtils.hasText(properties.address())) {
			builder.address(properties.address());
		}
		String bundle = properties.ssl().bundle();
		if (StringUtils.hasText(bundle)) {
			builder.tls(new BundleTls(bundle, properties.ssl(), bundles));
		}
		builder.members(properties.members())
			.manualBootstrap(properties.bootstrap() == Bootstrap.MANUAL)
			.join(properties.join())
			.role(properties.role())
			.dataDirectory(properties.dataDirectory())
			.memoryStorage(properties.storage() == Storage.MEMORY)
			.sync(properties.sync())
			.electionTimeout(properties.electionTimeout())
			.heartbeatInterval(properties.heartbeatInterval())
			.leaseReads(properties.readMode() == ReadMode.LEASE)
			.requestTimeout(properties.requestTimeout())
			.maxCommandSize(bytes("max-command-size", properties.maxCommandSize()))
			.logSegmentSize(bytes("log.segment-size", properties.log().segmentSize()))
			.logCacheSize(properties.log().cacheSize().toBytes())
			.snapshotLogEntries(properties.snapshot().logEntries())
			.snapshotLogSize(properties.snapshot().logSize().toBytes())
			.jsonRpcTcp(properties.jsonRpc().tcp())
			.maxRequestSize(bytes("json-rpc.max-request-size", properties.jsonRpc().maxRequestSize()))
			.maxBatchSize(properties.jsonRpc().maxBatchSize())
			.engine(properties.engine().name().toLowerCase(Locale.ROOT));
		if (properties.engine() == Engine.RATIS) {
			Ratis ratis = properties.ratis();
			builder.engineProperty("port-offset", Integer.toString(ratis.portOffset()));
			ratis.properties().forEach((key, value) -> builder.engineProperty("properties." + key, value));
		}
	}

	private static int bytes(String setting, DataSize size) {
		if (size.toBytes() > Integer.MAX_VALUE) {
			throw new RaftStartException(setting, size.toString(), "The size is too large.",
					"Use at most " + Integer.MAX_VALUE + "B.", null);
		}
		return (int) size.toBytes();
	}

}
