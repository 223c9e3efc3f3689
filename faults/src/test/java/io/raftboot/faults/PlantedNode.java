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

package io.raftboot.faults;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

import io.raftboot.ApplyKind;
import io.raftboot.RaftNode;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * The sample with a bug between its HTTP door and its node, for runs that must fail.
 */
public abstract class PlantedNode implements BeanPostProcessor {

	private static final String SAMPLE = "io.raftboot.sample.KvsApplication";

	static void run(PlantedNode bug, String[] arguments) {
		SpringApplication application = new SpringApplication(ClassUtils.resolveClassName(SAMPLE, null));
		application.addInitializers(
				(ApplicationContextInitializer<ConfigurableApplicationContext>) (context) -> context.getBeanFactory()
					.addBeanPostProcessor(bug));
		application.run(arguments);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (!(bean instanceof RaftNode)) {
			return bean;
		}
		InvocationHandler handler = (proxy, method, arguments) -> {
			if (method.getName().equals("apply")) {
				spoil(arguments);
			}
			try {
				return method.invoke(bean, arguments);
			}
			catch (InvocationTargetException ex) {
				throw ex.getCause();
			}
		};
		return Proxy.newProxyInstance(RaftNode.class.getClassLoader(), new Class<?>[] { RaftNode.class }, handler);
	}

	/**
	 * Change the arguments of a call of apply.
	 */
	abstract void spoil(Object[] arguments);

	/**
	 * Answers a Query from what the node happens to hold.
	 */
	public static final class StaleReads extends PlantedNode {

		public static void main(String[] arguments) {
			run(new StaleReads(), arguments);
		}

		@Override
		void spoil(Object[] arguments) {
			if (arguments[0] == ApplyKind.QUERY) {
				arguments[0] = ApplyKind.LOCAL_QUERY;
			}
		}

	}

	/**
	 * Drops the session of a command, so that a retry is applied again.
	 */
	public static final class ForgottenSessions extends PlantedNode {

		private static final int SESSION = 2;

		public static void main(String[] arguments) {
			run(new ForgottenSessions(), arguments);
		}

		@Override
		void spoil(Object[] arguments) {
			if (arguments.length > SESSION) {
				arguments[SESSION] = null;
			}
		}

	}

}
