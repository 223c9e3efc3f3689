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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a cluster of an application for the tests of a class. It is started before the
 * first test and closed after the last; methods and constructors take it as a parameter
 * of type {@link RaftTestCluster}.
 *
 * <pre>
 * &#064;RaftCluster(nodes = 3)
 * class CounterTests {
 *
 *	&#064;Test
 *	void survivesTheLossOfItsLeader(RaftTestCluster cluster) {
 *		cluster.stop(cluster.leader());
 *		cluster.node(cluster.leader()).apply(ApplyKind.COMMAND, new Add("visits", 1)).join();
 *	}
 *
 * }
 * </pre>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RaftClusterExtension.class)
public @interface RaftCluster {

	/**
	 * How many nodes the cluster has, 1 to 9.
	 * @return the number of nodes
	 */
	int nodes() default 3;

	/**
	 * The application's configuration classes; without any, the one that is found as
	 * {@code @SpringBootTest} finds it, in the package of the test or above.
	 * @return the classes
	 */
	Class<?>[] classes() default {};

	/**
	 * Further properties of every node, {@code key=value}.
	 * @return the properties
	 */
	String[] properties() default {};

}
