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
 * There is no room left on the disk. What failed has no effect: nothing that was there
 * before is lost, and the same call may be made again when there is room.
 */
public final class DiskFullException extends IOException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param file the file that could not grow
	 * @param cause what the system said, {@code null} if it said nothing
	 */
	public DiskFullException(String file, @Nullable Throwable cause) {
		super("no room left on the disk for \"" + file + "\": free some, the node then goes on", cause);
	}

}
