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
 * Finds the whole replies in what came in on a connection.
 */
interface Replies {

	/**
	 * Reads all replies that are complete.
	 * @param bytes what came in
	 * @param length how many of the bytes count
	 * @param sink takes the replies
	 * @return number of bytes read; the rest is offered again with what follows
	 */
	int read(byte[] bytes, int length, ReplySink sink);

}
