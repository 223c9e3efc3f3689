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

package io.raftboot.storage;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * A data directory cannot be used by this process, though nothing in it is damaged:
 * another process has it, it cannot be read or written, or its files are of a newer
 * version or of another group. The message says what to do.
 */
public final class DirectoryRefusedException extends IOException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param path the directory or file
	 * @param problem why it is refused, and the remedy
	 * @param cause what the system said, {@code null} if it said nothing
	 */
	public DirectoryRefusedException(String path, String problem, @Nullable Throwable cause) {
		super("\"" + path + "\" cannot be used: " + problem, cause);
	}

}
