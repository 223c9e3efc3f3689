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

package io.raftboot.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What works on this machine. What needs root or a program that is missing is left out,
 * with a message.
 *
 * @param namespaces whether each node can have a network of its own
 * @param images whether each node can have a file system of its own
 * @param strace whether system calls can be made to fail
 * @param clock whether a node's clock can be moved
 */
record Capabilities(boolean namespaces, boolean images, boolean strace, boolean clock) {

	static Capabilities find(Path directory) {
		return new Capabilities(Network.canIsolate(), NodeDisk.canMount(directory),
				Commands.works("strace", "-e", "inject=fdatasync:error=EIO", "-o", "/dev/null", "true"),
				clockLibrary() != null);
	}

	static @Nullable Path clockLibrary() {
		try (Stream<Path> directories = Files.list(Path.of("/usr/lib"))) {
			return directories.map((directory) -> directory.resolve("faketime/libfaketimeMT.so.1"))
				.filter(Files::isRegularFile)
				.findFirst()
				.orElse(null);
		}
		catch (IOException ex) {
			return null;
		}
	}

}
