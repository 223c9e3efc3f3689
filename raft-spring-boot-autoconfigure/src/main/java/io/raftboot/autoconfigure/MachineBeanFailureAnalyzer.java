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

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that the node has no machine, or more than one to choose from.
 */
final class MachineBeanFailureAnalyzer extends AbstractFailureAnalyzer<MachineBeanException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MachineBeanException cause) {
		if (cause.beanNames().isEmpty()) {
			return new FailureAnalysis(
					"A Raft node runs a state machine, but there is no bean of type" + " 'io.raftboot.Machine'.",
					"Write a @Component that implements Machine in a package that is scanned,"
							+ " or set raft.enabled=false to run without a node.",
					cause);
		}
		String names = cause.beanNames().stream().map((name) -> "\t- " + name).collect(Collectors.joining("%n"));
		return new FailureAnalysis(
				String.format("A Raft node runs exactly one state machine, but there are " + cause.beanNames().size()
						+ " beans of type 'io.raftboot.Machine':%n" + names),
				"Keep one of them, or mark the one that the node is to run as @Primary.", cause);
	}

}
