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

package io.raftboot.test;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.context.AnnotatedClassFinder;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Keeps the cluster of a {@link RaftCluster} class; JUnit closes it with the class.
 */
final class RaftClusterExtension implements BeforeAllCallback, ParameterResolver {

	private static final Namespace NAMESPACE = Namespace.create(RaftClusterExtension.class);

	@Override
	public void beforeAll(ExtensionContext context) {
		cluster(context);
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == RaftTestCluster.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return cluster(context);
	}

	private static RaftTestCluster cluster(ExtensionContext context) {
		return context.getStore(NAMESPACE)
			.computeIfAbsent(RaftTestCluster.class, (key) -> start(context.getRequiredTestClass()),
					RaftTestCluster.class);
	}

	private static RaftTestCluster start(Class<?> testClass) {
		RaftCluster annotation = AnnotatedElementUtils.findMergedAnnotation(testClass, RaftCluster.class);
		if (annotation == null) {
			throw new IllegalStateException("\"" + testClass.getName() + "\" is not annotated with @RaftCluster");
		}
		Class<?>[] classes = (annotation.classes().length > 0) ? annotation.classes()
				: new Class<?>[] { application(testClass) };
		return RaftTestCluster.of(classes).nodes(annotation.nodes()).properties(annotation.properties()).start();
	}

	private static Class<?> application(Class<?> testClass) {
		Class<?> application = new AnnotatedClassFinder(SpringBootConfiguration.class).findFromClass(testClass);
		if (application == null) {
			throw new IllegalStateException("There is no @SpringBootApplication in the package of \""
					+ testClass.getName() + "\" or above: name the classes with @RaftCluster(classes = ...)");
		}
		return application;
	}

}
