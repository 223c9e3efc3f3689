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
 * A node that cannot start. Names the setting, its value and the remedy.
 */
public class RaftStartException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String setting;

	private final @Nullable String value;

	private final String problem;

	private final String remedy;

	/**
	 * Create an exception.
	 * @param setting the setting, as the configuration key after {@code raft.}, such as
	 * {@code data-directory}
	 * @param value its value
	 * @param problem what is wrong with it, a sentence
	 * @param remedy what to do, a sentence
	 * @param cause the cause, if there is one
	 */
	public RaftStartException(String setting, @Nullable String value, String problem, String remedy,
			@Nullable Throwable cause) {
		super(problem + " (raft." + setting + "=" + value + "). " + remedy, cause);
		this.setting = setting;
		this.value = value;
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * Return the setting that is wrong.
	 * @return the key after {@code raft.}
	 */
	public String setting() {
		return this.setting;
	}

	/**
	 * Return the value that it has.
	 * @return the value, {@code null} when it has none
	 */
	public @Nullable String value() {
		return this.value;
	}

	/**
	 * Return what is wrong with it.
	 * @return a sentence
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * Return what to do.
	 * @return a sentence
	 */
	public String remedy() {
		return this.remedy;
	}

}
