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

import java.time.Duration;
import java.util.Map;

import io.raftboot.RaftNode;
import io.raftboot.RaftStartException;
import io.raftboot.autoconfigure.RaftAutoConfiguration;
import io.raftboot.autoconfigure.RaftNodeProperties;
import io.raftboot.jsonrpc.Dispatcher;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * {@link AutoConfiguration Auto-configuration} for JSON-RPC over HTTP.
 */
@AutoConfiguration(after = RaftAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBean(RaftNode.class)
@EnableConfigurationProperties(RaftNodeProperties.class)
public final class RaftWebAutoConfiguration {

	/**
	 * What a reply may take beyond the node's own timeout before the exchange is given
	 * up.
	 */
	private static final Duration GRACE = Duration.ofSeconds(30);

	@Bean
	@ConditionalOnMissingBean
	RaftJsonRpcController raftJsonRpcController(RaftNode node, RaftNodeProperties properties) {
		RaftNodeProperties.JsonRpc jsonRpc = properties.jsonRpc();
		Dispatcher dispatcher = new Dispatcher(node, Math.toIntExact(jsonRpc.maxRequestSize().toBytes()),
				jsonRpc.maxBatchSize());
		return new RaftJsonRpcController(dispatcher, properties.requestTimeout().plus(GRACE));
	}

	/**
	 * Looked at before all other mappings: one look at one path.
	 */
	@Bean
	SimpleUrlHandlerMapping raftJsonRpcHandlerMapping(RaftJsonRpcController controller, RaftNodeProperties properties) {
		String path = properties.jsonRpc().path();
		if (!path.startsWith("/") || path.contains("*") || path.contains("{")) {
			throw new RaftStartException("json-rpc.path", path, "The path is not a plain absolute path.",
					"Use a path that starts with \"/\" and has neither \"*\" nor \"{\", such as \"/rpc\".", null);
		}
		return new SimpleUrlHandlerMapping(Map.of(path, controller), Ordered.HIGHEST_PRECEDENCE + 10);
	}

}
