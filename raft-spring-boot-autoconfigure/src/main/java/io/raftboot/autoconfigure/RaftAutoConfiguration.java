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

import java.lang.reflect.Type;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.raftboot.Machine;
import io.raftboot.RaftNode;
import io.raftboot.RaftNodeBuilder;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ResolvableType;

/**
 * {@link AutoConfiguration Auto-configuration} for a {@link RaftNode} that runs the
 * application's {@link Machine}. The node is started before the web server and closed
 * after it; the application is ready without a leader.
 */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "raft.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RaftNodeProperties.class)
public final class RaftAutoConfiguration {

	@Bean(destroyMethod = "close")
	@ConditionalOnMissingBean
	RaftNode raftNode(RaftNodeProperties properties, ListableBeanFactory beans,
			ObjectProvider<MeterRegistry> meterRegistry, ObjectProvider<SslBundles> bundles,
			ObjectProvider<RaftNodeBuilderCustomizer> customizers) {
		Machine<?> machine = machine(beans);
		RaftNodeBuilder builder = RaftNodeBuilder.create(machine);
		if (AopUtils.isAopProxy(machine)) {
			builder.inputType(inputType(machine));
		}
		BuilderProperties.apply(properties, builder, bundles.getIfAvailable());
		meterRegistry.ifUnique(builder::meterRegistry);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	@Bean
	@ConditionalOnMissingBean
	RaftNodeLifecycle raftNodeLifecycle(RaftNode node) {
		return new RaftNodeLifecycle(node);
	}

	private static Machine<?> machine(ListableBeanFactory beans) {
		try {
			return beans.getBean(Machine.class);
		}
		catch (NoSuchBeanDefinitionException ex) {
			throw new MachineBeanException(List.of(beans.getBeanNamesForType(Machine.class)), ex);
		}
	}

	/**
	 * A proxy's own class does not tell what the machine takes; the class behind it does.
	 */
	private static Type inputType(Machine<?> machine) {
		return ResolvableType.forClass(AopUtils.getTargetClass(machine)).as(Machine.class).getGeneric(0).getType();
	}

}
