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

import io.raftboot.RaftStartException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * Explains why the node does not start: the key, its value, where that was set, and what
 * to do.
 */
final class RaftStartFailureAnalyzer extends AbstractFailureAnalyzer<RaftStartException> {

	private final Environment environment;

	RaftStartFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RaftStartException cause) {
		String key = "raft." + cause.setting();
		StringBuilder description = new StringBuilder();
		description.append("The Raft node does not start:").append(String.format("%n%n"));
		description.append(String.format("    Property: %s%n", key));
		description.append(String.format("    Value: \"%s\"%n", (cause.value() != null) ? cause.value() : ""));
		Origin origin = origin(key);
		if (origin != null) {
			description.append(String.format("    Origin: %s%n", origin));
		}
		description.append("    Reason: ").append(cause.problem());
		return new FailureAnalysis(description.toString(), cause.remedy(), cause);
	}

	private @Nullable Origin origin(String key) {
		if (!ConfigurationPropertyName.isValid(key)) {
			return null;
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.of(key);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property.getOrigin();
			}
		}
		return null;
	}

}
