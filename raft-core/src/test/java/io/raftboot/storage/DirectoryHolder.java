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
import java.nio.file.Path;

/**
 * A process that has a directory until it is killed.
 */
public final class DirectoryHolder {

	private DirectoryHolder() {
	}

	public static void main(String[] arguments) throws IOException {
		try (FileDisk disk = FileDisk.open(Path.of(arguments[0]))) {
			System.out.print(disk.list().isEmpty() ? 'y' : 'n');
			System.out.flush();
			while (System.in.read() >= 0) {
				// until the other side goes away
			}
		}
	}

}
