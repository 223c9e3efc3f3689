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

package io.raftboot;

import org.jspecify.annotations.Nullable;

/**
 * Is told of changes of role and leader. Called on the node's own threads, one call at a
 * time: must return at once and must not throw.
 */
public interface NodeListener {

	/**
	 * The node's role changed.
	 * @param role the new role
	 * @param term the term in which it changed
	 */
	default void roleChanged(Role role, long term) {
	}

	/**
	 * The leader that the node knows changed.
	 * @param leader the new leader, {@code null} when none is known
	 * @param term the term
	 */
	default void leaderChanged(@Nullable Member leader, long term) {
	}

}
