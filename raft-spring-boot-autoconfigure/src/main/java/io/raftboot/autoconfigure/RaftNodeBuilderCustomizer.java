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

import io.raftboot.RaftNodeBuilder;

/**
 * Changes the builder of the node after the configuration keys are applied and before the
 * node is built. A bean of this type is all that is needed; several are called in their
 * order.
 */
@FunctionalInterface
public interface RaftNodeBuilderCustomizer {

	/**
	 * Change the builder.
	 * @param builder the builder, with all configuration keys applied
	 */
	void customize(RaftNodeBuilder builder);

}
