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

package io.raftboot.benchmarks;

/**
 * Takes the replies found in what came in.
 */
interface ReplySink {

	/** In place of an id: every command in flight on the connection. */
	int ALL = -1;

	/** In place of an id: a reply that names no id. */
	int NONE = -2;

	/**
	 * A command succeeded.
	 * @param id its id, {@link #ALL} or {@link #NONE}
	 */
	void succeeded(int id);

	/**
	 * A command was answered with an error.
	 * @param id its id, {@link #ALL} or {@link #NONE}
	 * @param error a short name, the code for an error of JSON-RPC
	 */
	void failed(int id, String error);

}
