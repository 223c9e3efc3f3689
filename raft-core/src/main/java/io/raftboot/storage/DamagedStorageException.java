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

/**
 * A file in the data directory is not as it was written. Names the file and the offset.
 */
public final class DamagedStorageException extends IOException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param file the file
	 * @param offset where in the file
	 * @param problem what is wrong there
	 */
	public DamagedStorageException(String file, long offset, String problem) {
		super("\"" + file + "\" is damaged at offset " + offset + ": " + problem);
	}

}
