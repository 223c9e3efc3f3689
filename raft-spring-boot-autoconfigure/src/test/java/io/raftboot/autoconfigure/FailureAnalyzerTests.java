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

import java.util.List;
import java.util.Map;

import io.raftboot.RaftStartException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;

class FailureAnalyzerTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	@Test
	void analyzersAreRegistered() {
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(Environment.class, this.environment),
					(type, name, failure) -> {
					});
		assertThat(analyzers).hasAtLeastOneElementOfType(MachineBeanFailureAnalyzer.class)
			.hasAtLeastOneElementOfType(RaftStartFailureAnalyzer.class);
	}

	@Test
	void aMissingMachineIsExplained() {
		FailureAnalysis analysis = new MachineBeanFailureAnalyzer()
			.analyze(new MachineBeanException(List.of(), new IllegalStateException()));
		assertThat(analysis.getDescription()).contains("no bean of type 'io.raftboot.Machine'");
		assertThat(analysis.getAction()).contains("@Component", "raft.enabled=false");
	}

	@Test
	void tooManyMachinesAreListed() {
		FailureAnalysis analysis = new MachineBeanFailureAnalyzer()
			.analyze(new MachineBeanException(List.of("one", "other"), new IllegalStateException()));
		assertThat(analysis.getDescription()).contains("2 beans", "- one", "- other");
		assertThat(analysis.getAction()).contains("@Primary");
	}

	@Test
	void aNodeThatDoesNotStartIsExplainedWithKeyValueAndRemedy() {
		FailureAnalysis analysis = new RaftStartFailureAnalyzer(this.environment)
			.analyze(new RaftStartException("members", "[a:1]", "The list lacks the node's own address \"b:1\".",
					"Add \"b:1\" to raft.members, the same list on each node.", null));
		assertThat(analysis.getDescription()).contains("Property: raft.members", "Value: \"[a:1]\"",
				"Reason: The list lacks");
		assertThat(analysis.getDescription()).doesNotContain("Origin");
		assertThat(analysis.getAction()).isEqualTo("Add \"b:1\" to raft.members, the same list on each node.");
	}

	@Test
	void theOriginOfTheValueIsNamed() {
		Map<String, Object> source = Map.of("raft.address",
				OriginTrackedValue.of("nowhere:1", new TextResourceOrigin(new ClassPathResource("application.yml"),
						new TextResourceOrigin.Location(2, 11))));
		this.environment.getPropertySources().addFirst(new OriginTrackedMapPropertySource("test", source));
		FailureAnalysis analysis = new RaftStartFailureAnalyzer(this.environment)
			.analyze(new RaftStartException("address", "nowhere:1", "No such host.", "Use another.", null));
		assertThat(analysis.getDescription()).contains("Origin: class path resource [application.yml] - 3:12");
	}

	@Test
	void aStartFailureDeepInTheCausesIsFound() {
		Throwable failure = new IllegalStateException("context", new RuntimeException(
				new RaftStartException("address", "a:1", "The port is in use.", "Free it.", null)));
		assertThat(new RaftStartFailureAnalyzer(this.environment).analyze(failure)).isNotNull();
	}

}
