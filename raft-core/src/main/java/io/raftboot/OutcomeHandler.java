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

/**
 * Takes the outcome of one input. Exactly one method is called, once, on any thread; it
 * must return at once and must not throw.
 */
public interface OutcomeHandler {

	/**
	 * The machine's output.
	 * @param json the output as JSON, UTF-8; owned by the handler from now on
	 */
	void succeeded(byte[] json);

	/**
	 * The input failed.
	 * @param failure what failed, and whether the input can have been applied
	 */
	void failed(RaftException failure);

}
